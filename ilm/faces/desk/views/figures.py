"""Exact figures of the own organisation, and the report for one buyer."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from ilm.access.permissions import Permission
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown
from ilm.faces.desk.choices import leaf_label
from ilm.faces.desk.forms.organising import PeriodForm
from ilm.faces.http import Request, page
from ilm.insight.facts import Facts
from ilm.insight.metrics import METRICS, measure
from ilm.insight.protection import DESK
from ilm.insight.reading import Bounds, read
from ilm.insight.reports.risk import build_pdf, build_xlsx
from ilm.insight.reports.risk.assembling import build
from ilm.kit import clock
from ilm.parties.models import Kind, Organisation

KINDS = {
    "pdf": (build_pdf, "application/pdf"),
    "xlsx": (build_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@page(Permission.DASHBOARD_READ)
def dashboard_page(request: Request) -> HttpResponse:
    """Every figure that the desk may see, of its own people alone, with its definition."""
    today = clock.today()
    rows = read(Bounds(until=today, org_id=request.org_id, counted=False))
    facts = Facts(rows, today)
    issues = _bars(facts, request)
    context = {
        "stats": [
            {"metric": m, "value": _value(measure(m, surface=DESK, facts=facts, by=request.actor))}
            for m in METRICS.values()
            if DESK.slug in m.audiences and not m.overlapping
        ],
        "issues": issues,
        "most": max((row["value"] or 0 for row in issues), default=1),
        "buyers": directory.bodies(Kind.BUYER),
    }
    return shown(request, "desk/dashboard.html", context)


@page(Permission.REPORT_BUILD)
def report_page(request: Request, buyer: str) -> HttpResponse:
    """The risk report of one buyer, as PDF or workbook, for a half-year unless said otherwise."""
    body = get_object_or_404(Organisation._default_manager, slug=buyer, kind=Kind.BUYER)
    starts, ends = half_year(clock.today())
    form = PeriodForm(request.GET or None, initial={"starts": starts, "ends": ends})
    kind = request.GET.get("kind", "")
    if form.is_bound and form.is_valid():
        if kind not in KINDS:
            raise Http404
        starts, ends = form.cleaned_data["starts"], form.cleaned_data["ends"]
        make, media_type = KINDS[kind]
        answer = HttpResponse(
            make(build(body, starts, ends, request.actor)), content_type=media_type
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


def _value(shown_: Any) -> int | None:
    return next(iter(shown_.values()), None)


def _bars(facts: Facts, request: Request) -> list[dict[str, Any]]:
    """Issues by kind, most people first."""
    metric = METRICS["people_by_issue"]  # type: ignore[index]
    found = measure(metric, surface=DESK, facts=facts, dims=("leaf",), by=request.actor)
    ordered = sorted(found.items(), key=lambda pair: -(pair[1] or 0))
    return [{"label": leaf_label(v[0]), "value": n, "leaf": v[0]} for v, n in ordered[:12]]
