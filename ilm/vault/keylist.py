"""The signed list of who holds an organisation's keys. Pure: entries in, who holds what out.

Each entry is canonical JSON with its number and the hash of the entry before it, signed by a member
whom the list itself holds at that point. Whoever can write to the database can break such a list,
and cannot change one: a changed key, a forged admission, a cut beginning, another order, a removal
that no rotation follows do not replay.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from ilm.vault import keys
from ilm.vault.sealing import Denied, bind, public_key

BEFORE_ALL = bytes(32)  # the hash before the first entry
Said = Mapping[str, Any]


class Untrue(Exception):
    """The list does not replay. Its words are for whoever runs the installation."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One entry as it is kept. `hash` chains it to the one before."""

    seq: int
    body: str
    signature: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Holder:
    """A member on the list. `is_compared`: somebody answered for the fingerprint.

    Without purposes: an interpreter, who holds no key of the organisation. Her keys are known, so
    that a conversation can be granted to her and her words be hers; she signs nothing of the list.
    """

    user: UUID
    seals: bytes
    signs: bytes
    purposes: frozenset[str]
    is_compared: bool = True

    @property
    def fingerprint(self) -> str:
        return keys.fingerprint(self.seals, self.signs)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a list says after its last entry: holders, and per purpose its epochs' public keys."""

    org: UUID
    seq: int
    head: bytes
    holders: Mapping[UUID, Holder]
    keys: Mapping[str, Mapping[int, bytes]]
    recovery: Said | None = None
    signed: Mapping[UUID, frozenset[bytes]] = field(default_factory=dict)  # all who ever could

    def pairs(self) -> dict[UUID, bytes]:
        """The recovery pairs in force: the holder that their wraps name → the public half."""
        return _pairs(self.recovery)

    def current(self, purpose: str) -> tuple[int, bytes]:
        """(epoch, public key) in force for a purpose. KeyError where there is none."""
        epoch = max(self.keys[purpose])
        return epoch, self.keys[purpose][epoch]

    def who_holds(self, purpose: str) -> list[Holder]:
        return [h for _, h in sorted(self.holders.items()) if purpose in h.purposes]


