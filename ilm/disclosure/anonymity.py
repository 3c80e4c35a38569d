"""How many people a text could be about, and how to say it so that there are enough. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from types import MappingProxyType
from typing import Final

from ilm.catalog.consent import RecipientKind as To

K: Final[Mapping[str, int]] = MappingProxyType(
    {
        To.SUPPLIER_HR: 10,
        To.SUPPLIER_TOP_MANAGEMENT: 10,
        To.RECRUITER: 10,
        To.BRAND: 5,
        To.MEDIA_RESEARCH: 11,
        "public": 11,
    }
)
"""The smallest anonymity set that may go to each kind of recipient."""
NO_K: Final = frozenset({To.GOVERNMENT, To.OTHER_NGO, To.SERVICE})
"""Told by explicit grant alone, after a review by two people."""

OF_THE_WORKER: Final = frozenset({"nationality", "gender", "language", "role", "event"})
BELOW_SITE: Final = frozenset({"unit", "shift", "role"})
KNOWN: Final = OF_THE_WORKER | BELOW_SITE | {"date"}
USUALLY_NEEDED: Final = frozenset({"unit", "shift", "date"})
"""Where and when, not who: what a fix usually needs."""
SITE: Final = "site"  # the site's name, as a trait that pooling drops; it narrows nothing itself

Traits = Mapping[str, str]
WIDENED = re.compile(r"\d{4}-(\d{2}|Q[1-4])")


class Scope(IntEnum):
    """Whose workers the text is about: one site, pooled sites, or all of the owner's."""

    ONE_SITE = 0
    POOLED = 1
    EVERY_SITE = 2


@dataclass(frozen=True)
class Head:
    """`number` people of a site share `traits`; {} is everybody."""

    traits: Traits
    number: int


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Headcounts that hold: of the site, of sites with the same leaf (itself too), of all sites."""

    site: tuple[Head, ...] = ()
    pooled: tuple[tuple[Head, ...], ...] = ()
    every: tuple[tuple[Head, ...], ...] = ()

    def size(self, traits: Traits, scope: Scope = Scope.ONE_SITE) -> int:
        """Distinct people who share every trait; a site without a headcount adds nobody."""
        wider = {Scope.POOLED: self.pooled, Scope.EVERY_SITE: self.every}
        sites = wider.get(scope) or (self.site,)
        return sum(set_size(heads, traits) for heads in sites)


def narrowing(traits: Traits) -> dict[str, str]:
    """The traits that single people out. A month or quarter does not, a day does."""
    return {
        name: value
        for name, value in traits.items()
        if name != SITE and not (name == "date" and WIDENED.fullmatch(value))
    }


def set_size(headcounts: Iterable[Head], traits: Traits) -> int:
    """Workers who share every trait; 0 where nobody has counted them (fail closed).

    Never more than any wider group at the site is said to hold.
    """
    wanted = narrowing(traits)
    heads = list(headcounts)
    if not any(dict(head.traits) == wanted for head in heads):
        return 0
    return min(head.number for head in heads if head.traits.items() <= wanted.items())


@dataclass(frozen=True, kw_only=True)
class Words:
    """A text, what it states or implies, and how far it reaches.

    `translation` says the same for her; `languages` are those of both.
    """

    text: str
    traits: Traits
    translation: str = ""
    languages: tuple[str, ...] = ("en",)
    scope: Scope = Scope.ONE_SITE

    def without(self, names: Iterable[str]) -> "Words":
        gone = set(names)
        return replace(self, traits={n: v for n, v in self.traits.items() if n not in gone})


@dataclass(frozen=True, kw_only=True)
class Fix:
    """What the recipient must know to put it right, and the leaf's label for a routine check."""

    needed: frozenset[str]
    label: str


@dataclass(frozen=True)
class Step:
    """One rung: a number for the record and a change that adds to those before it."""

    number: int
    does: str
    change: Callable[[Words, Fix], Words]


def _drop_not_needed(words: Words, fix: Fix) -> Words:
    return words.without(set(words.traits) - fix.needed - {SITE})


def _to_month(words: Words, fix: Fix) -> Words:
    return _dated(words, lambda on: f"{on:%Y-%m}")


def _to_quarter(words: Words, fix: Fix) -> Words:
    return _dated(words, lambda on: f"{on.year}-Q{(on.month + 2) // 3}")


def _dated(words: Words, widen: Callable[[date], str]) -> Words:
    if (said := words.traits.get("date")) is None:
        return words
    on = first_day(said)
    if on is None:
        return words.without({"date"})
    return replace(words, traits={**words.traits, "date": widen(on)})


def first_day(said: str) -> date | None:
    """The day, or the first day of the month or quarter; None where it is not a date."""
    year, _, rest = said.partition("-")
    if re.fullmatch(r"Q[1-4]", rest):
        rest = f"{int(rest[1]) * 3 - 2:02}"
    try:
        return date.fromisoformat(f"{year}-{rest}" if "-" in rest else f"{year}-{rest}-01")
    except ValueError:
        return None


def _lift_to_site(words: Words, fix: Fix) -> Words:
    return words.without(BELOW_SITE)


def _pool(words: Words, fix: Fix) -> Words:
    return replace(words.without({SITE}), scope=Scope.POOLED)


def _routine(words: Words, fix: Fix) -> Words:
    text = (
        f"As part of a routine review of all sites, please check and tell us how you make sure "
        f"that this does not occur: {fix.label.lower()}."
    )
    return Words(text=text, traits={}, scope=Scope.EVERY_SITE)


LADDER: Final = (
    Step(0, "as it is", lambda words, fix: words),
    Step(1, "without traits that the fix does not need", _drop_not_needed),
    Step(2, "with the month for the day", _to_month),
    Step(2, "with the quarter for the day", _to_quarter),
    Step(3, "for the site, not the unit", _lift_to_site),
    Step(4, "pooled with other sites that have the same issue", _pool),
    Step(5, "after a delay of 3 to 14 days", lambda words, fix: words),
    Step(6, "as a routine check", _routine),
)
POOLED_FROM: Final = 4
DELAYED_FROM: Final = 5
DELAY_DAYS: Final = (3, 14)
NOT_RAISED: Final = 7


def scope_of(step: int) -> Scope:
    """How far a text reaches that stopped at this step."""
    if step >= 6:
        return Scope.EVERY_SITE
    return Scope.POOLED if step >= POOLED_FROM else Scope.ONE_SITE
