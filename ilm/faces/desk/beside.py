"""What stands beside a thread: what was said, notes, who is answering, drafts, ready words."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ilm.access.roles import Reach
from ilm.channels import CHANNELS
from ilm.faces.desk import directory
from ilm.faces.http import Request
from ilm.kit import clock
from ilm.talk import (
    attaching,
    claiming,
    drafting,
    handing,
    heeding,
    indexing,
    linking,
    noting,
    reading,
    readying,
    safety,
    windows,
)
from ilm.talk.models import Attachment, Call, Conversation, Message, Note, SafePlan
from ilm.talk.sounding import TALLEST
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied

NAPS = (
    (1, _("an hour")),
    (4, _("four hours")),
    (24, _("a day")),
    (72, _("three days")),
)


def reader_of(request: Request) -> Reader:
    """One reader for the whole request: what it unwrapped once, it need not unwrap again."""
    known: Reader | None = getattr(request, "reader", None)
    if known is None:
        known = request.reader = Reader(request.unlocked)  # type: ignore[attr-defined]
    return known


def called_at(request: Request) -> dict[UUID, str]:
    """`directory.called`, asked once a request."""
    known: dict[UUID, str] | None = getattr(request, "names", None)
    if known is None:
        known = request.names = directory.called(request.actor)  # type: ignore[attr-defined]
    return known


def sees_all(request: Request) -> bool:
    """Whether the actor sees every thread of the organisation, and not those handed over alone."""
    return request.actor.role.reach is not Reach.HANDED_THREADS


def said(request: Request, thread: Conversation) -> list[dict[str, Any]]:
    """Its messages in order; without words while the vault is locked."""
    called = called_at(request)
    if request.unlocked is None:
        rows = Message.objects.visible_to(request.actor).coded().filter(conversation=thread)
        return [_bubble(m, called) for m in rows]
    reader = reader_of(request)
    opened = reading.thread(thread, reader)
    indexing.keep_words(thread, opened, request.unlocked)
    calls = _calls(request, thread)
    return [
        _bubble(s.message, called)
        | {"shown": s, "files": [_file(a, reader) for a in s.attachments]}
        | _rang(calls.get(s.message.external_id or ""), called)
        | {"signs": _signs(s)}
        for s in opened
    ]


def _rang(call: Call | None, called: dict[UUID, str]) -> dict[str, Any]:
    """The call that a message stands for, and which of us talked with her."""
    agent = call.agent if call is not None and call.outcome == "talked" else None
    return {"call": call, "talked_with": called.get(agent, "") if agent else ""}


def _signs(shown: reading.Shown) -> list[heeding.Sign]:
    """Her words that may mean danger; none of ours."""
    is_hers = shown.message.is_inward and shown.is_readable
    return heeding.signs(shown.text, language=shown.message.language) if is_hers else []


def _calls(request: Request, thread: Conversation) -> dict[str, Call]:
    """The calls of a thread of the hotline, by the name that its message has as well."""
    if thread.channel != "voice":
        return {}
    rang = Call.objects.visible_to(request.actor).coded().filter(conversation=thread)
    return {call.sid: call for call in rang if call.sid}


def _file(attachment: Attachment, reader: Reader) -> dict[str, Any]:
    """A file with what its page can draw of it: how long a voice is, and its outline as a path."""
    if attachment.kind != "voice" or attachment.state != "kept":
        return {"file": attachment}
    try:
        told = attaching.record_of(attachment, reader)
    except Denied:
        return {"file": attachment}
    peaks, seconds = told.get("peaks"), told.get("seconds")
    if not isinstance(peaks, list) or not isinstance(seconds, int):
        return {"file": attachment}
    length = f"{seconds // 60}:{seconds % 60:02d}"
    return {"file": attachment, "length": length, "path": drawn(peaks)}


def drawn(peaks: list[int]) -> str:
    """An outline as one SVG path: a bar each 4 wide, around the middle of 24."""
    bars = []
    for n, peak in enumerate(peaks):
        half = max(1, round(int(peak) * 11 / TALLEST))
        bars.append(f"M{n * 4 + 2} {12 - half}v{2 * half}")
    return "".join(bars)


def with_notes(
    request: Request, thread: Conversation, bubbles: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The messages with what colleagues noted, each at its time."""
    called = called_at(request)
    if request.unlocked is None:
        rows = Note.objects.visible_to(request.actor).coded().filter(conversation=thread)
        notes = [{"note": n, "who": called.get(n.author, "")} for n in rows]
    else:
        written = noting.notes_of(thread, reader_of(request), request.actor)
        notes = [
            {"note": w.note, "written": w, "who": called.get(w.note.author, "")} for w in written
        ]
    return sorted([*bubbles, *notes], key=lambda each: (each.get("note") or each["message"]).at)


