"""Which tables are published, and nothing else: fixed cubes of at most three ways, with every
margin of them, so that a page picks cells and never adds them up."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from ilm.catalog.issues import ALL_LEAVES, AREAS
from ilm.insight.facts import STATUSES
from ilm.insight.metrics import (
    CONTACTS,
    METRICS,
    ORGANISATIONS,
    PEOPLE_BY_ISSUE,
    PEOPLE_BY_REMEDY,
    WORKERS_REACHED,
    WORKERS_REMEDIED,
    Metric,
)
from ilm.insight.rolling import Roll
from ilm.kit.slug import Slug

TIME = frozenset({"year", "month"})
LISTED = {"area": tuple(AREAS), "leaf": tuple(ALL_LEAVES), "status": tuple(STATUSES)}
"""Dimensions whose one-way tables name every value, shown or not: the list tells nothing."""


@dataclass(frozen=True)
class Cube:
    """One table: a metric by up to three dimensions, in a fixed order."""

    metric: Metric
    dims: tuple[str, ...]

    @property
    def slug(self) -> str:
        return "-".join(self.dims) or "all"

    @property
    def name(self) -> str:
        return f"{self.metric.slug}/{self.slug}"


ORDER = ("year", "month", "area", "leaf", "status", "country", "nationality", "industry")
WIDEST: tuple[tuple[Metric, tuple[tuple[str, ...], ...], frozenset[str]], ...] = (
    (CONTACTS, (("month", "country"), ("year", "country")), frozenset()),
    (
        WORKERS_REACHED,
        (
            ("month", "country"),
            ("month", "industry"),
            ("year", "country", "industry"),
            ("country", "nationality", "industry"),
        ),
        frozenset(),
    ),
    (WORKERS_REMEDIED, (("year", "country", "industry"),), frozenset()),
    (ORGANISATIONS, ((),), frozenset()),
    (
        PEOPLE_BY_ISSUE,
        (
            ("leaf", "country", "industry"),
            ("year", "leaf", "country"),
            ("area", "country", "nationality"),
        ),
        frozenset({"area", "leaf"}),
    ),
    (
        PEOPLE_BY_REMEDY,
        (("status", "country", "industry"), ("year", "status", "country")),
        frozenset({"status"}),
    ),
)
"""Metric, its widest cubes, and the dimensions of which each of its tables must hold one."""


def _margins(widest: Iterable[tuple[str, ...]], needed: frozenset[str]) -> list[tuple[str, ...]]:
    every = {
        frozenset(part) for dims in widest for n in range(len(dims) + 1)
        for part in combinations(dims, n)
    }  # fmt: skip
    kept = (dims for dims in every if not needed or dims & needed)
    return sorted(
        (tuple(d for d in ORDER if d in dims) for dims in kept), key=lambda d: (len(d), d)
    )


CUBES = tuple(
    Cube(metric, dims) for metric, widest, needed in WIDEST for dims in _margins(widest, needed)
)


def as_signed(cubes: Iterable[Cube] = CUBES) -> list[dict[str, object]]:
    """What two people sign: each table's metric, its version and dimensions."""
    return [
        {"metric": str(c.metric.slug), "version": c.metric.version, "dims": list(c.dims)}
        for c in cubes
    ]


def from_signed(signed: Iterable[dict[str, object]]) -> tuple[Cube, ...]:
    """The tables of a signed definition. KeyError for a metric that is gone."""
    return tuple(
        Cube(METRICS[Slug(str(c["metric"]))], tuple(str(d) for d in c["dims"]))  # type: ignore[attr-defined]
        for c in signed
    )


def rolls(months: Iterable[str]) -> tuple[Roll, ...]:
    """How fine dimensions add up to coarse ones."""
    areas = {str(leaf): leaf.partition(".")[0] for leaf in ALL_LEAVES}
    return Roll("leaf", "area", areas), Roll("month", "year", {m: m[:4] for m in months})
