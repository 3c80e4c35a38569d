"""Locks by passkey: the ring behind what a passkey makes of 32 random bytes (WebAuthn PRF).

Whether the passkey is the member's, and was used just now by its owner, is verified before
(`ilm.faces.passkeys`); a PRF output alone is not proof of that.
"""

import os
from uuid import UUID, uuid4

from django.conf import settings

from ilm.kit.errors import Refused
from ilm.vault import keys
from ilm.vault.models import Lock
from ilm.vault.sealing import Denied
from ilm.vault.unlocking import Unlocked, opened

PRF = "prf"
SIZE = 32  # bytes, of the input and of the output


def new_input() -> bytes:
    """What a new lock's passkey is asked about."""
    return os.urandom(SIZE)


def inputs(user_id: UUID) -> dict[bytes, bytes]:
    """Passkey (its credential id) → the input of its lock, for each lock of the member."""
    rows = Lock.objects.filter(user_id=user_id, kind=PRF)
    return {bytes(row.credential): bytes(row.salt) for row in rows}


def add(unlocked: Unlocked, *, credential: bytes, asked: bytes, prf: bytes) -> Lock:
    """A lock by this passkey, beside the others. Refused if it has one, or made no output."""
    _must_be_whole(prf)
    if credential in inputs(unlocked.user_id):
        raise Refused("This passkey opens your keys already.")
    lock_id, user_id = uuid4(), unlocked.user_id
    kek = keys.key_from_prf(prf, settings.PEPPER)
    locked = keys.put_behind(kek, unlocked.ring, PRF, user_id, lock_id)
    row = Lock(
        id=lock_id, user_id=user_id, kind=PRF, salt=asked, locked=locked, credential=credential
    )
    row.save(force_insert=True)
    return row


def unlock(user_id: UUID, *, credential: bytes, prf: bytes) -> str:
    """The value for the cookie. Refused unless a lock of this passkey opens with this output."""
    _must_be_whole(prf)
    row = Lock.objects.filter(user_id=user_id, kind=PRF, credential=credential).first()
    try:
        if row is None:
            raise Denied
        kek = keys.key_from_prf(prf, settings.PEPPER)
        ring = keys.take_from(kek, bytes(row.locked), PRF, user_id, row.pk)
    except Denied:
        raise Refused("This passkey does not open the vault. Use your password.") from None
    return opened(user_id, ring)


def remove(user_id: UUID, credential: bytes) -> None:
    """The passkey opens the vault no more; it still signs in."""
    Lock.objects.filter(user_id=user_id, kind=PRF, credential=credential).delete()


def _must_be_whole(prf: bytes) -> None:
    if len(prf) != SIZE:
        raise Refused("This passkey cannot open a vault. Use your password, or another passkey.")
