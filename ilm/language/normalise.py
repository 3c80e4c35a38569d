"""Makes text clean without changing what it says. Order and thresholds: channels paper, part 5.

raw -> control characters out -> Zawgyi to Unicode -> NFC: what people read. Then, for search only:
NFKC, casefold, zero-width out, digits to ASCII.
"""

import re
import unicodedata
import warnings
from enum import StrEnum
from functools import cache
from typing import Any

MYANMAR = re.compile("[\u1000-\u109f\uaa60-\uaa7f]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # tab and newline stay
HALF = re.compile("[\ud800-\udfff]")
ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060\ufeff]")
# Thai and Lao: ring, tone and long a in either order are tone and am, as ICU's dictionary writes it
RING_TONE_A = re.compile("([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb])(?=[\u0e32\u0eb2])")
TONE_RING = re.compile("([\u0ec8-\u0ecb])(\u0ecd)(?!\u0eb2)")  # Lao without long a: ring, then tone
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SURE, SURELY_NOT = 0.95, 0.05
LOOKED_AT = 600  # letters; more tell nothing more
# words with a stacked nga: greeting, ship, Tuesday, shirt, English, April's feast, Monday, Sunday
STACKED = "မင်္ဂလာ သင်္ဘော အင်္ဂါ အင်္ကျီ အင်္ဂလိပ် သင်္ကြန် တနင်္လာ တနင်္ဂနွေ"
NGA = re.compile("|".join(STACKED.split()))
HALF_SURE = 0.5


class Encoding(StrEnum):
    """How Burmese letters are coded. UNSURE is shown as it came, with a button to read it anew."""

    UNICODE = "unicode"
    ZAWGYI = "zawgyi"
    UNSURE = "unsure"


@cache
def _detector() -> Any:
    with warnings.catch_warnings():  # the library opens its model in a way that Python retires
        warnings.simplefilter("ignore", DeprecationWarning)
        from myanmartools import ZawgyiDetector

        class Remembering(ZawgyiDetector):  # type: ignore[misc]  # it looks each letter up anew
            __slots__ = ()
            _state = cache(ZawgyiDetector._state)

        return Remembering()


@cache
def _turning(name: str) -> Any:
    import icu

    return icu.Transliterator.createInstance(name)


def clean(text: str) -> str:
    """Without control characters (tab and newline stay); half surrogates become U+FFFD."""
    one_newline = text.replace("\r\n", "\n").replace("\r", "\n")
    return storable(CONTROL.sub("", one_newline))


def storable(text: str) -> str:
    """As it came, but that half surrogates, which UTF-8 cannot write, become U+FFFD."""
    return HALF.sub("\ufffd", text)


def encoding(text: str, *, before: Encoding | None = None) -> Encoding:
    """How `text` is coded. `before`: what this contact wrote last, which decides when we cannot."""
    if not MYANMAR.search(text):
        return Encoding.UNICODE
    probability = _detector().get_zawgyi_probability(text[:LOOKED_AT])
    if probability >= SURE:
        return Encoding.ZAWGYI
    if probability <= SURELY_NOT:
        return Encoding.UNICODE
    if probability >= HALF_SURE and NGA.search(to_unicode(text)) and not NGA.search(text):
        return Encoding.ZAWGYI  # the commonest greeting is too short for the detector
    return before or Encoding.UNSURE


def to_unicode(text: str) -> str:
    """Zawgyi as Unicode. Ruins text that is Unicode already: ask `encoding` first."""
    return str(_turning("Zawgyi-my").transliterate(text))


def to_zawgyi(text: str) -> str:
    """Unicode as Zawgyi, for a phone that shows nothing else. Never for files or pages."""
    return str(_turning("my-Zawgyi").transliterate(text))


def display(text: str, how: Encoding) -> str:
    """Clean text as people read it: Unicode, NFC; digits and joiners as she wrote them."""
    return unicodedata.normalize("NFC", to_unicode(text) if how is Encoding.ZAWGYI else text)


def search_form(text: str) -> str:
    """What two spellings of one word have in common. For search only, never shown."""
    folded = ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", text).casefold())
    return ascii_digits(BIDI.sub("", _with_am(folded)))


def _with_am(text: str) -> str:
    """NFKC takes Thai and Lao `am` apart; the dictionary that finds words knows it whole."""
    text = TONE_RING.sub(r"\2\1", RING_TONE_A.sub(r"\2\1", text))
    return text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")


def ascii_digits(text: str) -> str:
    """Every script's digits as 0-9: a menu answer of `၁` is 1."""
    if text.isascii():
        return text
    return "".join(_digit(c) for c in text)


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def name(text: str) -> str:
    """A name or file name without what could hide its letters: one line, no direction marks."""
    return unicodedata.normalize("NFC", BIDI.sub("", " ".join(clean(text).split())))
