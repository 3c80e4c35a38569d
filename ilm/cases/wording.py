"""Staff's own words must not lead to a person: no phone number, no e-mail address, no name."""

import re
from collections.abc import Iterable

from phonenumbers import Leniency, PhoneNumberMatcher

from ilm.kit.errors import Refused
from ilm.language.tokens import tokens

EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}")
LONG_NUMBER = re.compile(r"\d(?:[ .()-]?\d){8,}")
SHORT_NAME = 3  # words: what she wrote is a name, and each word of it counts


def must_name_nobody(text: str, *, country: str) -> None:
    """Refused when `text` holds a phone number as dialled in `country` (alpha-2), or an e-mail."""
    if EMAIL.search(text):
        raise Refused("Take the e-mail address out: this text is read without opening the vault.")
    if LONG_NUMBER.search(text) or _has_phone_number(text, country):
        raise Refused("Take the phone number out: this text is read without opening the vault.")


def must_not_name(text: str, names: Iterable[str]) -> None:
    """Refused when `text` holds what somebody is called: `names` as they said it themselves.

    Each word of a short name counts; of a longer text, any two of its words in a row.
    """
    said = tokens(text)
    for name in names:
        words = [word for word in tokens(name) if not word.isdecimal()]
        size = 1 if len(words) <= SHORT_NAME else 2
        if _runs(words, size) & _runs(said, size):
            raise Refused("Take her name out: this text is read without opening the vault.")


def _runs(words: list[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


def _has_phone_number(text: str, country: str) -> bool:
    matches = PhoneNumberMatcher(text, country, leniency=Leniency.VALID)
    return next(iter(matches), None) is not None
