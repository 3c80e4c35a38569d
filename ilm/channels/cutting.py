"""Cuts a long text where a reader would: between words, and never inside a letter."""

from functools import cache
from typing import Any


@cache
def _icu() -> Any:
    import icu

    return icu


def units(text: str) -> int:
    """Length in UTF-16 units: what the providers' limits count at most."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` UTF-16 units that joined give `text` again; none for a blank text.

    Prefers a line break (after a space; between Burmese, Khmer, Thai words by dictionary), else a
    grapheme border. A single grapheme longer than `limit` is cut between code points.
    """
    if not text.strip():
        return []
    if units(text) <= limit:
        return [text]
    whole = _icu().UnicodeString(text)
    end, start, pieces = len(whole), 0, []
    while end - start > limit:
        here = _border(whole, start, limit)
        pieces.append(str(whole[start:here]))
        start = here
    pieces.append(str(whole[start:end]))
    return [piece for piece in pieces if piece.strip()]


def _border(whole: Any, start: int, limit: int) -> int:
    """The last good place to cut after `start`; offsets in UTF-16 units, as ICU counts."""
    root = _icu().Locale.getRoot()
    for make in ("createLineInstance", "createCharacterInstance"):
        borders = getattr(_icu().BreakIterator, make)(root)
        borders.setText(whole)
        found = int(borders.preceding(start + limit + 1))
        if found > start:
            return found
    here = start + limit
    return here - 1 if 0xDC00 <= ord(str(whole[here : here + 1]) or "x") <= 0xDFFF else here
