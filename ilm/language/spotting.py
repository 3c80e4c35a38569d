"""Whether a text holds one of many listed words or phrases: where it was typed, no word is added.

Latin words must stand alone. Indic and Arabic ones may go on, since endings are glued to them.
Where no spaces are written a phrase may begin anywhere, but ends with a syllable. Of Burmese that
may be Zawgyi both readings are looked at.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ilm.language.finding import readings
from ilm.language.identify import scripts
from ilm.language.languages import LANGUAGES
from ilm.language.normalise import search_form

Lists = Mapping[str, Mapping[str, Sequence[str]]]  # language → kind → words and phrases
# letters and marks before which, or after which, a word is not over
INDIC = "\u0900-\u097f\u0980-\u09ff\u0b80-\u0bff\u0d80-\u0dff\u0600-\u06ff"
BEGINS = {"Latn": r"(?<!\w)", "Hani": "", "Mymr": "", "Khmr": "", "Thai": "", "Laoo": ""}
ENDS = {
    "Latn": r"(?!\w)",
    "Thai": "(?![\u0e31\u0e33-\u0e3a\u0e47-\u0e4e])",
    "Laoo": "(?![\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ecd])",
    "Khmr": "(?![\u17b6-\u17d3])",
    "Mymr": "(?![\u102b-\u103e]|[\u1000-\u1021]\u103a|[\u1000-\u1021]\u1039)",
}
NEAR = {"id": "ms", "ms": "id"}  # often mistaken for each other
EVERYWHERE = "en"  # its words are borrowed in all others
LOOKED_AT = 20_000  # letters


class Hit(NamedTuple):
    """`kind`: of the lists; `word`: as it stands in the text's search form."""

    kind: str
    word: str


class Spotter:
    """Looks for the words of `lists`. Made once; the patterns are built at first use."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._kinds: dict[str, dict[str, str]] = {}

    def spot(self, text: str, *, language: str | None = None) -> list[Hit]:
        """Each kind once, with the first word that told of it, in the order of the text.

        `language`: of the text; unknown, all lists of its scripts are looked through.
        """
        found: dict[str, Hit] = {}
        for reading in readings(text[:LOOKED_AT]):
            form = " ".join(search_form(reading).split())
            for code in self._codes(reading, language):
                for hit in self._in(form, code):
                    found.setdefault(hit.kind, hit)
        return list(found.values())

    def _codes(self, text: str, language: str | None) -> list[str]:
        there = scripts(text)
        written = [code for code in self._lists if LANGUAGES[code].script in there]
        if language in written:
            apart = LANGUAGES[language].script
            near = NEAR.get(language)
            keep = {language, near, EVERYWHERE}
            return [c for c in written if c in keep or LANGUAGES[c].script not in (apart, "Latn")]
        return written

    def _in(self, form: str, code: str) -> Iterator[Hit]:
        if code not in self._patterns:
            self._build(code)
        kinds = self._kinds[code]
        for match in self._patterns[code].finditer(form):
            yield Hit(kinds[match[0]], match[0])

    def _build(self, code: str) -> None:
        kinds = {
            " ".join(search_form(word).split()): kind
            for kind, words in self._lists[code].items()
            for word in words
        }
        script = LANGUAGES[code].script
        longest_first = sorted(kinds, key=len, reverse=True)
        listed = "|".join(map(re.escape, longest_first))
        begins, ends = BEGINS.get(script, rf"(?<![\w{INDIC}])"), ENDS.get(script, "")
        self._kinds[code] = kinds
        self._patterns[code] = re.compile(f"{begins}(?:{listed}){ends}")
