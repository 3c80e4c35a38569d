"""Invented facts, sparse and skewed as real ones are, and cubes over them. No place or person
exists."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import product

import numpy as np

from ilm.insight.gate import CubeCells
from ilm.insight.protection import Cell, shown

SIZES = {"year": 5, "nationality": 10, "destination": 8, "industry": 6, "status": 4}


def facts(n: int = 4_000, seed: int = 7, sites: int = 250) -> list[dict[str, str | int]]:
    """One row per person: five dimensions, a workplace, a record key."""
    rng = np.random.default_rng(seed)
    site = (sites * rng.random(n) ** 2.5).astype(int)
    columns: dict[str, np.ndarray] = {"site": site, "key": rng.integers(0, 256, n)}
    for dim, k in SIZES.items():
        typical = (k * rng.random(sites) ** 2.5).astype(int)[site]
        odd = (k * rng.random(n) ** 4).astype(int)
        columns[dim] = np.where(rng.random(n) < 0.93, typical, odd)
    return [
        {
            name: int(column[i]) if name in ("site", "key") else f"{name[0]}{column[i]}"
            for name, column in columns.items()
        }
        for i in range(n)
    ]


def cube(
    rows: Iterable[dict[str, str | int]],
    *dims: str,
    serve: Callable[[Cell], int | None] = shown,
    reissued: frozenset[tuple[str, ...]] | None = None,
) -> CubeCells:
    """Every cell of one cube, empty ones too."""
    sites: dict[tuple, Counter] = defaultdict(Counter)
    keys: Counter = Counter()
    codes: dict[str, set] = {dim: set() for dim in dims}
    for row in rows:
        values = tuple(row[dim] for dim in dims)
        sites[values][row["site"]] += 1
        keys[values] += row["key"]
        for dim in dims:
            codes[dim].add(row[dim])
    cells = {
        v: Cell(sites[v].total(), keys[v] % 256, len(sites[v]), max(sites[v].values(), default=0))
        for v in product(*(sorted(codes[dim]) for dim in dims))
    }
    served = {values: serve(cell) for values, cell in cells.items()}
    return CubeCells("-".join(dims) or "all", dims, cells, served, reissued=reissued)
