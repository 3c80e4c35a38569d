"""One thing by its address: within the actor's reach, or 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from ilm.cases import filed
from ilm.cases.models import Case, Erasure, Issue
from ilm.faces.http import Request


def the_case(request: Request, ref: str) -> Case:
    """The case of that reference."""
    if case := filed.case_of(ref, by=request.actor):
        return case
    raise Http404


def the_issue(request: Request, ref: str, issue_id: UUID) -> Issue:
    """An issue of that case, with its site and who runs it."""
    rows = Issue.objects.visible_to(request.actor).select_related("case", "site", "site__owner")
    return get_object_or_404(rows, pk=issue_id, case__ref=ref)


def erasure_of(request: Request, alias_id: UUID) -> Erasure | None:
    """The erasure that waits for this person, or the one that was done."""
    rows = Erasure.objects.visible_to(request.actor).filter(alias_id=alias_id)
    return rows.filter(called_off_at__isnull=True).order_by("-done_at").first()
