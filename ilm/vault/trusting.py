"""Which public key to seal to: the one that a verified list names, never just the newest row.

A list is replayed once per process and head, not per message. Where it does not verify nothing is
refused: what arrives is sealed to the last verified key that is known here, and an alarm is raised
(`complaint`, shown at the desk and by `ilm check`).
"""

import logging
import time
from dataclasses import dataclass
from uuid import UUID

from ilm.kit.errors import Refused
from ilm.vault import pinning
from ilm.vault.keylist import Signed, Standing, Untrue, replay
from ilm.vault.models import KeyEntry
from ilm.wall.entering import after_commit

log = logging.getLogger(__name__)
AGAIN = 60.0  # seconds between two looks at a list that does not verify
UNTRUSTED = (
    "The list of who holds this organisation's keys does not verify. Tell whoever runs this"
    " installation; let nobody in and change no keys until then."
)
Head = tuple[int, bytes] | None


class Unsealable(Refused):
    """There is a list, it does not verify, and no verified key is known here. What comes waits."""


@dataclass(frozen=True)
class Looked:
    """What one look at a list found: a standing, or why there is none."""

    head: Head
    standing: Standing | None
    why_not: str = ""
    until: float = float("inf")


_looked: dict[UUID, Looked] = {}
_last: dict[UUID, Standing] = {}  # verified and committed


def current(org_id: UUID, purpose: str) -> tuple[int, bytes] | None:
    """(epoch, public key) to seal to. None: no list was ever signed. Unsealable: see there."""
    looked = look(org_id)
    if looked.standing:
        return looked.standing.current(purpose)
    if not looked.why_not:
        return None
    if last := _last.get(org_id):
        return last.current(purpose)
    pin = pinning.pinned(org_id)
    if pin is None or purpose not in pin.keys:
        raise Unsealable(UNTRUSTED)
    epoch, raw = pin.keys[purpose]
    return epoch, bytes.fromhex(raw)


def verified(org_id: UUID) -> Standing | None:
    """The standing of the list; None before it was first signed. Refused where it is untrue."""
    looked = look(org_id)
    if looked.why_not:
        raise Refused(UNTRUSTED)
    return looked.standing


def complaint(org_id: UUID) -> str:
    """Why the list does not verify, in a sentence; empty where it does or was never signed."""
    return look(org_id).why_not


def look(org_id: UUID) -> Looked:
    """What is known of the list at its present head; replayed only where the head is new."""
    head = KeyEntry.objects.filter(org_id=org_id).order_by("-seq").values_list("seq", "hash")
    found = [(seq, bytes(hashed)) for seq, hashed in head[:1]]
    now: Head = found[0] if found else None
    known = _looked.get(org_id)
    if known is None or known.head != now or known.until < time.monotonic():
        known = _looked[org_id] = _replayed(org_id, now)
        if known.why_not:
            log.error("the key list of organisation %s does not verify", org_id)
    return known


def forget() -> None:
    """As after a start: nothing was verified yet in this process."""
    _looked.clear()
    _last.clear()


def entries(org_id: UUID) -> list[Signed]:
    """The list as it lies in the database, unproved."""
    rows = KeyEntry.objects.filter(org_id=org_id).order_by("seq")
    return [Signed(r.seq, r.body, bytes(r.signature), bytes(r.hash)) for r in rows]


def _replayed(org_id: UUID, head: Head) -> Looked:
    pin, last = pinning.pinned(org_id), _last.get(org_id)  # before the rows: they only grow
    written = entries(org_id)
    if not written and not last and (pin is None or pin.seq == 0):
        return Looked(head, None)
    try:
        standing = replay(org_id, written, pin=pin.founder if pin else None)
        if pin is None:
            raise Untrue("The fingerprint of the founder is not pinned on this machine.")
        must_hold = [(pin.seq, pin.head)] + ([(last.seq, last.head.hex())] if last else [])
        held = {(0, "")} | {(each.seq, each.hash.hex()) for each in written}
        if not held.issuperset(must_hold):
            raise Untrue("The list is shorter than it was, or another one than before.")
    except Untrue as why:
        return Looked(head, None, str(why), time.monotonic() + AGAIN)
    after_commit(lambda: _remember(standing, pin.founder))
    return Looked((standing.seq, standing.head), standing)


def _remember(standing: Standing, founder: str) -> None:
    """Not before its entries are committed: what is rolled back was never the list."""
    known = _last.get(standing.org)
    if known is None or known.seq < standing.seq:
        _last[standing.org] = standing
        pinning.remember(standing, founder)
