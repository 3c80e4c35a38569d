"""From a report to a case: named issues, the HR question, or a signpost."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.cases import resembling, searching, suggesting, triage
from ilm.cases.leaves import LeafClaim
from ilm.cases.models import Case, Report
from ilm.cases.resembling import Likeness
from ilm.cases.suggesting import Suggested
from ilm.faces.desk.acting import sent, shown, telling
from ilm.faces.desk.beside import reader_of, said
from ilm.faces.desk.forms.casework import LeafForms, SignpostForm, TriageForm
from ilm.faces.http import Request, page
from ilm.parties.models import Kind, Organisation, Site

MOST_SITES = 300
STAY = ("find", "more", "alike")  # buttons that change the form without sending it
TAKE = "take:"  # one that puts a suggested issue into it


@page(Permission.CASE_TRIAGE)
def triage_page(request: Request, report_id: UUID) -> HttpResponse:
    """Open a case, or join the one of `?join=`; what she said stays in sight."""
    report = the_report(request, report_id)
    joining = _joining(request)
    looked = (sent(request, "look") or {}).get("q", "").strip()  # posted: it stands in no address
    form, leaves = _forms(request, joining)
    suggested = _suggested(request, report)
    if request.method == "POST" and form.is_bound and all((form.is_valid(), leaves.is_valid())):
        with telling(form):
            case = _take_on(request, report, joining, form, leaves)
            suggesting.compare(suggested, (c.leaf for c in _claims(leaves)), by=request.actor)
        if not form.errors:
            return redirect("desk:case", case.ref)
    context = {
        "report": report,
        "thread": report.conversation,
        "said": said(request, report.conversation)[-20:],
        "form": form,
        "leaves": leaves,
        "suggested": suggested,
        "alike": _alike(request, report, suggested),
        "joining": joining,
        "signpost": SignpostForm(),
        "cases": _near(request, looked),
        "q": looked,
        "site_q": request.POST.get("site_q", ""),
    }
    return shown(request, "desk/triage.html", context, form, leaves)


@require_POST
@page(Permission.CASE_TRIAGE)
def signpost_page(request: Request, report_id: UUID) -> HttpResponse:
    """No issue in it: a question, thanks, a wrong number."""
    report = the_report(request, report_id)
    triage.signpost(report, as_kind=request.POST.get("as_kind", ""), by=request.actor)
    messages.success(request, _("Kept: no issue in it. Her next words begin a new report."))
    return redirect("desk:conversation", report.conversation.ref)


def the_report(request: Request, report_id: UUID) -> Report:
    rows = Report.objects.visible_to(request.actor).select_related("conversation", "case")
    return get_object_or_404(rows, pk=report_id)


def _forms(request: Request, joining: Case | None) -> tuple[TriageForm, Any]:
    choices = {
        "sites": _sites(request),
        "recruiters": Organisation._default_manager.filter(kind=Kind.RECRUITER).order_by("name"),
        "is_joining": joining is not None,
    }
    if request.method != "POST" or sent(request, "look"):
        return TriageForm(**choices), LeafForms(initial=[{}])
    if _stays(request):
        return TriageForm(initial=request.POST.dict(), **choices), LeafForms(initial=_rows(request))
    return TriageForm(request.POST, **choices), LeafForms(request.POST)


def _rows(request: Request) -> list[dict[str, str]]:
    """What was typed, issue by issue, and one more when that was asked for."""
    count = min(int(request.POST.get("form-TOTAL_FORMS") or 1), 20)
    names = ("leaf", "affected", "basis", "urgency", "urgency_reason", "other_text")
    rows = [{n: request.POST.get(f"form-{i}-{n}", "") for n in names} for i in range(count)]
    act = request.POST.get("act", "")
    if act.startswith(TAKE):
        return _with(rows, act.removeprefix(TAKE))
    return [*rows, {}] if act == "more" else rows


def _alike(request: Request, report: Report, suggested: Suggested | None) -> list[Likeness] | None:
    """Reports like this one, when somebody asks: hundreds are opened for it. None: not asked."""
    if request.POST.get("act") != "alike":
        return None
    kinds = [str(each.kind.slug) for each in suggested.issues] if suggested else []
    return resembling.alike(report, by=request.actor, reader=reader_of(request), kinds=kinds)


def _with(rows: list[dict[str, str]], leaf: str) -> list[dict[str, str]]:
    """The suggested issue in the first line that names none; once, however often it is taken."""
    if any(row["leaf"] == leaf for row in rows):
        return rows
    free = next((row for row in rows if not row["leaf"]), None)
    if free is None:
        return [*rows, {"leaf": leaf}]
    free["leaf"] = leaf
    return rows


def _stays(request: Request) -> bool:
    act = request.POST.get("act", "")
    return act in STAY or act.startswith(TAKE)


def _suggested(request: Request, report: Report) -> Suggested | None:
    """What was learnt from triage says of a report that nobody triaged; for an open vault alone."""
    if request.unlocked is None or report.leaf:
        return None
    return suggesting.suggest(report, by=request.actor, reader=reader_of(request))


def _sites(request: Request) -> Any:
    """Workplaces to choose from: those that were looked for, else the first by name."""
    rows = Site.objects.visible_to(request.actor).order_by("name")
    words = request.POST.get("site_q", "").strip()
    chosen = request.POST.get("site", "")
    if words and request.POST.get("act") == "find":
        rows = rows.filter(name__icontains=words)
    elif chosen and not _stays(request):
        return rows
    return rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:MOST_SITES]))


def _joining(request: Request) -> Case | None:
    if not (ref := request.GET.get("join")):
        return None
    return get_object_or_404(Case.objects.visible_to(request.actor), ref=ref)


def _near(request: Request, words: str) -> list[Case]:
    """Cases it may belong to: those looked for, else the latest open ones."""
    if words:
        return searching.search(request.actor, words, 10)
    rows = Case.objects.visible_to(request.actor).open().select_related("site").newest_first()
    return list(rows[:6])


def _take_on(
    request: Request, report: Report, joining: Case | None, form: TriageForm, leaves: Any
) -> Case:
    claims = _claims(leaves)
    told = form.told() | {"unlocked": request.unlocked}
    if joining:
        return triage.join(report, case=joining, leaves=claims, by=request.actor, **told)
    return triage.open_case(
        report,
        site=form.cleaned_data["site"],
        summary=form.cleaned_data["summary"],
        leaves=claims,
        by=request.actor,
        **told,
    )


def _claims(leaves: Any) -> list[LeafClaim]:
    return [each.claim() for each in leaves if each.cleaned_data.get("leaf")]
