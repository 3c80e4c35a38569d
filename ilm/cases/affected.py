"""How many workers an issue touches, and which of them we know by alias."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.changing import changing
from ilm.cases.models import AffectedWorker, Issue
from ilm.catalog.consent import Level
from ilm.catalog.contacts import AffectedBasis
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug


def add_affected(
    issue: Issue, *, alias_id: UUID, consent_level: str = Level.L0, by: Actor
) -> AffectedWorker:
    """A worker known by alias. Known workers are distinct: the number follows if they are more."""
    if consent_level not in list(Level):
        raise Refused("Choose a level of consent from L0 to L4.")
    with changing(issue, "issue.worker_added", needs=Permission.CASE_TRIAGE, by=by) as row:
        worker, is_new = AffectedWorker.objects.get_or_create(
            issue=row,
            alias_id=alias_id,
            defaults={"org_id": row.org_id, "consent_level": consent_level},
        )
        if not is_new and worker.consent_level != consent_level:
            worker.consent_level = consent_level
            worker.save(update_fields=["consent_level"])
        if (known := row.known_workers.count()) > row.affected:
            row.affected, row.affected_basis = known, AffectedBasis.NAMED
            row.affected_on = clock.today()
    return worker


def restate_affected(issue: Issue, *, number: int, basis: str, by: Actor) -> Issue:
    """A better number of distinct workers, with what it rests on; never fewer than we know."""
    if basis not in list(AffectedBasis):
        raise Refused("Say how you know the number.")
    with changing(
        issue, "issue.restated", needs=Permission.CASE_TRIAGE, by=by,
        before=issue.affected, number=number, basis=Slug(basis),
    ) as row:  # fmt: skip
        if number < max(1, known := row.known_workers.count()):
            raise Refused(f"We know {known} of them already: the number cannot be smaller.")
        row.affected, row.affected_basis, row.affected_on = number, basis, clock.today()
    return row
