"""What a reporter's account claims, leaf by leaf, and the issue it becomes or confirms."""

from collections.abc import Sequence
from dataclasses import dataclass

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.changing import changing
from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import AffectedWorker, Case, Issue, Report
from ilm.cases.remarking import remark
from ilm.cases.remarks import RemarkKind
from ilm.catalog.closing import RECURRENCE_DAYS, ClosingReason, is_recurrence
from ilm.catalog.contacts import AffectedBasis
from ilm.catalog.issues import ALL_LEAVES, IssueType
from ilm.catalog.urgency import Urgency, at_departure
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.parties.models import Site


@dataclass(frozen=True, kw_only=True)
class LeafClaim:
    """One leaf of the taxonomy as reported.

    `affected` distinct workers on a `basis` of `catalog.contacts.AffectedBasis`; `urgency` None is
    the leaf's usual one, anything else needs its reason; `other_text` says what an `other` leaf is.
    """

    leaf: str
    affected: int = 1
    basis: str = AffectedBasis.ESTIMATE_WORKER
    urgency: str | None = None
    urgency_reason: str = ""
    other_text: str = ""

    @property
    def kind(self) -> IssueType:
        return ALL_LEAVES[Slug(self.leaf)]

    def urgency_at(self, days_to_departure: int | None) -> Urgency:
        """What triage chose, or the usual one; recruitment shortly before departure is urgent."""
        usual = at_departure(
            self.kind.urgency, area=self.kind.area, days_to_departure=days_to_departure
        )
        return Urgency(self.urgency) if self.urgency else usual


def must_be_sound(claims: Sequence[LeafClaim], *, departure: int | None) -> None:
    """Refused with the first thing that is missing or does not fit."""
    if not claims:
        raise Refused("Name at least one issue before you take a case on.")
    if len({c.leaf for c in claims}) < len(claims):
        raise Refused("You named the same issue twice. Name each once, with all who are affected.")
    for claim in claims:
        _must_be_sound(claim, departure)


def _must_be_sound(claim: LeafClaim, departure: int | None) -> None:
    if claim.leaf not in ALL_LEAVES:
        raise Refused("That is not an issue of the list. Choose one from it.")
    if claim.kind.must_carry_text and not claim.other_text.strip():
        raise Refused("Say in a few words what the other issue is.")
    if claim.affected < 1 or claim.basis not in list(AffectedBasis):
        raise Refused("Say how many workers are affected, at least one, and how you know.")
    if claim.urgency and claim.urgency not in list(Urgency):
        raise Refused("That is not one of the five urgencies.")
    usual = LeafClaim(leaf=claim.leaf).urgency_at(departure)
    if claim.urgency_at(departure) != usual and not claim.urgency_reason.strip():
        raise Refused("Say why the urgency is not the usual one for this issue.")


def recurring(claims: Sequence[LeafClaim], *, report: Report, site: Site) -> Issue | None:
    """The latest closed issue of one of these leaves at this site that a new report reopens."""
    rows = Issue.objects.filter(
        org_id=report.org_id,
        site=site,
        leaf__in=[c.leaf for c in claims],
        status=IssueStatus.CLOSED,
    )
    on = report.received_at.date()
    for issue in rows.exclude(closing_reason=ClosingReason.MERGED).order_by("-closed_on", "-id"):
        if issue.closed_on and is_recurrence(closed_on=issue.closed_on, reported_on=on):
            return issue
    return None


def take_up(
    claim: LeafClaim, *, case: Case, report: Report, departure: int | None, by: Actor
) -> Issue:
    """The issue of this leaf in this case, made or grown, with the reporter among its workers."""
    issue = case.issues.filter(leaf=claim.leaf).exclude(status=IssueStatus.CLOSED).first()
    issue = _confirm(issue, claim, by) if issue else _begin(claim, case, departure, by)
    remark(case, claim.leaf, RemarkKind.OTHER, claim.other_text, by=by)
    remark(case, claim.leaf, RemarkKind.URGENCY, claim.urgency_reason, by=by)
    if not report.is_third_party:
        AffectedWorker.objects.bulk_create(
            [
                AffectedWorker(
                    org_id=case.org_id,
                    issue=issue,
                    alias_id=report.alias_id,
                    consent_level=report.consent_level,
                )
            ],
            ignore_conflicts=True,
        )
    return issue


def _begin(claim: LeafClaim, case: Case, departure: int | None, by: Actor) -> Issue:
    issue = Issue(
        org_id=case.org_id,
        case=case,
        site_id=case.site_id,
        leaf=claim.leaf,
        opened_on=clock.today(),
        urgency=claim.urgency_at(departure),
        affected=claim.affected,
        affected_basis=claim.basis,
        affected_on=clock.today(),
    )
    issue.save(force_insert=True)
    record(issue, "issue.named", by=by, leaf=Slug(claim.leaf), affected=claim.affected)
    return issue


def _confirm(issue: Issue, claim: LeafClaim, by: Actor) -> Issue:
    """Another account of the same issue: the larger number stands, never the sum."""
    if claim.affected <= issue.affected:
        return issue
    with changing(
        issue, "issue.grown", needs=Permission.CASE_OPEN, by=by, affected=claim.affected
    ) as row:
        row.affected, row.affected_basis = claim.affected, claim.basis
        row.affected_on = clock.today()
    return row


__all__ = ["RECURRENCE_DAYS", "LeafClaim", "must_be_sound", "recurring", "take_up"]
