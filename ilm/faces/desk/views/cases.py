"""The queue of cases, one case, one issue with its three axes, and the screening."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ilm.access.permissions import Permission
from ilm.cases import counting, filed, paging, screening, searching, triage
from ilm.cases.lifecycle import CaseStatus
from ilm.cases.meeting import met
from ilm.cases.models import Case, Issue
from ilm.cases.remarking import Remarks, remarks_on
from ilm.cases.remarks import RemarkKind
from ilm.catalog.forced_labour import NOT_A_VERDICT, UNDER_18
from ilm.catalog.screening_questions import QUESTIONS, TABLES
from ilm.catalog.urgency import CLOCKS, Urgency
from ilm.faces.desk import clocks, directory
from ilm.faces.desk.acting import sent, shown, telling
from ilm.faces.desk.forms.casework import (
    AffectedForm,
    AssignForm,
    AxesForm,
    FindingForm,
    ScreenForm,
)
from ilm.faces.desk.reaching import the_case, the_issue
from ilm.faces.desk.standing import engagements_of
from ilm.faces.desk.views.verification import verified
from ilm.faces.http import Request, page
from ilm.vault.opening import Reader

LATEST = 8  # entries of a case's history that its page shows at first


@page(Permission.CASE_READ)
def cases_page(request: Request) -> HttpResponse:
    """Open cases by urgency; all of them by age; or what the search box finds.

    Words come by POST: an address stays in histories, proxies and logs, and words may be names.
    """
    words, view = request.POST.get("q", "").strip(), request.GET.get("view", "queue")
    place = request.GET.get("after") or None
    if words:
        rows, more = searching.search(request.actor, words, paging.ROWS), None
    elif view == "all":
        listed = paging.cases_page(request.actor, before=place)
        rows, more = listed.rows, listed.more
    else:
        listed = paging.queue_page(request.actor, after=place)
        rows, more = listed.rows, listed.more
    called, spoken = directory.called(request.actor), met(request.actor, rows)
    context = {
        "q": words,
        "is_queue": view != "all" and not words,
        "is_all": view == "all" and not words,
        "rows": [_row(case, called, spoken) for case in rows],
        "more": more and "?" + urlencode({"view": view, "after": more}),
    }
    return render(request, "desk/cases.html", context)


@page(Permission.CASE_READ)
def case_page(request: Request, ref: str) -> HttpResponse:
    case = the_case(request, ref)
    called = directory.called(request.actor)
    form = AssignForm(sent(request, "assign"), members=called, initial={"to": case.assigned_to})
    if form.is_bound and form.is_valid():
        with telling(form):
            triage.assign(case, to=form.cleaned_data["to"], by=request.actor)
        if not form.errors:
            return redirect("desk:case", ref)
    issues = filed.issues_of(case, by=request.actor)
    remarks = remarked(request, case)
    is_all = request.GET.get("history") == "all"
    happened = history(request, case, called, latest=None if is_all else LATEST + 1)
    context = {
        "case": case,
        "counts": counting.count(case),
        "issues": [_standing(i, remarks) for i in issues],
        "reports": filed.accounts(case, by=request.actor),
        "evidence": _evidence(request, issues),
        "history": happened if is_all else happened[:LATEST],
        "is_longer": not is_all and len(happened) > LATEST,
        "engagements": engagements_of(request.actor, issues),
        "clock": _contact_clock(case, met(request.actor, [case])),
        "with": called.get(case.assigned_to, "") if case.assigned_to else "",
        "form": form,
    }  # fmt: skip
    return shown(request, "desk/case.html", context, form)


@page(Permission.CASE_READ)
def issue_page(request: Request, ref: str, issue_id: UUID) -> HttpResponse:
    issue = the_issue(request, ref, issue_id)
    axes = AxesForm(sent(request, "axes"), initial=_axes(issue))
    affected = AffectedForm(
        sent(request, "affected"),
        initial={"number": issue.affected, "basis": issue.affected_basis},
    )
    if axes.is_bound and axes.is_valid():
        with telling(axes):
            triage.assess_axes(issue, **axes.cleaned_data, by=request.actor)
    if affected.is_bound and affected.is_valid():
        with telling(affected):
            triage.restate_affected(issue, **affected.cleaned_data, by=request.actor)
    if (axes.is_bound or affected.is_bound) and not (axes.errors or affected.errors):
        messages.success(request, _("Kept."))
        return redirect("desk:issue", ref, issue_id)
    said = remarked(request, issue.case)
    context = verified(request, issue) | {
        "axes": axes,
        "affected": affected,
        "remarks": [said[issue.leaf, kind] for kind in RemarkKind if (issue.leaf, kind) in said],
        "has_remarks": issue.case.remarks.filter(leaf=issue.leaf).exists(),
    }
    return shown(request, "desk/issue.html", context, axes, affected)


@page(Permission.ISSUE_VERIFY)
def screening_page(request: Request, ref: str) -> HttpResponse:
    """The 32 questions; what they point to; and the finding a person signs."""
    case = the_case(request, ref)
    form = ScreenForm(sent(request, "screen"), initial=case.fl_answers)
    signing = FindingForm(sent(request, "sign"), initial={"assessment": case.fl_assessment})
    if form.is_bound and form.is_valid():
        with telling(form):
            triage.screen(case, answers=form.answers(), by=request.actor)
    if signing.is_bound and signing.is_valid():
        with telling(signing):
            triage.sign_screening(case, by=request.actor, **signing.cleaned_data)
    if (form.is_bound or signing.is_bound) and not (form.errors or signing.errors):
        return redirect("desk:screening", ref)
    context = {
        "case": case,
        "form": form,
        "signing": signing,
        "tables": [(TABLES[n], form.table(n)) for n in TABLES],
        "computed": screening.computed(case) if case.fl_answers else None,
        "caution": NOT_A_VERDICT,
        "under_18": UNDER_18 if case.issues.filter(leaf__startswith="chi.").exists() else "",
        "asked": QUESTIONS,
        "signed_by": directory.called(request.actor).get(case.fl_signed_by)
        if case.fl_signed_by
        else "",
    }
    return shown(request, "desk/screening.html", context, form, signing)


def history(
    request: Request, case: Case, called: dict[UUID, str], *, latest: int | None
) -> list[dict[str, Any]]:
    """The ledger's entries, newest first, in words."""
    entries = paging.history(case, by=request.actor, latest=latest)
    return [{"verb": e.verb, "who": directory.who(e.actor, called), "at": e.at} for e in entries]


