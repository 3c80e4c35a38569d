"""Shows a person to a person. Rare, reasoned, and written down before it happens."""

import json
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
from ilm.vault.opening import Reader
from ilm.vault.unlocking import Unlocked

MOST_A_DAY = 20  # people, for one member
REVEALED = "identity.revealed"


class Reason(models.TextChoices):
    DANGER_TO_LIFE = "danger_to_life"
    WORKER_ASKED = "worker_asked"
    SAFE_CONTACT = "safe_contact"
    VERIFICATION = "verification"
    PAYMENT = "payment"
    REFERRAL = "referral"


def reveal(
    alias_id: UUID, *, because: Reason, unlocked: Unlocked | None, by: Actor
) -> dict[str, str]:
    """Her address and what she said of herself. The entry stands even if showing it fails."""
    by.must(Permission.IDENTITY_REVEAL)
    alias = Alias.objects.filter(pk=alias_id, org_id=by.organisation).first()
    if alias is None:
        raise Refused("There is nobody to show.")
    if not alias.sealed:
        raise Refused("Who she is has been erased. Nobody can see it any more.")
    reader = Reader(unlocked)
    _not_in_bulk(alias, by)
    record(alias, REVEALED, by=by, audience=frozenset({Audience.WORKER}), because=because)
    plain = reader.field(
        alias.key_id, 1, "vault_alias", alias.pk, "address", bytes(alias.sealed)
    ).decode()
    shown = {"channel": alias.channel, "address": plain}
    for person in Person.objects.filter(alias_id=alias_id, org_id=by.organisation):
        raw = reader.field(
            person.key_id, 1, "vault_person", person.pk, "contact", bytes(person.sealed)
        )
        shown |= _said(raw)
    return shown


def _not_in_bulk(alias: Alias, by: Actor) -> None:
    """Nobody opens everybody: another person a day more takes another supervisor."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Entry.objects.filter(org_id=by.organisation, actor=by.id, verb=REVEALED, at__gte=today)
    others = rows.exclude(subject=subject_of(alias)).order_by().values("subject").distinct()
    if others.count() >= MOST_A_DAY:
        raise Refused(f"You have opened {MOST_A_DAY} people today. Ask another supervisor.")


def _said(raw: bytes) -> dict[str, str]:
    try:
        told = json.loads(raw)
    except ValueError:
        told = raw.decode(errors="replace")
    return {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {"said": told}
