"""A signed, dated word in each form: what a session would be for, without a cookie.

A word may ask for work (`bits`, see `bursts`) and may have to be waited with (`wait`, seconds).
"""

from dataclasses import dataclass
from secrets import token_urlsafe
from uuid import UUID

from django.core.signing import BadSignature, Signer

from ilm.kit import clock

HOURS = 48
_SIGNER = Signer(salt="worker form")
_OF_CALLS = Signer(salt="worker call")


@dataclass(frozen=True)
class Token:
    """What a word of ours says. `part`: random, the same for each press of one form's button."""

    part: str
    bits: int
    wait: int
    age: float

    @property
    def has_waited(self) -> bool:
        return 0 < self.wait <= self.age


def new_token(*, bits: int = 0, wait: int = 0) -> str:
    """A fresh one: random part, what it asks, time, signature."""
    now = int(clock.now().timestamp())
    return _SIGNER.sign(f"{token_urlsafe(9)}~{bits}~{wait}~{now}")


def read(token: str) -> Token | None:
    """What it says; None if old or not ours."""
    try:
        part, bits, wait, at = _SIGNER.unsign(token).split("~")
    except (BadSignature, ValueError):  # not ours, or of a page from before an upgrade
        return None
    age = clock.now().timestamp() - int(at)
    return Token(part, int(bits), int(wait), age) if age <= HOURS * 3600 else None


def of_call(line: UUID, name: str) -> str:
    """Our word for a call that began on her page."""
    return _OF_CALLS.sign(f"{line}~{name}")


def call_in(word: str) -> tuple[str, str] | None:
    """(line, name) of the call that a word of ours is for; None if it is not ours."""
    try:
        line, _, name = _OF_CALLS.unsign(word).partition("~")
    except BadSignature:
        return None
    return line, name
