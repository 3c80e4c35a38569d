"""What workers said they are called, to keep it out of clear text. Shown to nobody."""

import json
from collections.abc import Iterable, Iterator
from uuid import UUID

from ilm.vault.models import Person
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.unlocking import Unlocked


def names_known(alias_ids: Iterable[UUID], unlocked: Unlocked | None) -> list[str]:
    """What these people said of themselves, as far as this session opens it: locked, nothing."""
    if unlocked is None:
        return []
    reader = Reader(unlocked)
    rows = Person.objects.filter(alias_id__in=list(alias_ids), org_id=unlocked.org_id)
    return [said for row in rows for said in _said(row, reader)]


def _said(row: Person, reader: Reader) -> Iterator[str]:
    try:
        raw = reader.field(row.key_id, 1, "vault_person", row.pk, "contact", bytes(row.sealed))
    except Denied:  # a member without the identity right holds no key
        return
    try:
        told = json.loads(raw)
    except ValueError:
        told = raw.decode(errors="replace")
    yield from (str(v) for v in told.values()) if isinstance(told, dict) else [str(told)]
