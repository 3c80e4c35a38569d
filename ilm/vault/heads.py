"""Signed heads: where an organisation's ledger stood on a day, each bound to the one before it.

Lines of a file outside the database. Whoever can write to the database cannot sign one; whoever
kept a copy can tell that one was taken away. Needs no database: an outsider reads them as we do.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ilm.ledger.verifying import Head
from ilm.vault.keys import sign, verify
from ilm.vault.sealing import Denied, bind

DAILY, RESTORED = "daily", "restored"


@dataclass(frozen=True)
class Vouched:
    """One line. `restored`: a back-up was put back, and what had stood after `seq` is lost."""

    org: UUID
    on: date
    kind: str
    seq: int
    hash: bytes
    before: str
    signature: bytes

    @property
    def head(self) -> Head:
        return Head(self.seq, self.hash)

    @property
    def line(self) -> str:
        told = {
            "organisation": str(self.org), "on": self.on.isoformat(), "kind": self.kind,
            "seq": self.seq, "hash": self.hash.hex(), "before": self.before,
            "signature": self.signature.hex(),
        }  # fmt: skip
        return json.dumps(told)


class NotWhole(Exception):
    """The lines are not what was signed. The message is a sentence."""


def vouch(
    head: Head, *, org: UUID, on: date, before: Sequence[Vouched], by: bytes, kind: str = DAILY
) -> Vouched:
    """The next line after those `before`, signed with the private key `by`."""
    last = digest(before[-1]) if before else ""
    context = _bound(org, on, kind, head, last)
    return Vouched(org, on, kind, head.seq, head.hash, last, sign(by, context))


def read(lines: Iterable[str], *, org: UUID, public: bytes) -> list[Vouched]:
    """The heads in these lines. NotWhole where one is not signed by that key for that organisation,
    or does not follow from the line before."""
    found: list[Vouched] = []
    for number, line in enumerate(lines, 1):
        each = _parsed(line, number)
        if each.org != org:
            raise NotWhole(f"Head {number} is another organisation's.")
        if each.before != (digest(found[-1]) if found else ""):
            raise NotWhole(f"Head {number} does not follow from the one before.")
        try:
            verify(public, each.signature, _bound(org, each.on, each.kind, each.head, each.before))
        except Denied:
            raise NotWhole(f"Head {number} is not signed by this key.") from None
        found.append(each)
    return found


def standing(heads: Sequence[Vouched]) -> list[Head]:
    """What the chain must hold still: all but what was lost when a back-up was put back."""
    kept: list[Head] = []
    for each in heads:
        if each.kind == RESTORED:
            kept = [head for head in kept if head.seq <= each.seq]
        kept.append(each.head)
    return kept


def losses(heads: Sequence[Vouched]) -> list[str]:
    """One sentence for each time that a back-up was put back."""
    found, furthest = [], 0
    for each in heads:
        if each.kind == RESTORED:
            found.append(
                f"A back-up was put back on {each.on}: what stood after {each.seq},"
                f" as far as {max(furthest, each.seq)} was witnessed, is lost."
            )
            furthest = 0
        furthest = max(furthest, each.seq)
    return found


def digest(each: Vouched) -> str:
    """What the next line names."""
    return hashlib.sha256(each.line.encode()).hexdigest()


def _parsed(line: str, number: int) -> Vouched:
    try:
        told = json.loads(line)
        return Vouched(
            UUID(told["organisation"]), date.fromisoformat(told["on"]), str(told["kind"]),
            int(told["seq"]), bytes.fromhex(told["hash"]), str(told["before"]),
            bytes.fromhex(told["signature"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotWhole(f"Head {number} cannot be read.") from None


def _bound(org: UUID, on: date, kind: str, head: Head, before: str) -> bytes:
    return bind("head", str(org), on.isoformat(), kind, head.seq, head.hash, before)
