"""Her own shift: begin, rest, come back, end with a hand-over; a pause that is offered to her."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.duty import caseload, ending, planning, presence, resting, rota
from ilm.duty.models import Card, HandOver, Shift
from ilm.faces.desk import directory, pausing
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.duty import CardForm, EndForm
from ilm.faces.http import Request, page
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.vault.opening import Reader


@page(Permission.SHIFT_WORK)
def duty_page(request: Request) -> HttpResponse:
    """Where she stands: her shift, what is handed over to her, what she carries."""
    return shown(request, "desk/duty.html", _standing(request))


@page(Permission.SHIFT_WORK)
def card_page(request: Request) -> HttpResponse:
    """The zone she reads times in, the languages she speaks."""
    form = CardForm(request.POST or None, initial=_card(request))
    if request.method == "POST" and form.is_valid():
        with telling(form):
            planning.keep_card(**form.cleaned_data, by=request.actor)
        if not form.errors:
            messages.success(request, _("Kept."))
            return redirect("desk:duty")
    crumbs = [(reverse("desk:duty"), _("My shift"))]
    context = {"form": form, "title": _("About you"), "crumbs": crumbs, "send": _("Keep")}
    return shown(request, "desk/form.html", context, form)


@require_POST
@page(Permission.SHIFT_WORK)
def shift_mark_page(request: Request, shift_id: UUID) -> HttpResponse:
    """She begins, rests or comes back."""
    shift = get_object_or_404(Shift.objects.visible_to(request.actor), pk=shift_id)
    act = {"begin": presence.begin, "rest": presence.rest, "back": presence.come_back}.get(
        request.POST.get("do", "")
    )
    if act is None:
        raise Refused(_("Say whether you begin, rest or come back."))
    act(shift, by=request.actor)
    pausing.look_again(request.actor)
    return redirect("desk:duty")


@page(Permission.SHIFT_WORK)
def shift_end_page(request: Request) -> HttpResponse:
    """What is still open, and a note for whoever gets it."""
    shift = presence.mine(request.actor)
    if shift is None:
        return redirect("desk:duty")
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            ending.end(shift, **form.cleaned_data, unlocked=request.unlocked, by=request.actor)
        if not form.errors:
            messages.success(request, _("Your shift has ended. Your telephone rings no more."))
            return redirect("desk:duty")
    next_on = ending.next_on(request.actor)
    context = {
        "form": form,
        "left": ending.left_open(request.actor),
        "next": directory.called(request.actor).get(next_on, "") if next_on else "",
        "writes": request.actor.may(Permission.CASE_READ),
    }
    return shown(request, "desk/shift_end.html", context, form)


@require_POST
@page(Permission.SHIFT_WORK)
def hand_over_seen_page(request: Request, hand_over_id: UUID) -> HttpResponse:
    """She has read it."""
    row = get_object_or_404(HandOver.objects.visible_to(request.actor), pk=hand_over_id)
    ending.see(row, by=request.actor)
    return redirect("desk:duty")


@require_POST
@page(Permission.CALL_LOG)
def pause_page(request: Request) -> HttpResponse:
    """She takes the pause, or goes on; that she goes on is known to her own session alone."""
    if request.POST.get("do") == "take":
        resting.take_a_break(by=request.actor)
        pausing.look_again(request.actor)
        messages.success(request, _("Your telephone does not ring. Take the time you need."))
    else:
        pausing.decline(request, request.actor)
    return redirect("desk:duty")


def _standing(request: Request) -> dict[str, Any]:
    pausing.look_again(request.actor)  # here it is never half a minute old
    actor, zone = request.actor, rota.zone_of(request.actor)
    shift, coming = presence.mine(actor), presence.upcoming(actor)
    here, works = ZoneInfo(zone), actor.may(Permission.CASE_READ)
    notes = ending.unread(Reader(request.unlocked), actor) if request.unlocked else []
    called = directory.called(actor) if notes else {}
    return {
        "zone": zone,
        "card": _card(request),
        "shift": shift,
        "until": shift.ends_at.astimezone(here) if shift else None,
        "presence": presence.presence(shift),
        "coming": coming,
        "coming_at": _both(coming, here),
        "may_begin": shift is None
        and coming is not None
        and coming.begins_at - presence.EARLY <= clock.now(),
        "is_offered": pausing.is_due(request, actor),
        "load": caseload.my_load(actor) if works else None,
        "most": caseload.MOST,
        "notes": [
            {"each": note, "from": called.get(note.row.author, "–"),
             "is_mine": note.row.to_user == actor.user_id}
            for note in notes
        ],
        "waits": ending.how_many_unread(actor) if not request.unlocked else 0,
    }  # fmt: skip


def _both(coming: Shift | None, here: ZoneInfo) -> dict[str, datetime] | None:
    """Its times where she reads them, and where it was planned."""
    if coming is None:
        return None
    there = ZoneInfo(coming.time_zone)
    begins, ends = coming.begins_at, coming.ends_at
    return {
        "begins": begins.astimezone(here), "ends": ends.astimezone(here),
        "there_begins": begins.astimezone(there), "there_ends": ends.astimezone(there),
    }  # fmt: skip


def _card(request: Request) -> dict[str, Any]:
    card = Card.objects.visible_to(request.actor).filter(user_id=request.actor.person).first()
    if card is None:
        return {"zone": rota.zone_of(request.actor)}
    return {"zone": card.time_zone, "languages": card.languages}
