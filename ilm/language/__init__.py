"""What a text is before anybody reads it: clean, in Unicode, in a language. One entry: `read`."""

from dataclasses import dataclass, field

from ilm.language.identify import UNKNOWN, Guess, identify
from ilm.language.languages import LANGUAGES, Language, code
from ilm.language.normalise import Encoding, clean, display, encoding, storable

__all__ = ["LANGUAGES", "Encoding", "Guess", "Language", "Read", "code", "read"]


@dataclass(frozen=True)
class Read:
    """A text made ready. `raw_kept`: as it came, where that differs from `display`, else None."""

    display: str = field(repr=False)
    raw_kept: str | None = field(repr=False)
    encoding: Encoding
    language: str | None
    confidence: float = 0.0


def read(text: str, *, hint: str | None = None, before: Encoding | str | None = None) -> Read:
    """Clean, Zawgyi to Unicode, NFC, and a guess at the language.

    `hint`: a language tag from the channel or the contact (`my-MM`); `before`: how this contact's
    last text was coded. Never raises for any text.
    """
    cleaned = clean(text)
    how = encoding(cleaned, before=Encoding(before) if before else None)
    shown = display(cleaned, how)
    guess = identify(shown, hint=code(hint)) if shown.strip() else UNKNOWN
    kept = None if shown == text else storable(text)
    return Read(shown, kept, how, guess.language, guess.confidence)