def _contact_clock(case: Case, spoken: set[UUID]) -> clocks.Shown | None:
    if case.pk in spoken or case.status == CaseStatus.CLOSED:
        return None
    return clocks.until(case.contact_by, since=case.opened_at)


def _row(case: Case, called: dict[UUID, str], spoken: set[UUID]) -> dict[str, Any]:
    return {
        "case": case,
        "clock": _contact_clock(case, spoken),
        "with": called.get(case.assigned_to, "") if case.assigned_to else "",
    }


def _evidence(request: Request, issues: Sequence[Issue]) -> list[dict[str, Any]]:
    """What speaks for and against these issues, latest first; each knows the issue at hand."""
    known = {issue.pk: issue for issue in issues}
    shown_for = filed.evidence_on(known, by=request.actor)
    return [{"shown": each, "issue": known[each.issue_id]} for each in shown_for]


def remarked(request: Request, case: Case) -> Remarks:
    """What staff wrote on its issues; nothing while the vault is locked."""
    return remarks_on(case, Reader(request.unlocked)) if request.unlocked else {}


def _standing(issue: Issue, remarks: Remarks) -> dict[str, Any]:
    by = None
    if issue.raised_on and issue.status != "closed":
        by = issue.raised_on + timedelta(days=CLOCKS[Urgency(issue.urgency)].remedy_days)
    other = remarks.get((issue.leaf, RemarkKind.OTHER), "")
    return {"issue": issue, "other": other, "clock": clocks.until(by, since=issue.raised_on)}


def _axes(issue: Issue) -> dict[str, str]:
    return {
        "urgency": issue.urgency,
        "legality": issue.legality,
        "provision": issue.provision,
    }
