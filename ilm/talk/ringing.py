"""What becomes of a call: whose it was, how it ended, and whether somebody has to call back."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ilm.access import actor
from ilm.catalog.contacts import ContactKind
from ilm.channels.base import Called
from ilm.channels.voice.hearing import WITHHELD
from ilm.kit import clock
from ilm.ledger.moves import record
from ilm.talk import safety
from ilm.talk.accounts import named
from ilm.talk.lifecycle import CallBackStatus
from ilm.talk.models import Call, CallBack, ChannelAccount, Contact, Conversation, Message
from ilm.wall.entering import atomic

ENDS: Final = frozenset({"completed", "missed", "failed"})
UNHEARD: Final = frozenset({"missed", "silent", "cut_off", "left"})  # then she is called back
LOST_AFTER: Final = timedelta(hours=3)
WISHED: Final = {"morning": (7, 12), "afternoon": (12, 17), "evening": (17, 21), "any": (7, 21)}
DAYS: Final = 8
USUAL_ZONE: Final = "Asia/Bangkok"  # as the plan's own: of who has none


def follow(account: ChannelAccount, event: Called, conversation: Conversation) -> None:
    """One step of a call, heard: the desk sees whose it is, and its end once it has one."""
    sid = named(account.pk, event.external_id)
    call = Call.objects.filter(account_id=account.pk, sid=sid).coded().first()
    if call is not None and call.conversation_id is None:
        Call.objects.filter(pk=call.pk).update(conversation_id=conversation.pk)
    if call is not None and call.language and not conversation.language:
        Conversation.objects.filter(pk=conversation.pk).update(language=call.language)
    hidden = event.address.startswith(WITHHELD)
    if event.wish and not hidden:
        want_call(conversation, because="asked", wish=event.wish)
    if event.status in ENDS and account.channel == "voice":
        outcome = _end(call, event, conversation, sid)
        if outcome in UNHEARD and not (hidden or event.is_ours):
            want_call(conversation, because="missed" if outcome == "left" else outcome)


def _end(call: Call | None, event: Called, conversation: Conversation, sid: str) -> str:
    now = clock.now()
    outcome = (call.outcome if call else "") or _came_to(call, event)
    if call is not None and call.ended_at is None:
        Call.objects.filter(pk=call.pk).update(
            state="ended", state_at=now, ended_at=now, outcome=outcome, handle=None,
            seconds=event.seconds,
        )  # fmt: skip
        if outcome == "distress":
            record(conversation, "call.distress", by=actor.clock())
    if outcome == "silent":
        _sort_as_silent(conversation, sid)
    return outcome


def _came_to(call: Call | None, event: Called) -> str:
    if event.status != "completed":
        return "missed"
    if event.is_ours:
        return "unheard"
    return "left" if call is not None and call.state in ("waiting", "talking") else "silent"


def _sort_as_silent(conversation: Conversation, sid: str) -> None:
    """A contact that is nothing but this call is counted as a silent one."""
    rows = Message.objects.filter(conversation=conversation, external_id=sid)
    for contact_id in rows.values_list("contact_id", flat=True):
        if Message.objects.filter(conversation=conversation, contact_id=contact_id).count() == 1:
            Contact.objects.filter(pk=contact_id).update(kind=ContactKind.SILENT_CALL)


def want_call(conversation: Conversation, *, because: str, wish: str = "") -> CallBack | None:
    """Somebody is to call her at the first safe time; None where her plan never allows it.

    One at a time: a wish takes the place of what was due before, else that stays.
    """
    due_at = first_time(conversation, wish)
    if due_at is None:
        return None
    with atomic():
        rows = CallBack.objects.select_for_update().filter(conversation=conversation)
        due = rows.filter(status=CallBackStatus.DUE).first()
        if due is not None:
            if wish:
                CallBack.objects.filter(pk=due.pk).update(because=because, wish=wish, due_at=due_at)
            return due
        made = CallBack(
            org_id=conversation.org_id,
            conversation=conversation,
            alias_id=conversation.alias_id,
            because=because,
            wish=wish,
            asked_at=clock.now(),
            due_at=due_at,
            status=CallBackStatus.DUE,
        )
        made.save(force_insert=True)
        record(made, "call_back.wanted", by=actor.clock())
    return made


def first_time(conversation: Conversation, wish: str = "") -> datetime | None:
    """The first moment from now on that her plan and her wish allow; None if there is none."""
    plan, now = safety.plan_of(conversation.alias_id), clock.now()
    zone = ZoneInfo(plan.time_zone if plan else USUAL_ZONE)
    begins, ends = WISHED.get(wish, (0, 24))
    hour = now.replace(minute=0, second=0, microsecond=0)
    for at in (now, *(hour + timedelta(hours=n) for n in range(1, DAYS * 24))):
        is_wished = begins <= at.astimezone(zone).hour < ends
        if is_wished and safety.may_send(plan, channel=conversation.channel, at=at) is None:
            return at
    return None


def end_lost() -> int:
    """Calls whose end nobody told: over, as far as we know. For the clock."""
    now = clock.now()
    rows = Call.objects.filter(ended_at=None, state_at__lt=now - LOST_AFTER)
    return rows.exclude(state="planned").update(
        state="ended", state_at=now, ended_at=now, handle=None
    )
