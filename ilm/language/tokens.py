"""What search compares: words in their common form, without those that say nothing."""

from ilm.language.commonest import COMMONEST
from ilm.language.normalise import search_form
from ilm.language.words import words

NOTHING = frozenset[str]()
EVERY_STOP = frozenset(search_form(word) for listed in COMMONEST.values() for word in listed)


def tokens(text: str, *, language: str | None = None) -> list[str]:
    """Search words of `text`, in order, with repeats. `language` None: stop words of all leave."""
    stop = COMMONEST.get(language, NOTHING) if language else EVERY_STOP
    return [word for word in words(search_form(text)) if word not in stop]
