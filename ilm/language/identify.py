"""Which language is it? A hint only: the one she chose wins; no answer is chosen by guess."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from ilm.language.marks import KIN, could_be, hits_of

ALONE: Mapping[str, str] = {  # scripts that one of our languages writes
    "Mymr": "my",
    "Khmr": "km",
    "Thai": "th",
    "Laoo": "lo",
    "Beng": "bn",
    "Taml": "ta",
    "Sinh": "si",
    "Hani": "zh",
    "Arab": "ur",
}
AMONG: Mapping[str, tuple[str, ...]] = {  # scripts that several write
    "Deva": ("ne", "hi"),
    "Latn": ("en", "vi", "id", "ms", "tl"),
}
RANGES: Mapping[str, re.Pattern[str]] = {
    "Mymr": re.compile("[\u1000-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff]"),
    "Khmr": re.compile("[\u1780-\u17ff]"),
    "Thai": re.compile("[\u0e00-\u0e7f]"),
    "Laoo": re.compile("[\u0e80-\u0eff]"),
    "Beng": re.compile("[\u0980-\u09ff]"),
    "Taml": re.compile("[\u0b80-\u0bff]"),
    "Sinh": re.compile("[\u0d80-\u0dff]"),
    "Hani": re.compile("[\u3400-\u9fff]"),
    "Arab": re.compile("[\u0600-\u06ff\u0750-\u077f]"),
    "Deva": re.compile("[\u0900-\u097f]"),
    "Latn": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
MINORITY = re.compile("[\u1022\u1028\u1033-\u1035\u105a-\u109f\uaa60-\uaa7f]")  # Shan, Mon, Karen
MARKED = 0.95
FLOOR = 0.52  # below it we do not know, unless a small word of that language alone agrees
ENOUGH = 8  # Latin letters; fewer say nothing
BORROWED = 0.2  # what a Latin letter weighs beside another script, where it may be a name
CLOSE = frozenset(KIN)  # their country tells them apart, not their words


class Guess(NamedTuple):
    """`language`: our code, None for unknown. `confidence`: 0 to 1."""

    language: str | None
    confidence: float


UNKNOWN = Guess(None, 0.0)


@cache
def _identifier(languages: tuple[str, ...]) -> Any:
    """The model, held to these languages. The first use takes about a second and 130 MB."""
    from py3langid.langid import _load_identifier

    return _load_identifier(norm_probs=True, langs=list(languages))


def scripts(text: str) -> Counter[str]:
    """How many letters of each script."""
    there = "".join(set(text))
    return Counter(
        {
            script: len(letters.findall(text))
            for script, letters in RANGES.items()
            if letters.search(there)
        }
    )


def identify(text: str, *, hint: str | None = None) -> Guess:
    """Script first, then words. `hint`: our code; decides only between those it could be.

    Letters of the commonest other script outweigh Latin ones, which may be names and borrowed
    words; but where small words show a Latin sentence, each letter counts alike.
    """
    found = scripts(text)
    if not found:
        return UNKNOWN
    latin = found.pop("Latn", 0)
    if not found:
        return _by_words(text, "Latn", latin, hint)
    script, count = found.most_common(1)[0]
    is_sentence = len(could_be(text, AMONG["Latn"])) < len(AMONG["Latn"])
    against = latin * (1 if is_sentence else BORROWED)
    if against > count:
        return _shared(_by_words(text, "Latn", latin, hint), latin / (latin + found.total()))
    return _shared(_of_script(text, script, count, hint), count / (found.total() + against))


def _of_script(text: str, script: str, count: int, hint: str | None) -> Guess:
    if script == "Mymr":
        return _burmese(text, hint)
    return Guess(ALONE[script], 1.0) if script in ALONE else _by_words(text, script, count, hint)


def _shared(guess: Guess, share: float) -> Guess:
    """No surer than the share of the letters on which it stands."""
    return Guess(guess.language, round(guess.confidence * share, 3))


def _burmese(text: str, hint: str | None) -> Guess:
    """Shan, Mon and Karen share the letters: only a person can tell which, so ask."""
    if MINORITY.search(text):
        return Guess(hint, 1.0) if hint in {"shn", "mnw", "ksw"} else UNKNOWN
    return Guess("my", 1.0)


def _by_words(text: str, script: str, count: int, hint: str | None) -> Guess:
    left = could_be(text, AMONG[script])
    if len(left) == 1:
        return Guess(hint if {left[0], hint} == CLOSE else left[0], MARKED)
    if script == "Latn" and count < ENOUGH:
        return UNKNOWN
    if hint in left and {*left} == CLOSE:
        return Guess(hint, FLOOR)
    language, confidence = _identifier(left).classify(text)
    if {language, hint} == CLOSE:
        language = hint
    if confidence < FLOOR and not hits_of(text, language, among=AMONG[script]):
        return Guess(None, round(confidence, 3))
    return Guess(language, round(confidence, 3))
