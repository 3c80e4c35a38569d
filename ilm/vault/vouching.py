"""What a row names is vouched for, a public key, an alias, a thread: nobody who only writes to the
database can put another in its place and have what comes later sealed or told to himself.

The mark is an HMAC, over the row's place and what it names, under a key that the processes which
seal hold outside the database (`vouch`). Partners hold none: theirs are sealed to once, by whoever
made them. Organisations' and members' keys stand in the signed list instead (`trusting`).
"""

import hmac
import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from ilm.kit.errors import Refused
from ilm.vault.models import Alias, DataKey, Receipt
from ilm.vault.sealing import bind

log = logging.getLogger(__name__)
Rights = Mapping[type[models.Model], Callable[[Any], bytes]]  # model → the right mark of a row
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


def of_alias(org_id: UUID, channel: str, version: int, index: bytes, alias_id: UUID) -> bytes:
    """The mark of what finds a returning sender: whose this index is."""
    return _mark(bind("alias", org_id, channel, version, index, alias_id))


def of_thread(org_id: UUID, conversation_id: UUID, alias_id: UUID, key_id: UUID) -> bytes:
    """The mark of a conversation: whose it is, and under which key."""
    return _mark(bind("thread", org_id, conversation_id, alias_id, key_id))


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
    return holds(bytes(row.vouched), OURS[type(row)](row))


def begin(folder: Path, begun: str, rights: Rights) -> int:
    """Vouch for what an installation from before has, once; how many. Afterwards a row without a
    mark is one that somebody wrote who has no key. `begun`: the file that says so."""
    if (folder / begun).exists() or not settings.VOUCH_KEY:
        return 0
    count = anew(rights, vouched=b"")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / begun).touch(mode=0o400)
    return count


def anew(rights: Rights, **only: object) -> int:
    """Vouch for every row as it stands; how many."""
    count = 0
    for model, right in rights.items():
        rows: Any = model._default_manager.filter(**only)
        for row in rows.iterator(AT_ONCE):
            count += model._default_manager.filter(pk=row.pk).update(vouched=right(row))
    return count


def changed(rights: Rights) -> Iterator[models.Model]:
    """Rows that do not name what they were made with; none that nobody vouches for."""
    for model, right in rights.items():
        for row in model._default_manager.iterator(AT_ONCE):
            if not _is_left_out(row) and not holds(bytes(row.vouched), right(row)):  # type: ignore[attr-defined]
                yield row


def _is_left_out(row: models.Model) -> bool:
    """A partner's own key has no mark; an alias that no address finds needs none."""
    if isinstance(row, DataKey):
        return not row.vouched
    return isinstance(row, Alias) and bytes(row.index) == row.pk.bytes


def _right_key(row: DataKey) -> bytes:
    return of_key(row.org_id, row.pk, row.generation, bytes(row.public))


def _right_receipt(row: Receipt) -> bytes:
    return of_receipt(row.org_id, row.alias_id, bytes(row.lookup), bytes(row.public))


def _right_alias(row: Alias) -> bytes:
    return of_alias(row.org_id, row.channel, row.index_version, bytes(row.index), row.pk)


def _mark(bound: bytes) -> bytes:
    key = settings.VOUCH_KEY
    return hmac.digest(key, bound, "sha256") if key else b""


KEYS: Rights = {DataKey: _right_key, Receipt: _right_receipt}
ALIASES: Rights = {Alias: _right_alias}
OURS: Rights = {**KEYS, **ALIASES}
