"""Bursts: queue, never refuse (security.md 4.3). How much came from her network within this hour.

Few: straight in. More: her phone works for the form's token, or she waits before the form, where
nothing runs scripts. Many: taken all the same and marked, for a queue of its own at the desk.
"""

import hashlib
from dataclasses import dataclass

from django.http import HttpRequest

from ilm.faces.labels import secret, this_hour
from ilm.faces.worker.tokens import Token
from ilm.wall.entering import ask

REPORT, LOOKUP, CALL, WAITED = "report", "lookup", "call", "waited"
FREE = {REPORT: 20, LOOKUP: 60, CALL: 20}  # an hour and network, without anything asked
MANY, ALL = 500, 5000  # from here on marked: from one network, and from everywhere
SPREAD = 20  # each step lies so far later, at most, where nobody knows
LEAST, MOST = 12, 20  # leading zero bits
SHORT, LONG = 10, 60  # seconds
FRESH = 300  # seconds for which we stand by what we asked, though it has grown since
LARGEST = 2**32  # a nonce is 4 bytes


@dataclass(frozen=True)
class Heat:
    """How warm a network is: what came from it, and from everywhere, before this. At each of
    `steps` more is asked; the last begins a burst."""

    of_label: int
    of_all: int
    steps: tuple[int, ...]

    @property
    def level(self) -> int:
        return sum(self.of_label >= step for step in self.steps)

    @property
    def is_hot(self) -> bool:
        return self.level > 0

    @property
    def bits(self) -> int:
        """The work that it takes now; 0 for none."""
        return self._between(LEAST, MOST) if self.is_hot else 0

    @property
    def wait(self) -> int:
        """The seconds that it takes now, where there are no scripts; 0 for none."""
        return self._between(SHORT, LONG) if self.is_hot else 0

    @property
    def is_burst(self) -> bool:
        return self.level == len(self.steps) or self.of_all >= ALL

    def _between(self, least: int, most: int) -> int:
        return least + (most - least) * (self.level - 1) // (len(self.steps) - 1)


def steps(kind: str, label: bytes) -> tuple[int, ...]:
    """Where more is asked of this network, later by a little that changes with it and the hour: who
    sends nineteen himself and waits does not see the next one's report in what is asked of him."""
    free, times = FREE[kind], MOST - LEAST
    hidden = secret(kind.encode() + label)
    return tuple(free + (MANY - free) * n // times + hidden[n] % SPREAD for n in range(times + 1))


def felt(request: HttpRequest, kind: str) -> Heat:
    """The heat of her network, nothing counted."""
    return _heat(kind, _label(request), comes=False)


def counted(request: HttpRequest, kind: str) -> Heat:
    """The same, and this one counts from now on."""
    return _heat(kind, _label(request), comes=True)


def has_worked(token: Token, text: str, subject: str, nonce: object, *, needs: int) -> bool:
    """Whether enough was done for `subject` under this token, whose signed words are `text`."""
    if not needs:
        return True
    is_asked = token.bits >= LEAST and token.age <= FRESH
    return (is_asked or token.bits >= needs) and solves(text, subject, nonce, token.bits)


def solves(token: str, subject: str, nonce: object, bits: int) -> bool:
    """SHA-256(SHA-256(token ":" subject) ‖ nonce as 4 bytes) begins with that many zero bits."""
    if type(nonce) is not int or not 0 <= nonce < LARGEST:
        return False
    start = hashlib.sha256(f"{token}:{subject}".encode()).digest()
    found = hashlib.sha256(start + nonce.to_bytes(4)).digest()
    return int.from_bytes(found) >> (256 - bits) == 0


def is_first(token: Token) -> bool:
    """Whether a word that was waited with is used for the first time: one wait, one report."""
    mark = hashlib.sha256(token.part.encode()).digest()[:8]
    return _count(WAITED, mark, comes=True)[0] == 0


def _label(request: HttpRequest) -> bytes:
    return bytes(request.label)  # type: ignore[attr-defined]  # of `ilm.faces.forgetting`


def _heat(kind: str, label: bytes, *, comes: bool) -> Heat:
    return Heat(*_count(kind, label, comes=comes), steps(kind, label))


def _count(kind: str, label: bytes, *, comes: bool) -> tuple[int, int]:
    sql = "select * from wall.heat(%s, %s, %s, %s)"
    [(of_label, of_all)] = ask(sql, [kind, label, this_hour(), comes])
    return of_label, of_all
