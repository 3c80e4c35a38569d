"""Evidence for and against, and the finding on an issue. The burden of proof is not hers."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.changing import changing, person
from ilm.cases.lifecycle import ASSESS
from ilm.cases.models import Evidence, Issue, Verdict
from ilm.cases.sealing import sealer_of
from ilm.catalog.contacts import EvidenceKind
from ilm.catalog.contacts import Verdict as Finding
from ilm.catalog.urgency import Urgency
from ilm.kit import clock
from ilm.kit.errors import Refused, WrongState
from ilm.kit.slug import Slug
from ilm.ledger.moves import move, record
from ilm.wall.entering import atomic


def add_evidence(
    issue: Issue,
    *,
    kind: str,
    is_corroborating: bool,
    note: str = "",
    seen_on: date | None = None,
    by: Actor,
) -> Evidence:
    """What was seen, when, and whether it speaks for or against. The note is sealed."""
    by.must(Permission.ISSUE_VERIFY)
    if kind not in list(EvidenceKind):
        raise Refused("Say what kind of evidence it is.")
    if seen_on and seen_on > clock.today():
        raise Refused("Evidence cannot have been seen after today.")
    author, row, sealer = person(by), uuid4(), sealer_of(issue.case)
    sealed = sealer.field("cases_evidence", row, "note", note.strip().encode()) if note else None
    evidence = Evidence(
        id=row,
        org_id=issue.org_id,
        issue=issue,
        kind=kind,
        is_corroborating=is_corroborating,
        seen_on=seen_on or clock.today(),
        added_by=author,
        key_id=sealer.key_id,
        sealed=sealed,
    )
    with atomic():
        evidence.save(force_insert=True)
        record(
            issue, "issue.evidence_added", by=by, kind=Slug(kind), is_corroborating=is_corroborating
        )
    return evidence


def give_verdict(
    issue: Issue, *, finding: str, reasons: Sequence[str] = (), narrative: str = "", by: Actor
) -> Verdict:
    """A finding with its reasons. The issue is assessed with it, or once it is countersigned."""
    by.must(Permission.ISSUE_VERIFY)
    if finding not in list(Finding):
        raise Refused("Choose a finding from the list.")
    if finding == Finding.UNFOUNDED and not reasons:
        raise Refused("Give at least one reason why the issue is unfounded.")
    if issue.status not in ASSESS.source:
        raise WrongState("This issue has its finding already. Reopen it before you give another.")
    if waiting(issue):
        raise Refused("A finding on this issue waits for a second person already.")
    row, sealer = uuid4(), sealer_of(issue.case)
    words = narrative.strip().encode()
    verdict = Verdict(
        id=row,
        org_id=issue.org_id,
        issue=issue,
        finding=finding,
        reasons=list(reasons),
        key_id=sealer.key_id,
        sealed=sealer.field("cases_verdict", row, "narrative", words) if words else None,
        found_by=person(by),
        found_at=clock.now(),
        needs_second=needs_second(issue, finding),
    )
    with atomic():
        verdict.save(force_insert=True)
        record(issue, "issue.found", by=by, finding=Slug(finding), reasons=_slugs(reasons))
        if not verdict.needs_second:
            move(issue, ASSESS, by=by, finding=Slug(finding))
    return verdict


def needs_second(issue: Issue, finding: str) -> bool:
    """High urgency, sensitive and child issues, and every "unfounded", take two people."""
    grave = issue.kind.sensitive or issue.kind.child or Urgency(issue.urgency) >= Urgency.HIGH
    return grave or finding == Finding.UNFOUNDED


def waiting(issue: Issue) -> Verdict | None:
    """The finding that still wants its second person since the issue was last opened."""
    pending = issue.verdicts.filter(needs_second=True, second_by__isnull=True)
    return pending.coded().first()


def countersign(verdict: Verdict, *, by: Actor) -> Verdict:
    """Another person agrees, and the issue is assessed."""
    by.must(Permission.ISSUE_COUNTERSIGN)
    if not verdict.needs_second or verdict.second_by:
        raise WrongState("This finding does not wait for a second person.")
    if by.user_id == verdict.found_by:
        raise Refused("Another person must countersign: this finding is yours.")
    with changing(
        verdict, "verdict.countersigned", needs=Permission.ISSUE_COUNTERSIGN, by=by
    ) as row:
        row.second_by, row.second_at = by.user_id, clock.now()
        move(row.issue, ASSESS, by=by, finding=Slug(row.finding))
    return row


def _slugs(reasons: Sequence[str]) -> list[Slug]:
    return [Slug(reason) for reason in reasons]
