"""Three recovery shares, each for one person: sealed to a member's ring and shown once on their own
page, or behind a link on paper that somebody outside opens once.

Whoever makes the shares sees none of them. What was taken is kept nowhere; that it was, and by
whom, stays, so that new shares are asked for when that person leaves.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from ilm.access.actor import Actor
from ilm.kit import clock
from ilm.kit.errors import Locked, Refused
from ilm.vault import holding, key_history, keys, shares
from ilm.vault.models import RecoveryPair, ShareGiven
from ilm.vault.sealing import Denied, bind, lock, seal, unlock, unseal
from ilm.vault.shares import Share
from ilm.vault.unlocking import Unlocked

Keeper = UUID | None  # None: somebody outside, by a link


@dataclass(frozen=True)
class Owed:
    """What is wrong with the shares in force. `left`: somebody who has one is gone; `is_one`: all
    three were shown to one person once, before each had a page of its own."""

    left: bool
    is_one: bool
    waiting: list[Keeper]

    @property
    def is_due(self) -> bool:
        return self.left or self.is_one


def must_differ(keepers: Sequence[Keeper], org_id: UUID) -> None:
    """Refused unless three different people take one each, at most one of them from outside."""
    if len(set(keepers)) != len(shares.NUMBERS) or len(keepers) != len(shares.NUMBERS):
        raise Refused("Choose three different people; one of them may be from outside.")
    listed = holding.standing_of(org_id).holders
    if any(each is not None and each not in listed for each in keepers):
        raise Refused("A member takes a share only after being let in to the vault.")


def give_out(
    three: Sequence[Share], keepers: Sequence[Keeper], *, set_id: UUID, org_id: UUID
) -> str:
    """Seal each share to its keeper; the token of the link for somebody outside, else empty."""
    listed, token = holding.standing_of(org_id).holders, ""
    for share, keeper in zip(three, keepers, strict=True):
        row = ShareGiven(
            id=uuid4(), org_id=org_id, set_id=set_id, number=share.number, holder=keeper,
            made_at=clock.now(),
        )  # fmt: skip
        if keeper is None:
            token = secrets.token_urlsafe(32)
            row.token_hash = hash_of(token)
            row.sealed = lock(_link_key(token), share.secret, _place(row.pk, share.number))
        else:
            row.sealed = seal(listed[keeper].seals, share.secret, _place(row.pk, share.number))
        row.save(force_insert=True)
    return token


def waiting_for(user_id: UUID, org_id: UUID) -> ShareGiven | None:
    """The share that a member has not taken yet."""
    rows = ShareGiven.objects.filter(org_id=org_id, holder=user_id, taken_at=None)
    return rows.first()


def take(*, unlocked: Unlocked | None, by: Actor) -> str:
    """The member's own share as it is printed, once; from then on it is kept nowhere."""
    if unlocked is None:
        raise Locked("Unlock the vault to take your share.")
    row = ShareGiven.objects.select_for_update().filter(
        org_id=by.organisation, holder=unlocked.user_id, taken_at=None
    ).first()  # fmt: skip
    if row is None:
        raise Refused("No share waits for you. Each is shown once.")
    private = unlocked.ring.seals.private
    try:
        secret = unseal(private, bytes(row.sealed), _place(row.pk, row.number))
    except Denied:
        raise Refused("This share was not sealed to your keys. Ask for new shares.") from None
    row.sealed, row.taken_at = b"", clock.now()
    row.save(update_fields=["sealed", "taken_at"])
    key_history.write(by.organisation, key_history.TAKEN, by=by, number=row.number)
    return shares.printed(Share(row.number, secret))


def by_link(token: str, row: UUID, number: int, sealed: bytes) -> str:
    """The share behind a link, as it is printed; Denied where the link is another."""
    secret = unlock(_link_key(token), sealed, _place(row, number))
    return shares.printed(Share(number, secret))


def hash_of(token: str) -> bytes:
    """What is kept of a link's token: SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def owed(org_id: UUID, members: Collection[UUID]) -> Owed:
    """`members`: who is active at the organisation's desk."""
    sets = RecoveryPair.objects.filter(org_id=org_id)
    set_id = sets.values_list("set_id", flat=True).first()
    if set_id is None:
        return Owed(False, False, [])
    rows = list(ShareGiven.objects.filter(org_id=org_id, set_id=set_id))
    keepers = [row.holder for row in rows if row.holder is not None]
    waiting = [row.holder for row in rows if row.taken_at is None]
    return Owed(any(k not in members for k in keepers), not rows, waiting)


def _link_key(token: str) -> bytes:
    return keys.derive(token.encode(), bind("recovery/link"))


def _place(row: UUID, number: int) -> bytes:
    return bind("recovery/given", row, number)
