"""The words by which a message is found: the same from a question as from the text it asks for.

ICU finds the words, also where no spaces are written; the commonest are left out; endings that
Nepali, Hindi and English glue to a word are taken off, on both sides alike. A text whose Burmese
may be Zawgyi or not is read both ways.
"""

import re
from typing import assert_never

from ilm.language.commonest import COMMONEST
from ilm.language.normalise import Encoding, clean, encoding, search_form, to_unicode
from ilm.language.words import words

DEVANAGARI = re.compile("[\u0900-\u097f]")
# postpositions that Nepali writes without a space, the longest first
SAID = "हरूलाई द्वारा भन्दा हरूले हरूको देखि सम्म हरु हरू लाई लाइ बाट सँग संग को का की ले मा"
GLUED = SAID.split()
SHORTEST = 2  # letters that must be left of a word


def words_of(text: str) -> frozenset[str]:
    """What `text` is found by, in every reading that it may have."""
    return frozenset().union(*(_words(reading) for reading in readings(text)))


def asked(text: str) -> list[frozenset[str]]:
    """What a question looks for: a text that holds all the words of one of these is found.

    Empty where the question holds none but the commonest words.
    """
    found = [_words(reading) for reading in readings(text)]
    return [each for each in dict.fromkeys(found) if each]


def readings(text: str) -> list[str]:
    cleaned = clean(text)
    match encoding(cleaned):
        case Encoding.UNICODE:
            return [cleaned]
        case Encoding.ZAWGYI:
            return [to_unicode(cleaned)]
        case Encoding.UNSURE:
            return [cleaned, to_unicode(cleaned)]
        case unreached:
            assert_never(unreached)


def _words(text: str) -> frozenset[str]:
    return frozenset(
        stem for word in words(search_form(text)) if word not in LEFT_OUT
        and (stem := stemmed(word)) not in LEFT_OUT
    )  # fmt: skip


def stemmed(word: str) -> str:
    """Without the endings that its language glues to it: `एजेन्टलाई` → `एजेन्ट`, `papers` → `paper`."""
    if word.isascii():
        return _english(word)
    if not DEVANAGARI.search(word):
        return word
    for ending in GLUED:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return stemmed(word.removesuffix(ending))
    return word


def _english(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


LEFT_OUT = frozenset(search_form(word) for listed in COMMONEST.values() for word in listed)
