"""How an issue ends, and how it begins again. An employer's "done" is a claim, never an end."""

from datetime import date
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import ROLES
from ilm.cases.following import follow_issues
from ilm.cases.lifecycle import CLOSE, CLOSE_CASE, REOPEN, REOPEN_CASE, CaseStatus, IssueStatus
from ilm.cases.models import Issue
from ilm.catalog.closing import (
    NEED_WORKERS_WORD,
    ClosingReason,
    WithdrawnBecause,
    may_call_unreachable,
    needs_second_person,
)
from ilm.catalog.contacts import Verdict as Finding
from ilm.catalog.urgency import Urgency
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import moving
from ilm.parties.models import Member


def close(
    issue: Issue,
    *,
    reason: str,
    confirmed: int = 0,
    estimated: int = 0,
    withdrawn_because: str = WithdrawnBecause.NOT_SAID,
    attempted_on: tuple[date, ...] = (),
    by: Actor,
    second_by: UUID | None = None,
) -> Issue:
    """Close for a reason of `catalog.closing`. `second_by` is the user id of the other person.

    `confirmed` workers said that it is remedied; `estimated` is what their answers support for all
    affected. `attempted_on` are the days of safe attempts to reach her. The case closes with its
    last issue.
    """
    by.must(Permission.ISSUE_SETTLE)
    if reason not in list(ClosingReason):
        raise Refused("Choose a reason for closing from the list.")
    _must_fit(issue, ClosingReason(reason), confirmed, estimated, attempted_on)
    _must_be_two(issue, by, second_by)
    facts = {"withdrawn_because": Slug(withdrawn_because)} if _is_withdrawn(reason) else {}
    with moving(
        issue, CLOSE, by=by, reason=Slug(reason), confirmed=confirmed, estimated=estimated,
        second_by=second_by, **facts,
    ) as row:  # fmt: skip
        row.closing_reason, row.closed_on = reason, clock.today()
        row.confirmed, row.estimated = confirmed, estimated
    if not row.case.issues.exclude(status=IssueStatus.CLOSED).exists():
        with moving(row.case, CLOSE_CASE, by=by) as case:
            case.closed_on = clock.today()
    return row


def reopen(issue: Issue, *, by: Actor) -> Issue:
    """It is back: the issue and its case open again, and a new clock runs."""
    by.must(Permission.CASE_OPEN)
    with moving(issue, REOPEN, by=by, closed_for=Slug(issue.closing_reason)) as row:
        row.closing_reason, row.closed_on = "", None
        row.confirmed, row.estimated = 0, 0
        row.reopened_times += 1
    if row.case.status == CaseStatus.CLOSED:
        with moving(row.case, REOPEN_CASE, by=by) as case:
            case.closed_on, case.contact_by = None, None
    follow_issues(row.case, since=clock.now())
    return row


def _must_fit(
    issue: Issue,
    reason: ClosingReason,
    confirmed: int,
    estimated: int,
    attempted_on: tuple[date, ...],
) -> None:
    if not 0 <= confirmed <= issue.affected or not 0 <= estimated <= issue.affected:
        raise Refused("More workers would be remedied than are affected. Check the numbers.")
    if reason in NEED_WORKERS_WORD:
        _must_have_their_word(issue, confirmed)
    elif confirmed or estimated:
        raise Refused("Workers count as remedied only where they have said so.")
    if reason == ClosingReason.WORKER_UNREACHABLE and not may_call_unreachable(attempted_on):
        raise Refused("Try at least five times, safely, over thirty days before you close.")
    if reason == ClosingReason.UNFOUNDED_WITH_REASONS and not _is_unfounded(issue):
        raise Refused("Close as unfounded only on a finding that two people signed.")


def _must_have_their_word(issue: Issue, confirmed: int) -> None:
    if not confirmed:
        raise Refused("Only the affected workers' word closes an issue as remedied.")
    if issue.status != IssueStatus.RAISED:
        raise Refused("An issue that was never raised cannot have been remedied.")


def _is_unfounded(issue: Issue) -> bool:
    latest = issue.verdicts.coded().order_by("-found_at").first()
    return bool(latest and latest.finding == Finding.UNFOUNDED and latest.second_by)


def _is_withdrawn(reason: str) -> bool:
    return reason == ClosingReason.WORKER_WITHDREW


def _must_be_two(issue: Issue, by: Actor, second_by: UUID | None) -> None:
    if second_by is None:
        if needs_second_person(Urgency(issue.urgency)):
            raise Refused("An issue of this urgency is closed by two people. Ask a colleague.")
        return
    if second_by == by.user_id:
        raise Refused("The second person must be somebody else.")
    roles = [slug for slug, role in ROLES.items() if Permission.ISSUE_SETTLE in role.can]
    mine = Member.objects.filter(org_id=issue.org_id, is_active=True, role__in=roles)
    if not mine.filter(user_id=second_by).exists():
        raise Refused("The second person must be a colleague who may close issues.")
