"""How a count of people becomes a figure that may be shown: the same people, always the same
number.

Pure: no database, no clock. In this order: cell-key noise, threshold on the true and on the
noisy count, dominance of one workplace, rounding; and in time, a refresh only on the cell's own
calendar and after enough changed people. Knowing every rule and number in this file helps
nobody to undo it: only the secret of a release family would.
"""

import hashlib
import hmac
import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from ilm.kit.slug import Slug, by_slug

KEYS = 256
REACH = 5
VARIANCE = 2.5
USUAL_CHANGES = 33
FEWEST_CHANGES = 11
WITHHELD = "not shown: fewer than 11 people, or too few workplaces"


@dataclass(frozen=True)
class Rule:
    """What one surface may show. `fewest` people and `fewest_sites` workplaces make a cell;
    `largest_share` (0..1) is the most that one workplace may hold; `base` is the rounding step."""

    slug: Slug
    explains: str
    is_exact: bool = False
    fewest: int = 11
    fewest_sites: int = 3
    largest_share: float = 0.8
    base: int = 5

    @property
    def least_shown(self) -> int:
        """The smallest number that this surface ever shows: the first multiple of `base` above
        the threshold."""
        return self.base * math.ceil(self.fewest / self.base)


PUBLIC = Rule(
    Slug("public"), "Everyone: frozen snapshots of fixed cubes, noise, threshold, rounding."
)
PARTNER = Rule(
    Slug("partner"), "Buyers, suppliers, recruiters: same pipeline and same keys as public."
)
DESK = Rule(Slug("desk"), "Staff within their own reach, behind login: exact.", is_exact=True)
SURFACES = by_slug(PUBLIC, PARTNER, DESK)


@dataclass(frozen=True)
class Cell:
    """One combination of values of a cube, exact: never leaves `insight`.

    `count` distinct people (or issues, if the metric counts issues); `key` the sum of their
    record keys modulo 256; `sites` distinct workplaces; `largest` people at the biggest of
    them; `also` the same pair (how many, biggest) for recruiters or contributing organisations
    where the cube shows them; `people` distinct people behind it, None where `count` is that."""

    count: int
    key: int
    sites: int
    largest: int
    also: tuple[tuple[int, int], ...] = ()
    people: int | None = None

    @property
    def persons(self) -> int:
        """Distinct people: what every threshold is about."""
        return self.count if self.people is None else self.people


def record_key(secret: bytes, family: str, record: str) -> int:
    """0..255 for one counted person or issue: keyed, fixed for the release family on all
    surfaces."""
    return hmac.new(secret, f"{family}\0{record}".encode(), hashlib.sha256).digest()[0]


def cell_key(keys: Iterable[int]) -> int:
    """0..255 for a set of records, whatever filter or order led to it."""
    return sum(keys) % KEYS


@cache
def noise() -> tuple[int, ...]:
    """For each cell key the people to add: integers -5..5, mean 0, variance 2.5, maximum
    entropy."""
    steps = range(-REACH, REACH + 1)

    def masses(flatness: float) -> list[float]:
        weights = [math.exp(-flatness * s * s) for s in steps]
        return [w / sum(weights) for w in weights]

    low, high = 1e-6, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        too_wide = sum(m * s * s for m, s in zip(masses(middle), steps, strict=True)) > VARIANCE
        low, high = (middle, high) if too_wide else (low, middle)
    levels = list(accumulate(masses(low)))
    return tuple(steps[bisect_left(levels, (k + 0.5) / KEYS)] for k in range(KEYS))


def is_dominated(cell: Cell, rule: Rule = PUBLIC) -> bool:
    """Too few workplaces (recruiters, organisations), or one that holds too large a share of
    the people."""
    spreads = ((cell.sites, cell.largest), *cell.also)
    return any(
        n < rule.fewest_sites or most > rule.largest_share * cell.count for n, most in spreads
    )


def shown(cell: Cell, rule: Rule = PUBLIC) -> int | None:
    """The number this surface shows, or None: withheld, for either reason and without saying
    which."""
    if rule.is_exact:
        return cell.count
    noisy = cell.count + noise()[cell.key % KEYS]
    if min(cell.count, cell.persons, noisy) < rule.fewest or is_dominated(cell, rule):
        return None
    return max(rule.least_shown, rule.base * round(noisy / rule.base))


def bounds(value: int | None, ceiling: int, rule: Rule = PUBLIC) -> tuple[int, int]:
    """What somebody who knows all rules may conclude about the true count: (least, most) people."""
    if value is None:
        return 0, ceiling
    if rule.is_exact:
        return value, value
    slack = rule.base // 2 + REACH
    lowest = rule.fewest if value == rule.least_shown else value - slack
    return max(rule.fewest, lowest), value + slack


def share(part: int | None, whole: int | None) -> float | None:
    """A ratio 0..1 from shown values only; None if either is withheld. Noise may not push it
    above 1."""
    return None if part is None or not whole else min(1.0, part / whole)


def settled_days(days: float | None, people: int | None) -> int | None:
    """A median or mean of days: needs a shown cell; whole days up to 14, whole weeks above. In
    days."""
    if days is None or people is None:
        return None
    return round(days) if days <= 14 else 7 * round(days / 7)


def _half_year(day: date) -> date:
    return day.replace(month=1 if day.month <= 6 else 7, day=1)


PERIODS = (  # name, length in days, first day of the period that a day lies in
    ("day", 1, lambda day: day),
    ("week", 7, lambda day: day - timedelta(days=day.weekday())),
    ("month", 30, lambda day: day.replace(day=1)),
    ("quarter", 91, lambda day: day.replace(month=day.month - (day.month - 1) % 3, day=1)),
    ("half-year", 182, _half_year),
)


def period(changed_last_year: int) -> str:
    """How often a cell may be refreshed: the shortest period in which 33 changed people are
    usual. Public, and from the past only."""
    wanted = (p[0] for p in PERIODS if changed_last_year * p[1] >= USUAL_CHANGES * 365)
    return next(wanted, PERIODS[-1][0])


def starts_on(name: str, day: date) -> date:
    """First day of the period (`day`, `week`, `month`, `quarter`, `half-year`) that `day` lies
    in."""
    return next(begins(day) for slug, _, begins in PERIODS if slug == name)


def may_refresh(
    *, last_as_of: date | None, as_of: date, changed: int, changed_last_year: int
) -> bool:
    """Whether a cell may be issued again with the state of `as_of`: only on the first day of
    one of its periods, and only after 11 or more people (reports, changes of state,
    withdrawals) changed since `last_as_of`. A job that missed the day runs later with the same
    `as_of`. A cell never issued (None) may always be."""
    if last_as_of is None:
        return True
    is_due = as_of > last_as_of and as_of == starts_on(period(changed_last_year), as_of)
    return is_due and changed >= FEWEST_CHANGES
