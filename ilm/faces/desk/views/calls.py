"""The hotline at the desk: who is on the line, who takes calls, whom to call back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.duty import presence
from ilm.faces.desk import directory
from ilm.faces.desk.acting import sent, shown, telling
from ilm.faces.desk.forms.calls import JoinForm, TakingForm
from ilm.faces.desk.views.conversation import the_thread
from ilm.faces.http import Request, page
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.talk import calling_back, joining, phoning, safety
from ilm.talk.models import Call, CallBack, ChannelAccount, Taking

LATELY = 20  # calls that are over
MANY = 100


@page(Permission.CALL_LOG)
def calls_page(request: Request) -> HttpResponse:
    """The line now, by itself; the switch; call-backs, the first that is due on top."""
    mine = Taking.objects.visible_to(request.actor).filter(user_id=request.actor.person).first()
    form = TakingForm(
        sent(request, "take"), spoken=_spoken(request), initial=_initial(request, mine)
    )
    if request.method == "POST":
        if request.POST.get("do") == "stop":
            phoning.stop_taking(by=request.actor)
            return redirect("desk:calls")
        if form.is_bound and form.is_valid():
            with telling(form):
                phoning.take_calls(by=request.actor, **form.cleaned_data)
            if not form.errors:
                messages.success(request, _("Your telephone rings from now on."))
                return redirect("desk:calls")
    context = {
        "form": form,
        "takes": bool(mine and mine.is_on),
        "takers": _takers(request, rung := presence.who_is_rung(request.actor)),
        "is_rung": presence.is_rung(request.actor.person, rung),
        "house": request.org_id,
        **_on_the_line(request),
        "due": _due(request),
        "has_number": _numbers(request).exists(),
    }
    return shown(request, "desk/calls.html", context, form)


@require_POST
@page(Permission.CALL_LOG)
def call_notice_page(request: Request, call_id: UUID) -> HttpResponse:
    """Somebody takes notice of a sign of distress."""
    call = get_object_or_404(Call.objects.visible_to(request.actor).coded(), pk=call_id)
    calling_back.notice(call, by=request.actor)
    messages.success(request, _("Noted. Nobody calls her back by itself."))
    return redirect("desk:calls")


@require_POST
@page(Permission.CONVERSATION_REPLY)
def call_back_page(request: Request, call_back_id: UUID) -> HttpResponse:
    """Call her, or say what came of it."""
    due = get_object_or_404(CallBack.objects.visible_to(request.actor), pk=call_back_id)
    how = request.POST.get("do", "")
    if how == "call":
        calling_back.call_now(due, unlocked=request.unlocked, by=request.actor)
        messages.success(
            request, _("She is being called. When she can talk, your telephone rings.")
        )
    elif how in calling_back.SETTLED:
        calling_back.settle(due, how, by=request.actor)
    else:
        raise Refused(_("Say what came of it."))
    return redirect("desk:calls")


@page(Permission.CONVERSATION_REPLY)
def call_want_page(request: Request, ref: str) -> HttpResponse:
    """A thread goes on the list of whom to call."""
    thread = the_thread(request, ref)
    if calling_back.want_call(thread, because="asked") is None:
        raise Refused(_("Her plan allows no call at any hour."))
    return redirect("desk:calls")


@require_POST
@page(Permission.CALL_LOG)
def call_join_page(request: Request, call_id: UUID) -> HttpResponse:
    """Bring an interpreter or a colleague into a call."""
    call = get_object_or_404(Call.objects.visible_to(request.actor), pk=call_id)
    form = JoinForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose a colleague, or write a telephone."))
    joining.bring_in(call, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Your telephone rings once more: the others are in that call."))
    return redirect("desk:calls")


@require_POST
@page(Permission.CALL_LOG)
def call_record_page(request: Request, call_id: UUID) -> HttpResponse:
    """Ask her whether this talk may be recorded."""
    call = get_object_or_404(Call.objects.visible_to(request.actor), pk=call_id)
    joining.ask_to_record(call, by=request.actor)
    messages.success(request, _("She is asked. Your telephone rings once more: she comes there."))
    return redirect("desk:calls")


def _on_the_line(request: Request) -> dict[str, Any]:
    calls = Call.objects.visible_to(request.actor).coded().select_related("conversation")
    live = list(calls.live().order_by("state_at")[:MANY])
    waiting = [call for call in live if call.state == "waiting"]
    places = {call.pk: place for place, call in enumerate(waiting, 1)}
    over = calls.filter(ended_at__isnull=False, is_ours=False).order_by("-began_at")[:LATELY]
    called = directory.called(request.actor)
    return {
        "live": [
            {"call": call, "place": places.get(call.pk), "with": _name(called, call)}
            for call in live
        ],
        "waiting": len(waiting),
        "over": [{"call": call, "with": _name(called, call)} for call in over],
        "alarms": list(calls.alarming().order_by("began_at")),
    }


def _name(called: dict[UUID, str], call: Call) -> str:
    return called.get(call.agent, "") if call.agent else ""


def _due(request: Request) -> list[dict[str, Any]]:
    rows = CallBack.objects.visible_to(request.actor).filter(status="due")
    found = list(rows.select_related("conversation").order_by("due_at")[:MANY])
    now = clock.now()
    return [
        {
            "row": due,
            "at": (at := calling_back.when(due)),
            "is_due": at is not None and at <= clock.now(),
            "is_spent": due.tries >= calling_back.TRIES,
            "why_not": safety.may_send(
                safety.plan_of(due.alias_id), channel=due.conversation.channel, at=now
            ),
        }
        for due in found
    ]


def _takers(request: Request, rung: frozenset[UUID] | None) -> list[dict[str, Any]]:
    called = directory.called(request.actor)
    rows = Taking.objects.visible_to(request.actor).filter(is_on=True).coded().order_by("since")
    return [
        {
            "name": called.get(row.user_id, "–"),
            "row": row,
            "is_rung": presence.is_rung(row.user_id, rung),
        }
        for row in rows
    ]


def _initial(request: Request, mine: Taking | None) -> dict[str, Any]:
    languages = mine.languages if mine else []
    return {"address": phoning.my_address(request.actor), "languages": languages}


def _numbers(request: Request) -> Any:
    return ChannelAccount.objects.visible_to(request.actor).filter(channel="voice", is_open=True)


def _spoken(request: Request) -> list[str]:
    """The languages of the organisation's numbers, as their menus have them."""
    return phoning.languages_of(list(_numbers(request)))
