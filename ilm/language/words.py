"""Words, also where no spaces are written: ICU's dictionaries for Burmese, Khmer, Lao, Thai."""

import threading
from typing import Any

_mine = threading.local()  # a break iterator has a state: one for each thread


def _breaks() -> Any:
    if not hasattr(_mine, "breaks"):
        import icu

        _mine.breaks = icu.BreakIterator.createWordInstance(icu.Locale.getRoot())
    return _mine.breaks


def _as_icu(text: str) -> Any:
    """ICU counts UTF-16 units: with letters above U+FFFF, a Python string would be cut wrongly."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    import icu

    return icu.UnicodeString(text)


def words(text: str) -> list[str]:
    """The words of `text` in their order, without spaces, signs and emoji."""
    if not text:
        return []
    breaks, whole = _breaks(), _as_icu(text)
    breaks.setText(whole)
    found, start = [], 0
    for end in breaks:
        word = str(whole[start:end])
        start = end
        if any(letter.isalnum() for letter in word):
            found.append(word)
    return found
