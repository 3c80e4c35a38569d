"""Which language is it? A hint only: the one she chose wins; no answer is chosen by guess."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from ilm.language.marks import marked

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
FLOOR = 0.6  # below it we say that we do not know
ENOUGH = 8  # Latin letters; fewer say nothing
CLOSE = frozenset({"ms", "id"})  # their country tells them apart, not their words


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
    """Script first, then words. `hint`: our code; decides only between those it could be."""
    found = scripts(text)
    if not found:
        return UNKNOWN
    foreign = {script: count for script, count in found.items() if script != "Latn"}
    script, count = Counter(foreign or found).most_common(1)[0]
    share = count / sum(foreign.values()) if foreign else 1.0
    if script == "Mymr":
        return _burmese(text, share, hint)
    if script in ALONE:
        return Guess(ALONE[script], round(share, 3))
    return _by_words(text, script, count, hint)


def _burmese(text: str, share: float, hint: str | None) -> Guess:
    """Shan, Mon and Karen share the letters: only a person can tell which, so ask."""
    if MINORITY.search(text):
        return Guess(hint, share) if hint in {"shn", "mnw", "ksw"} else UNKNOWN
    return Guess("my", round(share, 3))


def _by_words(text: str, script: str, count: int, hint: str | None) -> Guess:
    if script == "Latn" and count < ENOUGH:
        return UNKNOWN
    if at_once := marked(text, AMONG[script]):
        return Guess(at_once, MARKED)
    language, confidence = _identifier(AMONG[script]).classify(text)
    if {language, hint} == CLOSE:
        language = hint
    if confidence < FLOOR:
        return Guess(None, round(confidence, 3))
    return Guess(language, round(confidence, 3))
