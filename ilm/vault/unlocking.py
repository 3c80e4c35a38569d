"""Opening the vault for one member for a while: a ring behind a password, a session in halves."""

import os
import time
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.vault import keys, trusting
from ilm.vault.keys import Cost, Ring
from ilm.vault.models import Lock, VaultSession, Wrap
from ilm.vault.models import Ring as RingRow
from ilm.vault.sealing import Denied, pair_of, private_key
from ilm.wall.entering import ask

IDLE = timedelta(minutes=15)
LONGEST = 8 * 3600  # seconds
SESSION = "select locked, until, seen_at from vault_vaultsession where id = %s and user_id = %s"
PASSWORD = "password"  # noqa: S105  # the kind of lock, not a password


@dataclass(frozen=True)
class Unlocked:
    """What an unlocked member can open, for one organisation. Lives for one request."""

    user_id: UUID
    org_id: UUID
    ring: Ring = field(repr=False)
    opened: dict[tuple[str, int], bytes] = field(default_factory=dict, repr=False)

    def org_private(self, purpose: str, epoch: int) -> bytes:
        """The organisation's private key; Denied to a member without that wrap, to who is not on
        the signed list of holders, and for a key that the list does not name."""
        if (known := self.opened.get((purpose, epoch))) is None:
            row = Wrap.objects.filter(
                org_id=self.org_id, purpose=purpose, epoch=epoch, holder=self.user_id
            ).first()
            if row is None:
                raise Denied
            known = keys.unwrap(
                self.ring.seals.private,
                bytes(row.sealed),
                self.org_id,
                purpose,
                epoch,
                self.user_id,
            )
            self._must_be_listed(purpose, epoch, known)
            self.opened[purpose, epoch] = known
        return known

    def places(self, purpose: str) -> list[tuple[str, int]]:
        """The epochs of a purpose that this member holds, as (purpose, epoch)."""
        rows = Wrap.objects.filter(org_id=self.org_id, purpose=purpose, holder=self.user_id)
        return [(str(purpose), epoch) for epoch in rows.values_list("epoch", flat=True)]

    def holds(self, purpose: str, epoch: int) -> bool:
        """Whether `org_private` would open."""
        try:
            self.org_private(purpose, epoch)
        except Denied:
            return False
        return True

    def _must_be_listed(self, purpose: str, epoch: int, private: bytes) -> None:
        """A wrap proves nothing: anybody who writes rows can seal one to anybody."""
        standing = trusting.look(self.org_id).standing
        if standing is None:
            return  # never signed, or an alarm that every page shows
        holder = standing.holders.get(self.user_id)
        named = standing.keys.get(purpose, {}).get(epoch)
        if holder is None or purpose not in holder.purposes:
            raise Denied
        if pair_of(private_key(private)).public != named:
            raise Denied


def make_ring(user_id: UUID, password: str) -> Ring:
    """A member's first ring, behind the password. Refused if there is one already."""
    if RingRow.objects.filter(user_id=user_id).exists():
        raise Refused("You already have keys. Unlock them with your password.")
    ring, lock_id, salt = keys.new_ring(), uuid4(), os.urandom(16)
    RingRow(
        user_id=user_id,
        seals=ring.seals.public,
        signs=ring.signs.public,
        made_at=clock.now(),
        used_on=clock.today(),
    ).save(force_insert=True)
    locked = keys.put_behind(kek_of(password, salt), ring, PASSWORD, user_id, lock_id)
    Lock(id=lock_id, user_id=user_id, kind=PASSWORD, salt=salt, locked=locked).save(
        force_insert=True
    )
    return ring


def has_ring(user_id: UUID) -> bool:
    return RingRow.objects.filter(user_id=user_id).exists()


def unlock(user_id: UUID, password: str) -> tuple[Ring, str]:
    """(ring, value for the cookie). Refused with a wrong password."""
    row = Lock.objects.filter(user_id=user_id, kind=PASSWORD).first()
    try:
        if row is None:
            raise Denied
        kek = kek_of(password, bytes(row.salt))
        ring = keys.take_from(kek, bytes(row.locked), PASSWORD, user_id, row.pk)
    except Denied:
        raise Refused("That password does not open the vault. Try again.") from None
    return ring, opened(user_id, ring)


def opened(user_id: UUID, ring: Ring) -> str:
    """A lock has opened: remember the day, begin a session; the value for the cookie."""
    today = clock.today()
    RingRow.objects.filter(user_id=user_id).exclude(used_on=today).update(used_on=today)
    return start_session(user_id, ring)


def start_session(user_id: UUID, ring: Ring) -> str:
    """Keep the ring for this session: one half in a row, the other in the returned cookie value."""
    session_id, until = uuid4(), int(time.time()) + LONGEST
    cookie, locked = keys.session_wrap(ring, session_id, user_id, until)
    VaultSession(
        id=session_id, user_id=user_id, locked=locked, until=until, seen_at=clock.now()
    ).save(force_insert=True)
    return f"{session_id}.{cookie.hex()}"


def resume(value: str, *, user_id: UUID, org_id: UUID) -> Unlocked | None:
    """The unlocked session of this cookie; None if there is none, it idled, or is not theirs."""
    session_id, _, cookie = value.partition(".")
    try:
        found = ask(SESSION, [pk := UUID(session_id), user_id])
        if not found or found[0][1] < time.time() or clock.now() - found[0][2] > IDLE:
            return None
        locked, until, seen_at = found[0]
        ring = keys.session_open(bytes.fromhex(cookie), bytes(locked), pk, user_id, until)
    except (ValueError, Denied):
        return None
    if clock.now() - seen_at > timedelta(minutes=1):
        VaultSession.objects.filter(pk=pk).update(seen_at=clock.now())
    return Unlocked(user_id, org_id, ring)


def lock_up(user_id: UUID) -> None:
    """End every unlocked session of a member: on sign-out, or when they ask."""
    VaultSession.objects.filter(user_id=user_id).delete()


def kek_of(password: str, salt: bytes) -> bytes:
    """What a password locks a ring with, at this deployment's cost and with its pepper."""
    cost = Cost(settings.ARGON2["passes"], settings.ARGON2["memory_kib"], 1)
    return keys.key_from_password(password, salt, settings.PEPPER, cost=cost)