def begun(request: Request, thread: Conversation) -> str:
    """What the answer begins with: her draft and the ready words that were chosen."""
    if request.unlocked is None or request.method != "GET":
        return ""
    return drafting.draft_of(thread, reader_of(request), request.actor)


def answering(request: Request, thread: Conversation) -> str:
    """The name of the colleague who is answering now; empty if that is the actor, or nobody."""
    who = claiming.holder(thread)
    if who in (None, request.actor.user_id):
        return ""
    return called_at(request).get(who, str(_("A colleague")))


def shared(request: Request, thread: Conversation) -> dict[str, Any]:
    """Who has it, who answers it now, who interprets, and whom it can be handed to."""
    whole, called = sees_all(request), called_at(request)
    return {
        "sees_all": whole,
        "answering": answering(request, thread),
        "colleagues": _others(request) if whole else {},
        "interpreters": directory.interpreters(request.actor) if whole else {},
        "interpreter": called.get(thread.handed_to, "") if thread.handed_to else "",
        "lacks_key": whole and handing.is_waiting_for_key(thread),
        "naps": NAPS,
        "with": called.get(thread.assigned_to or request.actor.person, ""),
        "her_threads": her_threads(request, thread) if whole else [],
    }


def her_threads(request: Request, thread: Conversation) -> list[dict[str, Any]]:
    """Her threads on other channels, with whether words may reach her there now, and why not."""
    found = []
    for each in linking.joined(thread, request.actor):
        plan, channel = safety.plan_of(each.thread.alias_id), each.thread.channel
        window = windows.window(channel, each.thread.last_inward_at, at=clock.now())
        found.append({
            "thread": each.thread,
            "link": each.link,
            "who": called_at(request).get(each.link.made_by, "") if each.link else "",
            "why_not": safety.may_send(plan, channel=channel, at=clock.now()),
            "window": window,
            "is_paid_by_part": CHANNELS[channel].can.cost == "part",
        })  # fmt: skip
    return found


def ready_words(request: Request, thread: Conversation, plan: SafePlan | None) -> dict[str, Any]:
    """Ready replies with their places filled, those in her language first."""
    if request.unlocked is None or not sees_all(request):
        return {}
    first = thread.language or readying.USUAL
    found = readying.ready(reader_of(request), request.actor, first=first)
    values = _values(request, plan)
    rows: list[dict[str, Any]] = [
        {
            "ready": each,
            "text": readying.filled(each.text, values),
            "why_not": readying.why_not(each.text, plan),
        }
        for each in found
    ]
    near = [row for row in rows if row["ready"].row.language in (first, readying.USUAL)]
    return {"ready": near, "ready_elsewhere": len(rows) - len(near)}


def _values(request: Request, plan: SafePlan | None) -> dict[str, str]:
    hours = f"{plan.from_hour}:00 – {plan.to_hour}:00" if plan else ""
    return {"me": request.called, "organisation": request.organisation, "hours": hours}


def _others(request: Request) -> dict[UUID, str]:
    known = noting.colleagues(request.actor)
    return {user: name for user, name in known.items() if user != request.actor.user_id}


def _bubble(message: Message, called: dict[UUID, str]) -> dict[str, Any]:
    states = {"kept": "sent", "received": "", "accepted": "sent", "waiting": "queued"}
    state = states.get(message.state, message.state)
    return {
        "message": message,
        "way": "in" if message.is_inward else "out",
        "who": called.get(message.author, "") if message.author else "",
        "state": "" if message.is_inward else state,
    }
