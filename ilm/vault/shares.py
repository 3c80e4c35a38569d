"""A recovery share on paper: its number, 256 bits in letters and digits, and a check."""

import hashlib
import os
from typing import NamedTuple

from ilm.kit.errors import Refused
from ilm.vault.sealing import bind

NUMBERS = (1, 2, 3)
SIZE = 32  # bytes
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LIKE = str.maketrans("OIL", "011")
CHECK = 4  # letters
LENGTH = 1 + 52 + CHECK


class Share(NamedTuple):
    number: int
    secret: bytes


def issue() -> tuple[Share, ...]:
    """Three new shares."""
    return tuple(Share(number, os.urandom(SIZE)) for number in NUMBERS)


def printed(share: Share) -> str:
    """Number, then groups of four: `1 7K2Q …`."""
    letters = _letters(int.from_bytes(share.secret, "big") << 4, 52) + _check(share)
    groups = [letters[at : at + 4] for at in range(0, len(letters), 4)]
    return " ".join([str(share.number), *groups])


def typed(text: str) -> Share:
    """A share as somebody typed it. Refused with a word on what is wrong."""
    letters = "".join(c for c in text.upper() if c.isalnum()).translate(LIKE)
    if len(letters) != LENGTH:
        raise Refused(f"A share has {LENGTH} letters and digits; this has {len(letters)}.")
    if letters[0] not in "123" or set(letters) - set(LETTERS):
        raise Refused("A letter of this share is none that shares have. Compare it with the paper.")
    bits = 0
    for letter in letters[1 : 1 + 52]:
        bits = bits << 5 | LETTERS.index(letter)
    share = Share(int(letters[0]), (bits >> 4).to_bytes(SIZE, "big"))
    if bits & 15 or letters[-CHECK:] != _check(share):
        raise Refused("A letter of this share is wrong. Compare it with the paper.")
    return share


def _check(share: Share) -> str:
    digest = hashlib.sha256(bind("recovery/share", share.number, share.secret)).digest()
    return _letters(int.from_bytes(digest[:3], "big") >> 4, CHECK)


def _letters(bits: int, count: int) -> str:
    return "".join(LETTERS[bits >> 5 * place & 31] for place in reversed(range(count)))
