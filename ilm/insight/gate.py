"""The last check before a publication: the attacks are run, and what they break does not go out.

The attacker knows the whole method, the number of all people, and which cells are withheld for
their size. Not covered: somebody who already knows nearly every record of a cell, a trait
shared by everyone in a large cell, free text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

import numpy as np

from ilm.insight.attack import Name, Shape, Sums, Values, Whole, named, relate, solve, tighten
from ilm.insight.protection import (
    FEWEST_CHANGES,
    PUBLIC,
    REACH,
    VARIANCE,
    Cell,
    bounds,
    may_refresh,
    shown,
)
from ilm.insight.rolling import Roll

NARROWEST = 12
SAMPLE = 2000
MOST_REASONS = 50
BETTER_BY = 0.05
EMPTY = Cell(0, 0, 0, 0)


@dataclass(frozen=True)
class Way:
    """A way of publishing: what it serves for a cell, and what an attacker who knows the way
    reads from that: (least, most) people, at most everybody."""

    slug: str
    serve: Callable[[Cell], int | None]
    read: Callable[[Cell, int], tuple[int, int]]


def _read_protected(cell: Cell, everybody: int) -> tuple[int, int]:
    value = shown(cell)
    is_small = value is None and cell.count < PUBLIC.fewest + REACH
    return bounds(value, PUBLIC.fewest - 1 + REACH if is_small else everybody)


PROTECTED = Way("protected", shown, _read_protected)


@dataclass(frozen=True)
class CubeCells:
    """One live cube. `cells`: truth per combination of values, a missing one is empty; `shown`:
    what would be served; `counts`: what is counted (cubes that count the same thing are
    attacked together); `overlapping`: dimensions in which one person may stand in several
    cells, and stands in at least one; `reissued`: combinations that take today's state, None
    for all; the others keep what they showed."""

    slug: str
    dims: tuple[str, ...]
    cells: Mapping[Values, Cell]
    shown: Mapping[Values, int | None]
    counts: str = "people"
    overlapping: frozenset[str] = frozenset()
    reissued: frozenset[Values] | None = None

    def is_reissued(self, values: Values) -> bool:
        return self.reissued is None or values in self.reissued


@dataclass(frozen=True)
class Earlier:
    """What a cell last showed, of which day, how many people changed since, and in the last
    year."""

    shown: int | None
    as_of: date
    changed: int
    changed_last_year: int


Previous = Mapping[tuple[str, Values], Earlier]


@dataclass(frozen=True)
class Verdict:
    """Whether a publication may go out; `reasons` name what was broken, never a count of people;
    `measured`: cells, small, withheld, guessed and usual (shares 0..1), for the ledger."""

    passed: bool
    reasons: tuple[str, ...]
    measured: Mapping[str, float] = field(default_factory=dict)


def judge(
    cubes: Sequence[CubeCells],
    previous: Previous | None = None,
    *,
    as_of: date,
    rolls: Sequence[Roll] = (),
    way: Way = PROTECTED,
) -> Verdict:
    """Attack all live cubes together, as they would stand if every cell took the state of
    `as_of`, and compare them with what was shown before. `previous`: by (cube slug, values);
    None for the first."""
    reasons = [*_misserved(cubes, previous or {}, way), *_too_soon(cubes, previous or {}, as_of)]
    shapes = [Shape(c.counts, c.dims, tuple(c.cells), c.overlapping) for c in cubes]
    sums = relate(shapes, rolls)
    truth = _truth(cubes, sums)
    low, high = tighten(sums, *_first_bounds(sums, truth, _everybody(cubes), way))
    reasons += _concluded(sums, truth, low, high)
    if (low <= high).all():
        reasons += _solved(sums, truth, low, high)
    guessed, usual, size = _guess(sums, truth, way)
    if guessed > usual + BETTER_BY and guessed > usual + 2.33 * (usual * (1 - usual) / size) ** 0.5:
        reasons.append("Small cells can be guessed better than by always saying the usual count.")
    values = [way.serve(cell) for cell in truth.values()]
    measured = {
        "cells": float(len(values)),
        "withheld": float(values.count(None)),
        "small": float(sum(0 < cell.count < PUBLIC.fewest for cell in truth.values())),
        "guessed": round(guessed, 4),
        "usual": round(usual, 4),
    }
    return Verdict(not reasons, tuple(reasons[:MOST_REASONS]), measured)


def isolating_pairs(sets: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    """For exact partner tables: pairs of cells or releases that share people and differ by 1..10 of
    them, given the person keys behind each shown cell."""
    pairs = combinations(sorted(sets), 2)
    return [(a, b) for a, b in pairs if sets[a] & sets[b] and _isolates(sets[a], sets[b])]


def _isolates(a: frozenset[str], b: frozenset[str]) -> bool:
    return any(0 < n < PUBLIC.fewest for n in (len(a - b), len(b - a)))


def _label(name: Name) -> str:
    return ", ".join(f"{dim} {value}" for dim, value in name[1]) or "everybody"


def _misserved(cubes: Sequence[CubeCells], previous: Previous, way: Way) -> list[str]:
    """Cells that show anything but what the rule gives today, or what they showed before."""
    reasons = []
    for cube in cubes:
        for values, cell in cube.cells.items():
            before = previous.get((cube.slug, values))
            is_kept = before is not None and not cube.is_reissued(values)
            due = before.shown if before is not None and is_kept else way.serve(cell)
            if cube.shown.get(values) != due:
                reasons.append(f"{cube.slug}: {', '.join(values)} is not what the rule shows.")
    return reasons


def _too_soon(cubes: Sequence[CubeCells], previous: Previous, as_of: date) -> list[str]:
    """Cells issued again off their calendar, or after fewer than 11 changed people."""
    reasons = []
    for cube in cubes:
        for values in filter(cube.is_reissued, cube.cells):
            before = previous.get((cube.slug, values))
            if before is None or may_refresh(
                last_as_of=before.as_of,
                as_of=as_of,
                changed=before.changed,
                changed_last_year=before.changed_last_year,
            ):
                continue
            why = (
                "off its calendar" if before.changed >= FEWEST_CHANGES else "after too few changes"
            )
            reasons.append(f"{cube.slug}: {', '.join(values)} would be issued again {why}.")
    return reasons


def _truth(cubes: Sequence[CubeCells], sums: Sums) -> dict[Name, Cell]:
    """Every published cell; a combination that a cube leaves out is empty, and withheld."""
    told = {(cube.counts, frozenset(cube.dims)) for cube in cubes}
    empty = {n: EMPTY for n in sums.names if (n[0], frozenset(dim for dim, _ in n[1])) in told}
    return empty | {
        named(cube.counts, cube.dims, values): cell
        for cube in cubes
        for values, cell in cube.cells.items()
    }


def _everybody(cubes: Sequence[CubeCells]) -> int:
    """How many people the largest cube counts: no cell can hold more, and the attacker knows it."""
    return max((sum(c.count for c in cube.cells.values()) for cube in cubes), default=0)


def _first_bounds(
    sums: Sums, truth: Mapping[Name, Cell], everybody: int, way: Way
) -> tuple[Whole, Whole]:
    """What each cell alone tells; a margin that no cube shows may be anything."""
    read = [way.read(truth[n], everybody) if n in truth else (0, everybody) for n in sums.names]
    pairs = np.array(read, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _concluded(sums: Sums, truth: Mapping[Name, Cell], low: Whole, high: Whole) -> list[str]:
    """Cells of 1..10 people that bounds alone fix or prove; and bounds that miss the truth."""
    wrong, proven, fixed = [], [], []
    for name, least, most in zip(sums.names, low.tolist(), high.tolist(), strict=True):
        cell = truth.get(name)
        if cell is not None and not least <= cell.count <= most:
            wrong.append(f"{_label(name)}: the sums do not hold; is a dimension overlapping?")
        elif least >= 1 and most < PUBLIC.fewest:
            proven.append(f"{_label(name)}: proven to hold 1 to 10 people.")
        elif cell is not None and least == most > 0:
            fixed.append(f"{_label(name)}: known exactly.")
    return [*wrong, *proven, *fixed]


def _solved(sums: Sums, truth: Mapping[Name, Cell], low: Whole, high: Whole) -> list[str]:
    """The same question to linear programming, around the narrowest small cells."""
    small = [sums.at[n] for n, cell in truth.items() if 0 < cell.count < PUBLIC.fewest]
    reasons = []
    for target in sorted(small, key=lambda i: int(high[i] - low[i]))[:NARROWEST]:
        found = solve(sums, low, high, target)
        if found is None:
            reasons.append(f"{_label(sums.names[target])}: the attack did not finish in time.")
        elif found[0] >= 1 and found[1] < PUBLIC.fewest:
            reasons.append(f"{_label(sums.names[target])}: all sums together prove 1 to 10 people.")
    return reasons


def _guess(sums: Sums, truth: Mapping[Name, Cell], way: Way) -> tuple[float, float, int]:
    """(share guessed right, share right by always saying the usual count, cells tried): every
    difference parent - siblings, weighed by its noise; the attacker is even given the true
    prior."""
    small = [n for n, cell in truth.items() if 0 < cell.count < PUBLIC.fewest]
    if not small:
        return 0.0, 0.0, 1
    picked = np.random.default_rng(0).permutation(len(small))[:SAMPLE]
    counts = np.arange(1, PUBLIC.fewest)
    held = np.bincount([truth[n].count for n in small], minlength=PUBLIC.fewest)[1:]
    prior = np.log(np.maximum(held, 1).astype(float))
    belief = {sums.at[small[i]]: prior.copy() for i in picked}
    _weigh(sums, [truth.get(n) for n in sums.names], way, belief)
    actual = {i: truth[sums.names[i]].count for i in belief}
    right = sum(int(counts[b.argmax()]) == actual[i] for i, b in belief.items())
    usual = np.bincount(list(actual.values())).max()
    return right / len(belief), float(usual) / len(belief), len(belief)


def _weigh(
    sums: Sums, cells: Sequence[Cell | None], way: Way, belief: dict[int, "np.ndarray"]
) -> None:
    """Let every exact relation with a shown parent and a wanted child speak."""
    counts = np.arange(1, PUBLIC.fewest)
    value = [None if cell is None else way.serve(cell) for cell in cells]
    hidden = [c.count for c, v in zip(cells, value, strict=True) if c is not None and v is None]
    usual, spread = float(np.mean(hidden or [0])), float(np.var(hidden or [0]))
    starts = np.searchsorted(sums.row, np.arange(len(sums.parent) + 1))
    for r, above in enumerate(sums.parent.tolist()):
        own = sums.child[starts[r] : starts[r + 1]].tolist()
        wanted = belief.keys() & own
        top = value[above]
        if not wanted or top is None or not sums.exact[r]:
            continue
        held = sum(value[c] is None for c in own)
        left = top - sum(value[c] or 0 for c in own) - usual * (held - 1)
        doubt = (VARIANCE + PUBLIC.base**2 / 12) * (1 + len(own) - held) + spread * (held - 1)
        for c in wanted:
            belief[c] -= (left - counts) ** 2 / (2 * doubt)
