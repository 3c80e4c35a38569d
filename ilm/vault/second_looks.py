"""Above twenty people a day a second member must agree before one more is shown."""

from datetime import timedelta
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.vault.models import Alias, SecondLook
from ilm.vault.models.members import SecondLookQuerySet
from ilm.vault.naming import alias_of
from ilm.wall.entering import atomic

GOOD_FOR = timedelta(hours=24)


def ask_for(alias_id: UUID, *, because: str, by: Actor) -> SecondLook:
    """Ask the others whether this person may be shown. Asking twice is asking once."""
    by.must(Permission.IDENTITY_REVEAL)
    alias = alias_of(alias_id, by)
    waiting = _fresh(by).filter(alias_id=alias_id, asked_by=by.person, agreed_by=None).first()
    if waiting:
        return waiting
    row = SecondLook(
        org_id=by.organisation,
        alias_id=alias_id,
        because=because,
        asked_by=by.person,
        asked_at=clock.now(),
    )
    with atomic():
        row.save(force_insert=True)
        record(alias, "identity.asked", by=by, because=Slug(because))
    return row


def agree(look: SecondLook, *, by: Actor) -> SecondLook:
    """Another member with the right agrees. Refused for who asked, and after a day."""
    by.must(Permission.IDENTITY_REVEAL)
    with atomic():
        row = SecondLook.objects.select_for_update().get(pk=look.pk, org_id=by.organisation)
        if row.asked_by == by.person:
            raise Refused("You asked for this yourself: another supervisor must agree.")
        if row.agreed_by or clock.now() - row.asked_at > GOOD_FOR:
            raise Refused("Somebody agreed already, or a day has passed.")
        row.agreed_by, row.agreed_at = by.person, clock.now()
        row.save(update_fields=["agreed_by", "agreed_at"])
        alias = Alias(id=row.alias_id, org_id=row.org_id)
        record(alias, "identity.agreed", by=by, member=row.asked_by)
    return row


def waiting(by: Actor) -> list[SecondLook]:
    """What was asked in the last day and nobody agreed to, oldest first."""
    return list(_fresh(by).filter(agreed_by=None).order_by("asked_at"))


def agreed(alias_id: UUID, *, by: Actor) -> UUID | None:
    """Who agreed, within the last day, that the actor is shown this person."""
    rows = _fresh(by).filter(alias_id=alias_id, asked_by=by.person, agreed_by__isnull=False)
    return rows.values_list("agreed_by", flat=True).first()


def _fresh(by: Actor) -> SecondLookQuerySet:
    since = clock.now() - GOOD_FOR
    return SecondLook.objects.visible_to(by).filter(asked_at__gte=since)
