"""Words that may mean danger, by language: a hint to whoever sorts the inbox, never a decision.

The lists lie in `data/danger/`, one file a language, for its speakers to mend. They are drafts of
this project until `REVIEWED` names the language. Levels are the urgencies of like issue types.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from ilm.catalog.urgency import Urgency


class Danger(StrEnum):
    """What the words may tell of."""

    SUICIDE = "suicide"
    KILLING = "killing"
    FIRE = "fire"
    SINKING = "sinking"
    INJURY = "injury"
    VIOLENCE = "violence"
    SEXUAL = "sexual"
    CONFINEMENT = "confinement"
    CHILD = "child"
    HUNGER = "hunger"
    PASSPORT = "passport"
    AT_SEA = "at_sea"


LEVELS: Final[Mapping[Danger, Urgency]] = MappingProxyType(
    {
        Danger.SUICIDE: Urgency.LIFE_THREAT,
        Danger.KILLING: Urgency.LIFE_THREAT,
        Danger.FIRE: Urgency.LIFE_THREAT,
        Danger.SINKING: Urgency.LIFE_THREAT,
        Danger.INJURY: Urgency.URGENT,
        Danger.VIOLENCE: Urgency.URGENT,
        Danger.SEXUAL: Urgency.URGENT,
        Danger.CONFINEMENT: Urgency.URGENT,
        Danger.CHILD: Urgency.URGENT,
        Danger.HUNGER: Urgency.URGENT,
        Danger.PASSPORT: Urgency.HIGH,
        Danger.AT_SEA: Urgency.HIGH,
    }
)
LABELS: Final[Mapping[Danger, str]] = MappingProxyType(
    {
        Danger.SUICIDE: "Suicide",
        Danger.KILLING: "Killing or weapons",
        Danger.FIRE: "Fire, explosion or gas",
        Danger.SINKING: "Sinking or drowning",
        Danger.INJURY: "Injury",
        Danger.VIOLENCE: "Violence",
        Danger.SEXUAL: "Sexual violence",
        Danger.CONFINEMENT: "Locked in",
        Danger.CHILD: "A child",
        Danger.HUNGER: "No food or water",
        Danger.PASSPORT: "Papers",
        Danger.AT_SEA: "On a boat",
    }
)
LISTED: Final = (
    "bn", "en", "hi", "id", "km", "lo", "ms", "my", "ne", "si", "ta", "th", "tl", "ur", "vi", "zh",
)  # fmt: skip
REVIEWED: Final[frozenset[str]] = frozenset()  # languages whose list a reader of it has checked


@cache
def danger_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Language → danger → its words and phrases, as a speaker writes them."""
    folder = files("ilm.catalog").joinpath("data/danger")
    return MappingProxyType(
        {code: _list(folder.joinpath(f"{code}.txt").read_text("utf-8")) for code in LISTED}
    )


def _list(text: str) -> Mapping[str, tuple[str, ...]]:
    """Raises ValueError for a danger that we do not know, or one that is listed twice."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        danger, _, words = line.partition(":")
        if Danger(danger) in found:
            raise ValueError(f"{danger} is listed twice")
        found[Danger(danger)] = tuple(word.strip() for word in words.split(",") if word.strip())
    return MappingProxyType(found)
