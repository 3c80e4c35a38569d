"""Content keys: what one conversation says within minutes is locked under one key of its own.

Sealing to a data key is the dearest step of taking a message in. A content key is 32 fresh bytes,
sealed once to the data key (HPKE, context `content`); fields are locked under it (AES-256-GCM) and
bound to their own row as ever. It is forgotten after ten minutes and never leaves the process that
made it, but sealed: that form lies before each field, `11 ‖ sealed key 114 ‖ locked field`.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from ilm.kit import clock
from ilm.vault.sealing import Denied, bind, lock, pad, seal, unlock, unpad

FORM = b"\x11"  # suite 1, under a content key; a field sealed by itself begins with 01
SEALED = 1 + 65 + 32 + 16  # bytes of a sealed content key: suite, point, key, tag
LIVES = timedelta(minutes=10)
MOST = 4096  # conversations remembered at a time


@dataclass(frozen=True, slots=True)
class ContentKey:
    """The key, its sealed form, and when it is forgotten."""

    key: bytes = field(repr=False)
    sealed: bytes = field(repr=False)
    until: datetime


_keys: dict[tuple[UUID, int], ContentKey] = {}


def content_key(public: bytes, key_id: UUID, generation: int) -> ContentKey:
    """The key in force for a data key (`public`, its public half), made when there is none."""
    now = clock.now()
    known = _keys.get((key_id, generation))
    if known is None or known.until <= now:
        forget_old(now)
        if len(_keys) >= MOST:
            forget()
        key = os.urandom(32)
        sealed = seal(public, key, bind("content", key_id, generation))
        known = _keys[key_id, generation] = ContentKey(key, sealed, now + LIVES)
    return known


def write(content: ContentKey, text: bytes, context: bytes) -> bytes:
    """`text`, padded and locked for the place that `context` binds."""
    return FORM + content.sealed + lock(content.key, pad(text), context)


def parts(sealed: bytes) -> tuple[bytes, bytes] | None:
    """The sealed content key and the locked rest; None for a field that was sealed by itself."""
    if sealed[:1] != FORM:
        return None
    if len(sealed) <= 1 + SEALED:
        raise Denied
    return sealed[1 : 1 + SEALED], sealed[1 + SEALED :]


def read(key: bytes, locked: bytes, context: bytes) -> bytes:
    """What `write` was given; Denied with another key or for another place."""
    return unpad(unlock(key, locked, context))


def forget_old(now: datetime) -> None:
    """No key is remembered beyond its time; the first of them is the oldest."""
    while _keys and (oldest := next(iter(_keys.items())))[1].until <= now:
        _keys.pop(oldest[0], None)


def forget() -> None:
    """No content key is remembered any more; the next message makes a new one."""
    _keys.clear()
