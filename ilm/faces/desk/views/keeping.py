"""What ends next, what is held against it, and how long each kind is kept."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.cases import holding, keeping
from ilm.cases.keeping import Ending
from ilm.cases.models import Erasure, Hold
from ilm.catalog.keeping import AHEAD, KEPT
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.keeping import HoldForm, TermForm
from ilm.faces.desk.reaching import the_case
from ilm.faces.http import Request, page
from ilm.kit import clock
from ilm.kit.slug import Slug

MOST = 200  # cases on the page


@page(Permission.KEEPING_READ)
def keeping_page(request: Request) -> HttpResponse:
    """The next 30 days: how many of each kind, and which cases. Nothing sealed is opened."""
    found = keeping.preview(request.actor)
    kept, cases = keeping.days_of(request.org_id), _by_case(found)
    holds = Hold.objects.visible_to(request.actor).standing().filter(ends_on__gte=clock.today())
    context = {
        "ahead": AHEAD,
        "kinds": [_kind(slug, kept, found) for slug in KEPT],
        "cases": cases[:MOST],
        "more": len(cases) - len(cases[:MOST]),
        "caseless": sum(not each.cases for each in found),
        "holds": holds.select_related("case__site").order_by("ends_on"),
        "review": keeping.to_review(request.actor)[:MOST],
        "erasures": open_erasures(request),
    }
    return render(request, "desk/keeping.html", context)


@page(Permission.KEEPING_SHORTEN)
def shorten_page(request: Request) -> HttpResponse:
    """Keep one kind for fewer days."""
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            keeping.shorten(**form.cleaned_data, by=request.actor)
        if not form.errors:
            messages.success(request, _("Kept. The clock follows it from today."))
            return redirect("desk:keeping")
    context = {
        "form": form,
        "title": _("Keep something shorter"),
        "lead": _("Never longer than usual: for that, set a legal hold on a case."),
        "crumbs": [(reverse("desk:keeping"), _("What ends next"))],
        "send": _("Keep this rule"),
    }
    return shown(request, "desk/form.html", context, form)


@page(Permission.HOLD_SET)
def hold_page(request: Request, ref: str) -> HttpResponse:
    """Hold a case against its end."""
    case = the_case(request, ref)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            holding.set_hold(case, **form.cleaned_data, by=request.actor)
        if not form.errors:
            messages.success(request, _("Asked for. It is in force once a colleague confirms it."))
            return redirect("desk:keeping")
    context = {
        "form": form,
        "title": _("Legal hold on %s") % case.ref,
        "crumbs": [(reverse("desk:keeping"), _("What ends next"))],
        "send": _("Ask for this hold"),
    }
    return shown(request, "desk/form.html", context, form)


@require_POST
@page(Permission.HOLD_CONFIRM)
def hold_confirm_page(request: Request, hold_id: UUID) -> HttpResponse:
    """The second person agrees."""
    holding.confirm_hold(_the_hold(request, hold_id), by=request.actor)
    return redirect("desk:keeping")


@require_POST
@page(Permission.HOLD_SET)
def hold_lift_page(request: Request, hold_id: UUID) -> HttpResponse:
    """It is over before its day."""
    holding.lift_hold(_the_hold(request, hold_id), by=request.actor)
    return redirect("desk:keeping")


def open_erasures(request: Request) -> list[Erasure]:
    """Who is to be erased and is not yet: tasks of the desk."""
    if not request.actor.may(Permission.ERASURE_CONFIRM):
        return []
    return list(Erasure.objects.visible_to(request.actor).open().order_by("wanted_on", "begun_at"))


def _the_hold(request: Request, hold_id: UUID) -> Hold:
    return get_object_or_404(Hold.objects.visible_to(request.actor), pk=hold_id)


def _kind(slug: Slug, kept: dict[str, int], found: list[Ending]) -> dict[str, Any]:
    kind = KEPT[slug]
    is_personal = slug in keeping.PERSONAL
    return {
        "kind": kind,
        "days": kept[slug],
        "is_shorter": kept[slug] < kind.days,
        "ends": sum(each.kind is kind for each in found) if is_personal else None,
    }


def _by_case(found: list[Ending]) -> list[dict[str, Any]]:
    """One row for each case: the day on which the first of it ends (today, what is due), and
    what."""
    first: dict[str, date] = {}
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for each in found:  # soonest first
        for ref in each.cases:
            first.setdefault(ref, max(each.on, clock.today()))
            labels[ref].add(each.kind.label)
    return [{"ref": ref, "on": on, "what": sorted(labels[ref])} for ref, on in first.items()]
