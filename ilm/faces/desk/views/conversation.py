"""One thread: what was said, the answer, her safe plan, a call written down, a person revealed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from ilm.access.permissions import Permission
from ilm.cases import reporting
from ilm.cases.models import Report
from ilm.channels import CHANNELS
from ilm.faces.desk import beside, clocks, directory, ranging
from ilm.faces.desk.acting import sent, shown, telling
from ilm.faces.desk.beside import said
from ilm.faces.desk.forms.talking import CallForm, PlanForm, ReplyForm, RevealForm
from ilm.faces.desk.reaching import erasure_of
from ilm.faces.headers import UPLOAD
from ilm.faces.http import Request, page
from ilm.faces.second_factor import stepping_up
from ilm.kit import clock
from ilm.kit.errors import Locked
from ilm.ledger.models import Entry
from ilm.talk import (
    attaching,
    calling,
    knocking,
    linking,
    machines,
    noting,
    reading,
    replying,
    safety,
    windows,
)
from ilm.talk.models import Attachment, CheckIn, Conversation, Message, SafePlan
from ilm.vault import reveal, second_looks
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied


@page(Permission.CONVERSATION_READ)
def conversation_page(request: Request, ref: str) -> HttpResponse:
    thread = the_thread(request, ref)
    form = ReplyForm(sent(request, "reply"), initial={"text": beside.begun(request, thread)})
    if form.is_bound and form.is_valid():
        with telling(form):
            replying.reply(
                thread, text=form.cleaned_data["text"], unlocked=request.unlocked, by=request.actor
            )
        if not form.errors:
            return redirect("desk:conversation", ref)
    if request.unlocked:
        reading.mark_read(thread, request.actor)
        noting.see(thread, request.actor)
    plan = safety.plan_of(thread.alias_id)
    reports = Report.objects.visible_to(request.actor).filter(conversation=thread)
    context = {
        "thread": thread,
        "form": form,
        "said": beside.with_notes(request, thread, said(request, thread)),
        "plan": plan,
        "erasure": erasure_of(request, thread.alias_id),
        "is_erased": reading.is_erased(thread),
        "plan_words": _words(request, plan),
        "why_not": safety.may_send(plan, channel=thread.channel, at=clock.now()),
        "safe_at": safety.next_window(plan, clock.now(), channel=thread.channel),
        **_reach(thread),
        "is_paid_by_part": CHANNELS[thread.channel].can.cost == "part",
        "reports": reports.select_related("case", "case__site").order_by("received_at"),
        "check_ins": CheckIn.objects.visible_to(request.actor)
        .filter(conversation=thread).order_by("due_at"),
        "history": _history(request, thread, list(reports)),
        "is_put_off": bool(thread.snoozed_until and thread.snoozed_until > clock.now()),
        "machines": machines.allowed(request.actor) if beside.sees_all(request) else {},
        **beside.shared(request, thread),
        **beside.ready_words(request, thread, plan),
    }  # fmt: skip
    return shown(request, "desk/conversation.html", context, form)


@page(Permission.CALL_LOG)
def call_log_page(request: Request) -> HttpResponse:
    """Write a call down; it becomes a thread like any other."""
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            thread = calling.log_call(
                request.org_id, unlocked=request.unlocked, by=request.actor, **form.call()
            )
            said_now = Message.objects.visible_to(request.actor).filter(conversation=thread)
            reporting.hear(said_now.coded().latest("received_at"), by=request.actor)
        if not form.errors:
            return redirect("desk:conversation", thread.ref)
    return shown(request, "desk/call_log.html", {"form": form}, form)


@page(Permission.SAFETY_PLAN)
def plan_page(request: Request, ref: str) -> HttpResponse:
    """How she may be reached. Outside the plan nothing is sent."""
    thread = the_thread(request, ref)
    plan = safety.plan_of(thread.alias_id)
    form = PlanForm(request.POST or None, initial=_initial(request, thread, plan))
    if request.method == "POST" and form.is_valid():
        with telling(form):
            told = form.plan(is_open=request.unlocked is not None)
            linking.keep_plan(thread, by=request.actor, **told)
        if not form.errors:
            messages.success(request, _("Her plan is kept. It was checked today."))
            return redirect("desk:conversation", ref)
    return shown(request, "desk/plan.html", {"form": form, "thread": thread, "plan": plan}, form)


@page(Permission.IDENTITY_REVEAL)
def reveal_page(request: Request, ref: str) -> HttpResponse:
    """Who she is, for two minutes after a reasoned request; nowhere else. The request is written
    down and committed, the answer comes with the next."""
    thread = the_thread(request, ref)
    if again := stepping_up(request):
        return again
    form, alias_id, by = RevealForm(request.POST or None), thread.alias_id, request.actor
    if request.method == "POST" and request.unlocked is None:
        raise Locked(_("Unlock the vault before you ask who she is."))
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        with telling(form):
            if request.POST.get("do") == "ask":
                second_looks.ask_for(alias_id, because=because, by=by)
                messages.success(request, _("Asked. Another supervisor sees it on the page Looks."))
            else:
                reveal.note(alias_id, because=because, by=by)
        if not form.errors:
            return redirect("desk:identity-reveal", ref)
    context = {"form": form, "thread": thread, **_who(request, alias_id)}
    return shown(request, "desk/reveal.html", context, form)


def _who(request: Request, alias_id: UUID) -> dict[str, Any]:
    """The person, where that was noted just before; whether a second member must agree first."""
    by = request.actor
    must_ask = reveal.needs_second(alias_id, by=by) and not second_looks.agreed(alias_id, by=by)
    if request.unlocked is None or not reveal.is_noted(alias_id, by=by):
        return {"must_ask": must_ask}
    try:
        return {"person": reveal.show(alias_id, unlocked=request.unlocked, by=by)}
    except Denied:
        return {"has_no_key": True}


@page(Permission.CONVERSATION_READ)
def attachment_page(request: Request, attachment_id: UUID) -> HttpResponse:
    """A file she sent, cleaned; as a download, never as a page of ours."""
    rows = Attachment.objects.visible_to(request.actor)
    attachment = get_object_or_404(rows, pk=attachment_id)
    wanted = attaching.heard_bytes if "heard" in request.GET else attaching.attachment_bytes
    content, media_type = wanted(attachment, Reader(request.unlocked))
    answer = as_download(content, media_type, f"attachment-{str(attachment.pk)[:8]}")
    return ranging.in_part(request, answer)


def as_download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Somebody else's bytes: sandboxed, typed as said, saved under a neutral name."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = UPLOAD
    return answer


def the_thread(request: Request, ref: str) -> Conversation:
    """The conversation of that reference, within reach, or 404."""
    return get_object_or_404(Conversation.objects.visible_to(request.actor), ref=ref)


def _reach(thread: Conversation) -> dict[str, Any]:
    """Whether free words would be taken now, and what would ask her to write if not."""
    found = windows.window(thread.channel, thread.last_inward_at, at=clock.now())
    if found is None or found.is_open:
        closes = clocks.until(found.closes_at, since=thread.last_inward_at) if found else None
        return {"window": found, "closes": closes}
    note = knocking.note_for(thread, thread.account_id, "answer")
    why: str = note if isinstance(note, str) else ""
    if why and not CHANNELS[thread.channel].can.templates:
        why = "no_notes"  # none could be approved there
    return {"window": found, "note": note, "why_silent": why}


def _words(request: Request, plan: SafePlan | None) -> dict[str, str]:
    """The sealed part of her plan, when the vault is open."""
    if plan is None or request.unlocked is None:
        return {}
    try:
        return safety.words_of(plan, beside.reader_of(request))
    except Denied:
        return {}


def _initial(request: Request, thread: Conversation, plan: SafePlan | None) -> dict[str, Any]:
    if plan is None:
        return {"channels": [thread.channel], "may_leave_message": False}
    names = ("channels", "from_hour", "to_hour", "weekdays", "time_zone", *safety.FLAGS)
    return {name: getattr(plan, name) for name in names} | _words(request, plan)


def _history(request: Request, thread: Conversation, reports: list[Report]) -> list[dict[str, Any]]:
    called = beside.called_at(request)
    entries = Entry.objects.about(thread, *reports).filter(org_id=request.org_id).order_by("-at")
    return [
        {"verb": e.verb, "who": directory.who(e.actor, called), "at": e.at} for e in entries[:50]
    ]
