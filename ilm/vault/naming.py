"""Who an alias is, for the few who may open it, and to keep her names out of clear text."""

import json
from collections.abc import Iterable
from uuid import UUID

from ilm.access.actor import Actor
from ilm.kit.errors import Refused
from ilm.vault.models import Alias, Person
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.unlocking import Unlocked


def alias_of(alias_id: UUID, by: Actor) -> Alias:
    """An alias of the actor's organisation. Refused for another's, and for who was erased."""
    alias = Alias.objects.filter(pk=alias_id, org_id=by.organisation).first()
    if alias is None:
        raise Refused("There is nobody to show.")
    if not alias.sealed:
        raise Refused("Who she is has been erased. Nobody can see it any more.")
    return alias


def said_of(person: Person, reader: Reader) -> dict[str, str]:
    """What somebody said of herself, opened. Denied to a member without the identity right."""
    place = ("vault_person", person.pk, "contact", bytes(person.sealed))
    return as_told(reader.field(person.key_id, 1, *place))


def as_told(raw: bytes) -> dict[str, str]:
    """Her contact as a form or an older channel left it: an object, or words alone."""
    try:
        told = json.loads(raw)
    except ValueError:
        told = raw.decode(errors="replace")
    return {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {"said": told}


def names_known(alias_ids: Iterable[UUID], unlocked: Unlocked | None) -> list[str]:
    """What these people said of themselves, as far as this session opens it: locked, nothing."""
    if unlocked is None:
        return []
    reader = Reader(unlocked)
    known: list[str] = []
    for row in Person.objects.filter(alias_id__in=list(alias_ids), org_id=unlocked.org_id):
        try:
            known += said_of(row, reader).values()
        except Denied:
            continue
    return known
