"""What was published, for the public face: picks cells of fixed tables, never adds any up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from ilm.insight.cubes import CUBES, ORDER
from ilm.insight.metrics import METRICS, Metric
from ilm.insight.models import Rehearsal, ReleasedCell
from ilm.insight.publication import newest
from ilm.kit import clock

Wanted = Mapping[str, str]
FILTERS = ("country", "nationality", "industry", "year")


@dataclass(frozen=True)
class Figure:
    """One published number: None is withheld. `as_of` the day the figure was last refreshed."""

    shown: int | None
    as_of: date | None = None
    version: int = 1


@dataclass(frozen=True)
class Published:
    """The newest release, whole: (metric, dims, values) → figure."""

    id: UUID
    as_of: date
    definition_version: int
    is_demo: bool
    figures: Mapping[tuple[str, tuple[str, ...], tuple[str, ...]], Figure]

    def pick(self, metric: Metric, wanted: Wanted) -> Figure | None:
        """The cell of these filters: withheld where it is not shown; None where no table has that
        combination."""
        dims = ordered(wanted)
        if not has_table(metric, dims):
            return None
        values = tuple(wanted[d] for d in dims)
        return self.figures.get((metric.slug, dims, values), Figure(None))

    def by(self, metric: Metric, dim: str, wanted: Wanted) -> dict[str, Figure] | None:
        """Value of `dim` → figure, under these filters; None where no table has that."""
        dims = ordered({*wanted, dim})
        if not has_table(metric, dims):
            return None
        at = dims.index(dim)
        fixed = [(i, wanted[d]) for i, d in enumerate(dims) if d != dim]
        return {
            values[at]: figure
            for (slug, cut, values), figure in self.figures.items()
            if slug == metric.slug and cut == dims and all(values[i] == v for i, v in fixed)
        }

    def values(self, dim: str) -> list[str]:
        """Values of a filter of which any table by that alone shows a figure."""
        return sorted(
            {v for (_, cut, (v, *_)), f in self._one_way() if cut == (dim,) and f.shown is not None}
        )

    def _one_way(self) -> list[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], Figure]]:
        return [(k, f) for k, f in self.figures.items() if len(k[1]) == 1]


def published() -> Published | None:
    """What is served now; None before the first release. Cells are kept in memory: a release
    never changes."""
    release = newest()
    if release is None:
        return None
    return _whole(release.pk, release.as_of, release.definition_version, release.is_demo)


@lru_cache(maxsize=2)
def _whole(release_id: UUID, as_of: date, version: int, is_demo: bool) -> Published:
    rows = ReleasedCell.objects.filter(release_id=release_id).values_list(
        "metric", "metric_version", "cell", "shown", "as_of"
    )
    figures = {}
    for metric, metric_version, cell, shown, day in rows:
        dims = ordered(cell)
        key = metric, dims, tuple(cell[d] for d in dims)
        figures[key] = Figure(shown, day, metric_version)
    return Published(release_id, as_of, version, is_demo, figures)


def rehearsed(row: Rehearsal) -> Published:
    """What would be served if this rehearsal were a release. Definition 0 is nobody's yet."""
    figures = {}
    for cell in row.figures:
        dims = ordered(cell["cell"])
        key = cell["metric"], dims, tuple(cell["cell"][d] for d in dims)
        day = date.fromisoformat(cell["as_of"])
        figures[key] = Figure(cell["shown"], day, cell["metric_version"])
    return Published(row.pk, row.as_of or clock.today(), 0, row.is_demo, figures)


def ordered(dims: "Sequence[str] | set[str] | Mapping[str, str]") -> tuple[str, ...]:
    """Dimensions in the order of the tables."""
    return tuple(dim for dim in ORDER if dim in dims)


def has_table(metric: Metric, dims: tuple[str, ...]) -> bool:
    """Whether a published table cuts this metric by exactly these."""
    return (metric.slug, dims) in _TABLES


def together(metric: Metric, besides: frozenset[str] = frozenset()) -> list[tuple[str, ...]]:
    """Which filters of the page can be combined for a metric that is also cut by `besides`: the
    widest sets only."""
    sets = [
        frozenset(dims) - besides
        for slug, dims in _TABLES
        if slug == metric.slug and besides <= set(dims) and set(dims) - besides <= set(FILTERS)
    ]
    widest = {s for s in sets if not any(s < other for other in sets)}
    return sorted(tuple(f for f in FILTERS if f in s) for s in widest)


_TABLES = {(str(cube.metric.slug), cube.dims) for cube in CUBES}
PUBLIC_METRICS = tuple(m for m in METRICS.values() if "public" in m.audiences)
