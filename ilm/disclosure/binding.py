"""What her yes is bound to: both texts as they were sealed. Pure."""

from ilm.disclosure.models import Disclosure
from ilm.kit.errors import Refused


def binding(row: Disclosure) -> str:
    """64 hex digits of words, translation and their languages: sealed anew is another."""
    return row.mark


def is_as_shown(row: Disclosure, *, seen: str = "") -> bool:
    """Whether these are the words she was shown; `seen`: the binding of what her page showed."""
    return bool(row.mark) and row.shown_words == row.mark and seen in ("", row.shown_words)


def must_be_as_read(row: Disclosure, seen: str) -> None:
    """Refused when these are not the words whose binding `seen` is: somebody changed them since."""
    if seen != binding(row):
        raise Refused("These words have changed since you opened them. Read them again first.")


def must_be_as_shown(row: Disclosure) -> None:
    """Refused when either text is not the one she was shown."""
    if not is_as_shown(row):
        raise Refused("These are not the words she was shown. Her yes does not count for them.")
