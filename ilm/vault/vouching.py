"""Public keys that a row names are vouched for: nobody who only writes to the database can put
another in their place and have what comes later sealed to himself.

The mark is an HMAC, over the key's place and its public half, under a key that the processes which
seal hold outside the database (`vouch`). Partners hold none: theirs are sealed to once, by whoever
made them. Organisations' and members' keys stand in the signed list instead (`trusting`).
"""

import hmac
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from ilm.kit.errors import Refused
from ilm.vault.models import DataKey, Receipt
from ilm.vault.sealing import bind

log = logging.getLogger(__name__)
BEGUN = "vouched"  # the file that says: what has no mark is no longer given one
AT_ONCE = 2000
CHANGED = (
    "A key was changed underneath: what you write would be sealed to somebody else. Nothing was"
    " kept or sent. Tell whoever runs this installation."
)


def of_key(org_id: UUID, key_id: UUID, generation: int, public: bytes) -> bytes:
    """The mark of a data key; empty where this process vouches for nothing."""
    return _mark(bind("datakey", org_id, key_id, generation, public))


def of_receipt(org_id: UUID, alias_id: UUID, lookup: bytes, public: bytes) -> bytes:
    """The mark of a reporter's public key."""
    return _mark(bind("receipt/key", org_id, alias_id, lookup, public))


def holds(mark: bytes, right: bytes) -> bool:
    """Whether a mark is the right one. A process without the key cannot tell, and says so."""
    if not settings.VOUCH_KEY:
        log.error("no key called vouch is here: public keys are sealed to unchecked")
        return True
    return hmac.compare_digest(mark, right)


def must_hold(row: DataKey | Receipt) -> None:
    """Refused where the public half of this row is not the one that was made with it."""
    if not is_whole(row):
        log.error("the public key of %s %s was changed", row._meta.db_table, row.pk)
        raise Refused(CHANGED)


def is_whole(row: DataKey | Receipt) -> bool:
    return holds(bytes(row.vouched), _right(row))


def begin(folder: Path) -> int:
    """Vouch for what an installation from before has, once; how many. Afterwards a row without a
    mark is one that somebody wrote who has no key."""
    if (folder / BEGUN).exists() or not settings.VOUCH_KEY:
        return 0
    count = anew(vouched=b"")
    (folder / BEGUN).touch(mode=0o400)
    return count


def anew(**only: object) -> int:
    """Vouch for every public half as it stands; how many."""
    count = 0
    for model in (DataKey, Receipt):
        rows: Any = model._default_manager.filter(**only)
        for row in rows.iterator(AT_ONCE):
            count += model._default_manager.filter(pk=row.pk).update(vouched=_right(row))
    return count


def changed() -> Iterator[DataKey | Receipt]:
    """Rows whose public half is not the one that was made with them; none of partners' own."""
    for model in (DataKey, Receipt):
        for row in model._default_manager.iterator(AT_ONCE):
            if row.vouched and not is_whole(row):
                yield row


def _right(row: DataKey | Receipt) -> bytes:
    if isinstance(row, Receipt):
        return of_receipt(row.org_id, row.alias_id, bytes(row.lookup), bytes(row.public))
    return of_key(row.org_id, row.pk, row.generation, bytes(row.public))


def _mark(bound: bytes) -> bytes:
    key = settings.VOUCH_KEY
    return hmac.digest(key, bound, "sha256") if key else b""
