"""Exact figures of the own organisation, and the report for one buyer."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from ilm.access.permissions import Permission
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown
from ilm.faces.desk.forms.organising import PeriodForm, WholeMonthsForm
from ilm.faces.http import Request, page
from ilm.faces.second_factor import stepping_up
from ilm.insight.desk import Line, overview
from ilm.insight.metrics import METRICS
from ilm.insight.reports.risk import build_pdf, build_xlsx
from ilm.insight.reports.risk.assembling import build
from ilm.insight.standing import news
from ilm.kit import clock
from ilm.kit.slug import Slug
from ilm.parties import membership
from ilm.parties.models import Kind, Organisation
from ilm.vault import health

SHOWN = (
    ("contacts", "contacts"),
    ("workers_reached", "workers_reached"),
    ("workers_affected", "workers_affected"),
    ("workers_remedied", "workers_remedied"),
    ("workers_claimed", "workers_claimed"),
    ("remedy_gap", "remedy_gap"),
    ("days_raised_to_validated", "days_raised_to_validated"),
    ("issues", "issues"),
)
KINDS = {
    "pdf": (build_pdf, "application/pdf"),
    "xlsx": (build_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@page(Permission.DASHBOARD_READ)
def dashboard_page(request: Request) -> HttpResponse:
    """What the desk may know of its own people, exactly: the last twelve months unless asked."""
    until = clock.today()
    form = PeriodForm(request.GET or None, initial={"starts": year_before(until), "ends": until})
    since = year_before(until)
    if form.is_bound and form.is_valid():
        since, until = form.cleaned_data["starts"], form.cleaned_data["ends"]
    found = overview(request.actor, since=since, until=until)
    context = {
        "found": found,
        "form": form,
        "stats": [(METRICS[Slug(slug)], getattr(found, name)) for name, slug in SHOWN],
        "statuses": _bars(found.by_status),
        "issues": _bars(found.top_issues),
        "months": [{"label": m.label, "value": m.number} for m in found.contacts_by_month],
        "most_statuses": _most(found.by_status),
        "most_issues": _most(found.top_issues),
        "most_months": _most(found.contacts_by_month),
        "news": news(request.actor),
        "buyers": directory.bodies(Kind.BUYER),
    }
    return shown(request, "desk/dashboard.html", context, form)


@page(Permission.REPORT_BUILD)
def report_page(request: Request, buyer: str) -> HttpResponse:
    """The risk report of one buyer, as PDF or workbook, for a half-year unless said otherwise."""
    body = get_object_or_404(Organisation._default_manager, slug=buyer, kind=Kind.BUYER)
    starts, ends = half_year(clock.today())
    form = WholeMonthsForm(request.GET or None, initial={"starts": starts, "ends": ends})
    kind = request.GET.get("kind", "")
    if form.is_bound and form.is_valid():
        if kind not in KINDS:
            raise Http404
        if again := stepping_up(request):
            return again
        health.must_stand(request.org_id, membership.at_the_desk(request.org_id))
        starts, ends = form.cleaned_data["starts"], form.cleaned_data["ends"]
        make, media_type = KINDS[kind]
        answer = HttpResponse(
            make(build(body, starts=starts, ends=ends, actor=request.actor)),
            content_type=media_type,
        )
        name = f"risk-{slugify(body.name)}-{ends:%Y-%m}.{kind}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return shown(request, "desk/report_risk.html", {"form": form, "buyer": body}, form)


def half_year(today: date) -> tuple[date, date]:
    """The last half-year that is over."""
    first = date(today.year, 7 if today.month > 6 else 1, 1)
    last = first - timedelta(days=1)
    return date(last.year, 7 if last.month > 6 else 1, 1), last


def year_before(day: date) -> date:
    """The first day of the month that began eleven months before this one."""
    whole = day.year * 12 + day.month - 12
    return date(whole // 12, whole % 12 + 1, 1)


def _bars(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [{"label": line.label, "value": line.number} for line in lines]


def _most(lines: Sequence[Line]) -> int:
    return max((line.number for line in lines), default=1) or 1
