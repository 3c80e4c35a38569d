"""A password changes: the ring goes from behind the old one behind the new one."""

import os
from uuid import UUID

from ilm.kit.errors import Refused
from ilm.vault import keys
from ilm.vault.models import Lock
from ilm.vault.sealing import Denied
from ilm.vault.unlocking import PASSWORD, kek_of, opened
from ilm.wall import doors


def follow(user_id: UUID, *, old: str, new: str) -> bool:
    """At the door, in the transaction of the change itself. False where the ring stays behind a
    password from before `old`: the desk asks for that one at the next unlock."""
    if (found := doors.password_lock(user_id)) is None:
        return True
    lock_id, salt, locked = found
    try:
        fresh, moved = _behind_another(user_id, lock_id, salt, locked, old, new)
    except Denied:
        return False
    return doors.relock(user_id, lock_id, was=locked, salt=fresh, locked=moved)


def catch_up(user_id: UUID, *, old: str, new: str) -> str:
    """At the desk: the account's password is `new`, the ring is still behind `old`. Puts it behind
    `new` and unlocks; the value for the cookie. Refused where `old` opens nothing either."""
    row = Lock.objects.filter(user_id=user_id, kind=PASSWORD).first()
    try:
        if row is None:
            raise Denied
        fresh, moved = _behind_another(
            user_id, row.pk, bytes(row.salt), bytes(row.locked), old, new
        )
    except Denied:
        raise Refused(
            "The password from before does not open your keys either. Try again, or make new keys."
        ) from None
    row.salt, row.locked = fresh, moved
    row.save(update_fields=["salt", "locked"])
    ring = keys.take_from(kek_of(new, fresh), moved, PASSWORD, user_id, row.pk)
    return opened(user_id, ring)


def _behind_another(
    user_id: UUID, lock_id: UUID, salt: bytes, locked: bytes, old: str, new: str
) -> tuple[bytes, bytes]:
    """(salt, locked ring) under the new password; Denied where the old one does not open it."""
    ring = keys.take_from(kek_of(old, salt), locked, PASSWORD, user_id, lock_id)
    fresh = os.urandom(16)
    return fresh, keys.put_behind(kek_of(new, fresh), ring, PASSWORD, user_id, lock_id)
