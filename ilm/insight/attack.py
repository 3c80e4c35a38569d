"""What somebody can conclude who adds and subtracts everything that was published.

Pure arithmetic over cells of all live cubes together. Margins that no cube shows are unknowns
of the system, so that two cubes that share a margin also constrain each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ilm.insight.rolling import Roll

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix  # scipy takes a second to load: only the gate needs it

Values = tuple[str, ...]
Name = tuple[
    str, tuple[tuple[str, str], ...]
]  # what is counted, then (dimension, value) by dimension
Whole = NDArray[np.int64]
ROUNDS = 60
HOPS = 2
SECONDS = 5.0


@dataclass(frozen=True)
class Shape:
    """One cube to be attacked: what it counts, its dimensions, every combination of values in
    it, and the dimensions in which one person may be counted more than once."""

    counts: str
    dims: tuple[str, ...]
    rows: tuple[Values, ...]
    overlapping: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sums:
    """All parent-and-children relations. Relation r: parent[r] = the sum of child[row == r] where
    exact[r], and at most that sum, at least each child, where it is not (people counted twice)."""

    names: tuple[Name, ...]
    at: Mapping[Name, int]
    parent: Whole
    exact: NDArray[np.bool_]
    row: Whole
    child: Whole


def named(counts: str, dims: Sequence[str], values: Values) -> Name:
    """The name of a cell, the same whatever order a cube lists its dimensions in."""
    return counts, tuple(sorted(zip(dims, values, strict=True)))


def _margins(shapes: Iterable[Shape], rolls: Iterable[Roll]) -> set[frozenset[str]]:
    """Every subset of every cube's dimensions, also with fine dimensions rolled up."""
    whole = {frozenset(shape.dims) for shape in shapes}
    for roll in rolls:
        whole |= {m - {roll.fine} | {roll.coarse} for m in whole if roll.fine in m}
    return {
        frozenset(s) for m in whole for n in range(len(m) + 1) for s in combinations(sorted(m), n)
    }


def _codes(shapes: Iterable[Shape], rolls: Iterable[Roll]) -> dict[str, list[str]]:
    """For each dimension the values that occur in any cube."""
    found: dict[str, set[str]] = {dim: set() for shape in shapes for dim in shape.dims}
    for shape in shapes:
        for values in shape.rows:
            for dim, value in zip(shape.dims, values, strict=True):
                found.setdefault(dim, set()).add(value)
    for roll in rolls:
        found.setdefault(roll.coarse, set()).update(
            roll.of[v] for v in found.get(roll.fine, ()) if v in roll.of
        )
    return {dim: sorted(values) for dim, values in found.items()}


def _families(
    margins: set[frozenset[str]], codes: Mapping[str, list[str]], rolls: Sequence[Roll]
) -> Iterator[tuple[str, tuple[tuple[str, str], ...], list[tuple[tuple[str, str], ...]]]]:
    """(dimension added, parent, children), names without what they count."""
    for dims in sorted(sorted(margin) for margin in margins):
        margin = frozenset(dims)
        added = [d for d in codes if d not in margin and margin | {d} in margins]
        rolled = [
            r for r in rolls if r.coarse in margin and margin - {r.coarse} | {r.fine} in margins
        ]
        for values in product(*(codes[d] for d in dims)):
            own = tuple(zip(dims, values, strict=True))
            for dim in added:
                yield dim, own, [tuple(sorted((*own, (dim, v)))) for v in codes[dim]]
            for roll in rolled:
                rest = [p for p in own if p[0] != roll.coarse]
                fine = [v for v in codes[roll.fine] if roll.of.get(v) == dict(own)[roll.coarse]]
                yield roll.fine, own, [tuple(sorted((*rest, (roll.fine, v)))) for v in fine]


