"""Evidence for and against, the finding, the second person."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.cases import verification
from ilm.cases.models import Evidence, Issue, Verdict
from ilm.disclosure.models import Disclosure
from ilm.faces.desk import directory
from ilm.faces.desk.acting import sent, shown, telling
from ilm.faces.desk.forms.casework import EvidenceForm, VerdictForm
from ilm.faces.desk.reaching import the_issue
from ilm.faces.desk.standing import engagements_of
from ilm.faces.desk.views.disclosure import opened_words
from ilm.faces.http import Request, page
from ilm.ledger.models import Entry
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied


@page(Permission.ISSUE_VERIFY)
def verify_page(request: Request, ref: str, issue_id: UUID) -> HttpResponse:
    issue = the_issue(request, ref, issue_id)
    evidence = EvidenceForm(sent(request, "evidence"))
    verdict = VerdictForm(sent(request, "verdict"))
    if evidence.is_bound and evidence.is_valid():
        with telling(evidence):
            verification.add_evidence(issue, **evidence.cleaned_data, by=request.actor)
    if verdict.is_bound and verdict.is_valid():
        with telling(verdict):
            verification.give_verdict(issue, **verdict.cleaned_data, by=request.actor)
    if (evidence.is_bound or verdict.is_bound) and not (evidence.errors or verdict.errors):
        return redirect("desk:verify", ref, issue_id)
    context = verified(request, issue) | {"evidence_form": evidence, "verdict_form": verdict}
    return shown(request, "desk/verify.html", context, evidence, verdict)


@require_POST
@page(Permission.ISSUE_COUNTERSIGN)
def countersign_page(request: Request, verdict_id: UUID) -> HttpResponse:
    """Another person agrees with a finding."""
    rows = Verdict.objects.visible_to(request.actor).coded().select_related("issue__case")
    verdict = get_object_or_404(rows, pk=verdict_id)
    verification.countersign(verdict, by=request.actor)
    return redirect("desk:verify", verdict.issue.case.ref, verdict.issue_id)


def verified(request: Request, issue: Issue) -> dict[str, Any]:
    """All that stands on an issue: evidence, findings, words that left, engagements."""
    actor, called = request.actor, directory.called(request.actor)
    evidence = Evidence.objects.visible_to(actor).filter(issue=issue).order_by("-seen_on")
    verdicts = Verdict.objects.visible_to(actor).filter(issue=issue)
    disclosures = list(Disclosure.objects.visible_to(actor).defer(None).filter(issue=issue))
    partners = directory.names(d.to_org for d in disclosures)
    return {
        "case": issue.case,
        "issue": issue,
        "kind": issue.kind,
        "evidence": [
            {"row": e, "note": opened(request, e, "cases_evidence", "note"),
             "who": called.get(e.added_by, "")}
            for e in evidence
        ],
        "verdicts": [
            {"row": v, "narrative": opened(request, v, "cases_verdict", "narrative"),
             "who": called.get(v.found_by, ""),
             "second": called.get(v.second_by, "") if v.second_by else "",
             "is_mine": v.found_by == actor.user_id}
            for v in verdicts
        ],
        "disclosures": [
            {"row": d, "partner": partners.get(d.to_org, ""), "wording": opened_words(request, d)}
            for d in disclosures
        ],
        "engagements": engagements_of(actor, [issue]),
        "settlements": issue.settlements.order_by("-settled_on"),
        "history": [
            {"verb": e.verb, "who": directory.who(e.actor, called), "at": e.at}
            for e in Entry.objects.visible_to(actor).about(issue, *disclosures).order_by("-at")
        ],
    }  # fmt: skip


def opened(request: Request, row: Any, table: str, column: str) -> str | None:
    """Sealed words in clear; None while the vault is locked, empty when nothing was written."""
    if row.sealed is None:
        return ""
    if request.unlocked is None:
        return None
    try:
        reader = Reader(request.unlocked)
        plain = reader.field(row.key_id, 1, table, row.pk, column, bytes(row.sealed))
    except Denied:
        return None
    return plain.decode(errors="replace")