def canonical(said: Said) -> str:
    """The one way to write an entry down: sorted names, no spaces, ASCII."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def link(before: bytes, body: str, signature: bytes) -> bytes:
    """The hash of an entry, 32 bytes: over the previous hash, its words and its signature."""
    return hashlib.sha256(bind("keylist/entry", before, body, signature)).digest()


def write(
    org: UUID, after: tuple[int, bytes] | None, said: Said, *, by: UUID, private: bytes
) -> Signed:
    """The entry after (number, hash), signed by the private signing half of `by`. Checks no rule
    of the list: `replay` does."""
    seq, before = (after[0] + 1, after[1]) if after else (1, BEFORE_ALL)
    whole = {"org": str(org), "seq": seq, "before": before.hex(), "by": str(by), **said}
    body = canonical(whole)
    signature = keys.sign(private, bind("keylist", body))
    return Signed(seq, body, signature, link(before, body, signature))


def found(holder: Holder, publics: Mapping[str, tuple[int, bytes]], on: date) -> Said:
    """The first entry: the founder, and the keys that begin with her."""
    return {"do": "found", "on": on.isoformat(), "holder": _told(holder), "keys": _listed(publics)}


def admit(holder: Holder, on: date) -> Said:
    """Somebody is let in. Not compared: taken over from a time before there was a list."""
    return {"do": "admit", "on": on.isoformat(), "holder": _told(holder)}


def remove(user: UUID, on: date) -> Said:
    """Somebody is let go. A rotation of all that she held must follow."""
    return {"do": "remove", "on": on.isoformat(), "user": str(user)}


def rotate(publics: Mapping[str, tuple[int, bytes]], on: date) -> Said:
    """New epochs begin."""
    return {"do": "rotate", "on": on.isoformat(), "keys": _listed(publics)}


def recovery(pairs: Mapping[UUID, bytes], on: date) -> Said:
    """The public halves that wraps are sealed to besides; two printed shares open each."""
    told = {str(holder): public.hex() for holder, public in pairs.items()}
    return {"do": "recovery", "on": on.isoformat(), "pairs": told}


def _pairs(said: Said | None) -> dict[UUID, bytes]:
    return {UUID(h): bytes.fromhex(raw) for h, raw in said["pairs"].items()} if said else {}


def _told(holder: Holder) -> Said:
    return {
        "user": str(holder.user),
        "seals": holder.seals.hex(),
        "signs": holder.signs.hex(),
        "purposes": sorted(holder.purposes),
        "is_compared": holder.is_compared,
    }


def _listed(publics: Mapping[str, tuple[int, bytes]]) -> Said:
    return {name: {"epoch": epoch, "public": raw.hex()} for name, (epoch, raw) in publics.items()}


def replay(org: UUID, entries: Iterable[Signed], *, pin: str | None) -> Standing:
    """Who holds which purposes, under which keys, after the last entry. `pin`: the fingerprint of
    the founder; None leaves her unproved. Untrue where anything does not hold."""
    so_far = _Replay(org, pin)
    for entry in entries:
        try:
            so_far.take(entry)
        except (Denied, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Untrue(f"Entry {entry.seq} is not one that a holder signed.") from error
    if not so_far.seq:
        raise Untrue("The list is empty.")
    if so_far.owed:
        raise Untrue("Somebody was removed, and no new keys followed.")
    return so_far.standing()


@dataclass(slots=True)
class _Replay:
    """The list as far as it has been read."""

    org: UUID
    pin: str | None
    seq: int = 0
    head: bytes = BEFORE_ALL
    holders: dict[UUID, Holder] = field(default_factory=dict)
    keys: dict[str, dict[int, bytes]] = field(default_factory=dict)
    owed: set[str] = field(default_factory=set)  # purposes that wait for new keys
    recovery: Said | None = None
    signed: dict[UUID, frozenset[bytes]] = field(default_factory=dict)

    def standing(self) -> Standing:
        place = (self.org, self.seq, self.head)
        return Standing(*place, self.holders, self.keys, self.recovery, self.signed)

    def _knew(self, holder: Holder) -> None:
        self.signed[holder.user] = self.signed.get(holder.user, frozenset()) | {holder.signs}

    def take(self, entry: Signed) -> None:
        said = json.loads(entry.body)
        _must(entry.body == canonical(said), "is not written in the one way", entry)
        place = (said["org"], said["seq"], entry.seq, said["before"])
        here = (str(self.org), self.seq + 1, self.seq + 1, self.head.hex())
        _must(place == here, "does not stand in its place", entry)
        by, do = UUID(said["by"]), said["do"]
        signer = self._signer(by, do, said)
        _must(signer is not None and signer.user == by, "is signed by nobody on the list", entry)
        assert signer is not None
        _must(bool(signer.purposes), "is signed by somebody who holds no key", entry)
        keys.verify(signer.signs, entry.signature, bind("keylist", entry.body))
        _must(not self.owed or do in ("remove", "rotate"), "comes before the new keys", entry)
        date.fromisoformat(said["on"])
        _must(DOES[do](self, signer, said), "breaks a rule of the list", entry)
        self.seq, self.head = entry.seq, link(self.head, entry.body, entry.signature)
        _must(self.head == entry.hash, "has another hash", entry)

    def _signer(self, by: UUID, do: str, said: Said) -> Holder | None:
        """Who must have signed: the founder, a holder, or, to let somebody in when the holders are
        gone, two of the printed shares."""
        if do == "found":
            return _holder(said["holder"])
        public = _pairs(self.recovery).get(by) if do == "admit" else None
        return Holder(by, public, public, frozenset(self.keys)) if public else self.holders.get(by)

    def found(self, signer: Holder, said: Said) -> bool:
        if self.pin not in (None, signer.fingerprint):
            raise Untrue("The founder is not the one whose fingerprint is pinned here.")
        self.holders[signer.user] = signer
        self._knew(signer)
        self.keys = {name: {epoch: raw} for name, (epoch, raw) in _publics(said["keys"]).items()}
        return self.seq == 0 and signer.purposes == self.keys.keys() and bool(self.keys)

    def admit(self, signer: Holder, said: Said) -> bool:
        new = _holder(said["holder"])
        known = self.holders.get(new.user)
        self._knew(new)
        self.holders[new.user] = (
            replace(new, purposes=new.purposes | known.purposes) if known else new
        )
        is_same = known is None or (known.seals, known.signs) == (new.seals, new.signs)
        is_same = is_same or signer.user in _pairs(self.recovery)  # her keys were lost: new ones
        return is_same and new.purposes <= signer.purposes

    def remove(self, signer: Holder, said: Said) -> bool:
        gone = self.holders.pop(UUID(said["user"]))
        self.owed |= gone.purposes
        left = [h.purposes for h in self.holders.values()]
        return gone.user != signer.user and gone.purposes <= frozenset().union(*left)

    def rotate(self, signer: Holder, said: Said) -> bool:
        fresh = _publics(said["keys"])
        used = {raw for epochs in self.keys.values() for raw in epochs.values()}
        for name, (epoch, raw) in fresh.items():
            if epoch != max(self.keys[name]) + 1 or raw in used:
                return False
            self.keys[name][epoch] = raw
        self.owed -= fresh.keys()
        return bool(fresh) and fresh.keys() <= signer.purposes

    def recover(self, signer: Holder, said: Said) -> bool:
        self.recovery = said
        is_whole = 0 < len(_pairs(said)) == len(set(_pairs(said).values()))
        return is_whole and signer.purposes >= self.keys.keys()


DOES: Mapping[str, Callable[[_Replay, Holder, Said], bool]] = {
    "found": _Replay.found,
    "admit": _Replay.admit,
    "remove": _Replay.remove,
    "rotate": _Replay.rotate,
    "recovery": _Replay.recover,
}


def _must(holds: bool, why: str, entry: Signed) -> None:
    if not holds:
        raise Untrue(f"Entry {entry.seq} {why}.")


def _holder(said: Said) -> Holder:
    seals, signs = (bytes.fromhex(said[name]) for name in ("seals", "signs"))
    for raw in (seals, signs):
        public_key(raw)
    purposes = frozenset(str(each) for each in said["purposes"])
    return Holder(UUID(said["user"]), seals, signs, purposes, said["is_compared"] is True)


def _publics(said: Said) -> dict[str, tuple[int, bytes]]:
    given = {str(n): (int(k["epoch"]), bytes.fromhex(k["public"])) for n, k in said.items()}
    for _, raw in given.values():
        public_key(raw)
    return given