def relate(shapes: Sequence[Shape], rolls: Sequence[Roll] = ()) -> Sums:
    """Every relation between any two cells, shown, withheld or unpublished, of these cubes."""
    at: dict[Name, int] = {}
    parent: list[int] = []
    exact: list[bool] = []
    row: list[int] = []
    child: list[int] = []
    for counts in sorted({shape.counts for shape in shapes}):
        own = [shape for shape in shapes if shape.counts == counts]
        overlapping = {dim for shape in own for dim in shape.overlapping}
        families = _families(_margins(own, rolls), _codes(own, rolls), rolls)
        for dim, above, below in families:
            child += [at.setdefault((counts, name), len(at)) for name in below]
            row += [len(parent)] * len(below)
            parent.append(at.setdefault((counts, above), len(at)))
            exact.append(dim not in overlapping)
    whole = [np.array(part, dtype=np.int64) for part in (parent, row, child)]
    return Sums(tuple(at), at, whole[0], np.array(exact, dtype=bool), whole[1], whole[2])


def tighten(sums: Sums, low: Whole, high: Whole) -> tuple[Whole, Whole]:
    """Push bounds through all relations until nothing moves: (least, most) people per cell.
    Stops at a contradiction (least above most): the relations do not hold for these figures."""
    low, high, size = low.copy(), high.copy(), len(sums.parent)
    whole, in_whole = sums.exact, sums.exact[sums.row]
    above = sums.parent[sums.row]
    for _ in range(ROUNDS):
        before = int(low.sum() - high.sum())
        least = np.bincount(sums.row, low[sums.child], size).astype(np.int64)
        most = np.bincount(sums.row, high[sums.child], size).astype(np.int64)
        up = low[above] - (most[sums.row] - high[sums.child])
        down = high[above] - np.where(in_whole, least[sums.row] - low[sums.child], 0)
        np.maximum.at(low, above, low[sums.child])
        np.maximum.at(low, sums.parent[whole], least[whole])
        np.minimum.at(high, sums.parent, most)
        np.maximum.at(low, sums.child, up)
        np.minimum.at(high, sums.child, down)
        if int(low.sum() - high.sum()) == before or (low > high).any():
            break
    return low, high


def _around(sums: Sums, target: int) -> Whole:
    """The relations that touch a cell, and those that touch their members."""
    near = np.array([target])
    taken = np.array([], dtype=np.int64)
    for _ in range(HOPS):
        touched = np.flatnonzero(np.isin(sums.parent, near))
        taken = np.union1d(touched, sums.row[np.isin(sums.child, near)])
        near = np.union1d(sums.parent[taken], sums.child[np.isin(sums.row, taken)])
    return taken


def _system(sums: Sums, taken: Whole) -> "tuple[Whole, csr_matrix, csr_matrix | None]":
    """Cells of these relations; matrix of equalities; matrix of "at most nought" for the others."""
    from scipy.sparse import csr_matrix

    inside = np.isin(sums.row, taken)
    cells = np.union1d(sums.parent[taken], sums.child[inside])
    line = np.searchsorted(taken, sums.row[inside])
    parents = np.searchsorted(cells, sums.parent[taken])
    children = np.searchsorted(cells, sums.child[inside])
    signs = np.concatenate([np.ones(len(taken)), -np.ones(len(children))])
    where = (np.concatenate([np.arange(len(taken)), line]), np.concatenate([parents, children]))
    matrix = csr_matrix((signs, where), shape=(len(taken), len(cells)))
    whole = sums.exact[taken]
    return cells, matrix[whole], None if whole.all() else matrix[~whole]


def solve(sums: Sums, low: Whole, high: Whole, target: int) -> tuple[int, int] | None:
    """Tighter bounds on one cell by linear programming over all relations around it at once.
    None if the programme did not finish in 5 seconds: the gate counts that as failed."""
    from scipy.optimize import linprog

    taken = _around(sums, target)
    cells, equal, at_most = _system(sums, taken)
    box = np.column_stack([low[cells], high[cells]])
    aim = (cells == target).astype(float)
    ends: list[float] = []
    for sign in (1, -1):
        answer = linprog(
            sign * aim,
            A_eq=equal,
            b_eq=np.zeros(equal.shape[0]),
            A_ub=at_most,
            b_ub=None if at_most is None else np.zeros(at_most.shape[0]),
            bounds=box,
            method="highs",
            options={"time_limit": SECONDS},
        )
        if answer.status != 0:
            return None
        ends.append(round(sign * float(answer.fun), 6))
    return int(np.ceil(ends[0])), int(np.floor(ends[1]))
