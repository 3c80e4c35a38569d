"""Shows a person to a person. Rare, reasoned, and written down before it happens."""

from datetime import timedelta
from uuid import UUID

from django.db import models

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Audience
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.models import Entry, subject_of
from ilm.ledger.moves import record
from ilm.vault.models import Alias, Person
from ilm.vault.naming import alias_of, said_of
from ilm.vault.opening import Reader
from ilm.vault.second_looks import agreed
from ilm.vault.unlocking import Unlocked

MOST_A_DAY = 20  # people, for one member
GOOD_FOR = timedelta(minutes=2)  # from writing it down to seeing
REVEALED = "identity.revealed"


class Reason(models.TextChoices):
    DANGER_TO_LIFE = "danger_to_life"
    WORKER_ASKED = "worker_asked"
    SAFE_CONTACT = "safe_contact"
    VERIFICATION = "verification"
    PAYMENT = "payment"
    REFERRAL = "referral"


def note(alias_id: UUID, *, because: Reason, by: Actor) -> Entry:
    """Write down that the actor will be shown this person. The page writes this in one request and
    shows in the next, so that the entry stands even if showing it fails.

    Refused above the day's limit until a second member has agreed.
    """
    by.must(Permission.IDENTITY_REVEAL)
    alias = alias_of(alias_id, by)
    second = None
    if needs_second(alias_id, by=by) and (second := agreed(alias_id, by=by)) is None:
        raise Refused(f"You have opened {MOST_A_DAY} people today. Another supervisor must agree.")
    facts = {"because": because, "role": by.role.slug, "second": second}
    return record(alias, REVEALED, by=by, audience=frozenset({Audience.WORKER}), **facts)


def is_noted(alias_id: UUID, *, by: Actor) -> bool:
    """Whether the actor wrote down a moment ago that they will be shown this person."""
    about = Entry.objects.about(Alias(id=alias_id)).filter(org_id=by.organisation, actor=by.id)
    return about.filter(verb=REVEALED, at__gte=clock.now() - GOOD_FOR).exists()


def show(alias_id: UUID, *, unlocked: Unlocked | None, by: Actor) -> dict[str, str]:
    """Her address and what she said of herself. Refused unless that was noted just before."""
    by.must(Permission.IDENTITY_REVEAL)
    alias = alias_of(alias_id, by)
    reader = Reader(unlocked)
    if not is_noted(alias_id, by=by):
        raise Refused("Say first why you must know who she is.")
    plain = reader.field(
        alias.key_id, 1, "vault_alias", alias.pk, "address", bytes(alias.sealed)
    ).decode()
    shown = {"channel": alias.channel, "address": plain}
    for person in Person.objects.filter(alias_id=alias_id, org_id=by.organisation):
        shown |= said_of(person, reader)
    return shown


def needs_second(alias_id: UUID, *, by: Actor) -> bool:
    """Nobody opens everybody: whether one more person today takes a second member."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Entry.objects.filter(org_id=by.organisation, actor=by.id, verb=REVEALED, at__gte=today)
    others = rows.exclude(subject=subject_of(Alias(id=alias_id)))
    return others.order_by().values("subject").distinct().count() >= MOST_A_DAY
