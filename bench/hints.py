"""Words of danger on the sentences of `bench/language`: how many are pointed out, how many falsely.

The sentences say the same in each language, line by line, so one table tells what each should give.
"""

from collections.abc import Mapping, Sequence

EXPECTED: Mapping[int, frozenset[str]] = {  # line, from 1, of each file of sentences
    1: frozenset({"passport"}),
    2: frozenset({"confinement"}),
    3: frozenset({"injury"}),
    8: frozenset({"violence"}),
    9: frozenset({"at_sea"}),
    14: frozenset({"child"}),
    18: frozenset({"fire", "injury"}),
    21: frozenset({"fire"}),
    23: frozenset({"sexual"}),
}
FRESH: Mapping[int, frozenset[str]] = {
    2: frozenset({"sexual"}),
    8: frozenset({"injury"}),
    9: frozenset({"injury"}),
}
NONE = frozenset[str]()
Labelled = Sequence[tuple[str, str]]


def pointed_out(rows: Labelled, expected: Mapping[int, frozenset[str]]) -> dict[str, float]:
    """`found`: of the dangers that stand there; `false`: of the sentences without any."""
    from ilm.catalog.danger import danger_words
    from ilm.language.spotting import Spotter

    spotter = Spotter(danger_words())
    wanted = found = calm = false = 0
    for language, line, text in _numbered(rows):
        there = expected.get(line, NONE)
        told = {hit.kind for hit in spotter.spot(text, language=language)}
        wanted, found = wanted + len(there), found + len(there & told)
        calm, false = calm + (not there), false + (not there and bool(told))
    return {"dangers": wanted, "found": found / wanted, "calm": calm, "false": false / calm}


def missed(rows: Labelled, expected: Mapping[int, frozenset[str]]) -> list[str]:
    """Which were not pointed out: `th 9 injury`."""
    from ilm.catalog.danger import danger_words
    from ilm.language.spotting import Spotter

    spotter = Spotter(danger_words())
    return [
        f"{language} {line} {danger}"
        for language, line, text in _numbered(rows)
        for danger in sorted(expected.get(line, NONE))
        if danger not in {hit.kind for hit in spotter.spot(text, language=language)}
    ]


def _numbered(rows: Labelled) -> list[tuple[str, int, str]]:
    numbered, last, line = [], "", 0
    for language, text in rows:
        line = line + 1 if language == last else 1
        numbered.append((language, line, text))
        last = language
    return numbered
