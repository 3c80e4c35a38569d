"""The rota: a week of the team, languages and their gaps, shifts planned and called off."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.duty import planning, rota
from ilm.duty.models import Shift
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.duty import ShiftForm
from ilm.faces.http import Request, page
from ilm.kit import clock


@page(Permission.SHIFT_WORK)
def rota_page(request: Request) -> HttpResponse:
    """A week, day by day, and in which of the next seven days' hours a language is missing."""
    zone = rota.zone_of(request.actor)
    first = _first_day(request, zone)
    sees_cover = request.actor.may(Permission.CASE_READ)
    context = {
        "zone": zone,
        "today": clock.today(zone),
        "first": first,
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "days": rota.week(request.actor, first=first, zone=zone),
        "cover": _cover(request, zone) if sees_cover else [],
        "sees_cover": sees_cover,
    }
    return shown(request, "desk/rota.html", context)


@page(Permission.SHIFT_PLAN)
def shift_plan_page(request: Request) -> HttpResponse:
    """A shift for a member, or the same for some weeks."""
    zone = rota.zone_of(request.actor)
    members = [(str(user), name) for user, name in directory.at_the_desk(request.actor).items()]
    told = {"zone": zone, "weeks": 1, "on": clock.today(zone)}
    form = ShiftForm(request.POST or None, members=members, initial=told)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            given = form.cleaned_data | {"member": UUID(form.cleaned_data["member"])}
            made = planning.plan(**given, by=request.actor)
        if not form.errors:
            said = ngettext("%d shift is planned.", "%d shifts are planned.", len(made))
            messages.success(request, said % len(made))
            return redirect("desk:rota")
    return shown(request, "desk/shift_plan.html", {"form": form}, form)


@require_POST
@page(Permission.SHIFT_PLAN)
def shift_call_off_page(request: Request, shift_id: UUID) -> HttpResponse:
    """It does not take place, or none of its pattern from here on."""
    shift = get_object_or_404(Shift.objects.visible_to(request.actor), pk=shift_id)
    gone = planning.call_off(shift, is_rest=request.POST.get("do") == "rest", by=request.actor)
    said = ngettext("%d shift is called off.", "%d shifts are called off.", gone)
    messages.success(request, said % gone)
    return redirect("desk:rota")


def _first_day(request: Request, zone: str) -> date:
    """The day that was asked for; today, if none was."""
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return clock.today(zone)
    return min(max(asked, date(2000, 1, 1)), date(2199, 1, 1))


def _cover(request: Request, zone: str) -> list[dict[str, Any]]:
    here = ZoneInfo(zone)
    return [
        {
            "row": each,
            "gaps": [
                (begins.astimezone(here), ends.astimezone(here)) for begins, ends in each.gaps
            ],
        }
        for each in rota.cover(request.actor)
    ]
