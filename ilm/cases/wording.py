"""Staff's own words must not lead to a person: no phone number, no e-mail address."""

import re

from phonenumbers import Leniency, PhoneNumberMatcher

from ilm.kit.errors import Refused

EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}")
LONG_NUMBER = re.compile(r"\d(?:[ .()-]?\d){8,}")


def must_name_nobody(text: str, *, country: str) -> None:
    """Refused when `text` holds a phone number as dialled in `country` (alpha-2), or an e-mail."""
    if EMAIL.search(text):
        raise Refused("Take the e-mail address out: this text is read without opening the vault.")
    if LONG_NUMBER.search(text) or _has_phone_number(text, country):
        raise Refused("Take the phone number out: this text is read without opening the vault.")


def _has_phone_number(text: str, country: str) -> bool:
    matches = PhoneNumberMatcher(text, country, leniency=Leniency.VALID)
    return next(iter(matches), None) is not None
