"""Freeze what may be shown, attack it, and serve it only if the attack breaks nothing."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.insight.cubes import LISTED, TIME, Cube, from_signed, rolls
from ilm.insight.facts import Facts
from ilm.insight.gate import EMPTY, CubeCells, Earlier, Verdict, judge
from ilm.insight.metrics import cells, measure, serve
from ilm.insight.metrics.measuring import Values
from ilm.insight.models import Baseline, Release, ReleasedCell, ReleaseDefinition
from ilm.insight.protection import PUBLIC, Cell, may_refresh, starts_on
from ilm.insight.reading import Bounds, has_real_organisations, read
from ilm.insight.signing import signed_definition
from ilm.kit import clock
from ilm.wall.entering import atomic

log = logging.getLogger(__name__)
YEAR = timedelta(days=365)
Before = dict[tuple[str, Values], Earlier]


@dataclass(frozen=True)
class Frozen:
    """One table as it would go out: truth, what is served, of which day each cell is."""

    cube: Cube
    truth: Mapping[Values, Cell]
    shown: Mapping[Values, int | None]
    as_of: Mapping[Values, date]
    reissued: frozenset[Values]


@dataclass(frozen=True)
class Prepared:
    """A release before it is one: its tables, and what the attacks found."""

    frozen: tuple[Frozen, ...]
    verdict: Verdict
    is_demo: bool


def freeze(*, as_of: date, by: Actor) -> Release:
    """Read, protect, attack, and write one release. If the gate fails, the release is kept as
    failed without a cell, and the one before stays. `as_of` is the last day included."""
    by.must(Permission.TIME_PASS)
    definition = signed_definition()
    made = prepare(from_signed(definition.cubes), as_of=as_of, by=by)
    with atomic():
        release = Release(
            family=f"{as_of:%Y}",
            definition_version=definition.version,
            as_of=as_of,
            made_at=clock.now(),
            has_passed=made.verdict.passed,
            gate={"reasons": list(made.verdict.reasons), "measured": dict(made.verdict.measured)},
            is_demo=made.is_demo,
        )
        release.save(force_insert=True)
        if made.verdict.passed:
            _keep(release, made.frozen)
        else:
            count = len(made.verdict.reasons)
            log.error("Nothing was published: the gate found %s reasons.", count)
    return release


def prepare(cubes: Sequence[Cube], *, as_of: date, by: Actor) -> Prepared:
    """Read, protect and attack these tables, and write nothing."""
    is_demo = not has_real_organisations()
    facts = Facts(read(Bounds(until=as_of, is_demo=is_demo)), as_of)
    truths = {c: _truth(c, facts) for c in cubes}
    before = _before(facts, truths)
    frozen = tuple(_frozen(cube, truth, facts, before, by) for cube, truth in truths.items())
    return Prepared(frozen, _judged(frozen, before, as_of), is_demo)


def newest() -> Release | None:
    """The newest release that passed."""
    passed = Release.objects.filter(has_passed=True).defer("gate")
    return passed.order_by("-as_of", "-made_at").first()


def tried(definition: ReleaseDefinition) -> frozenset[date]:
    """Days for which a release was made under this definition, also where the gate said no."""
    made = Release.objects.filter(definition_version=definition.version)
    return frozenset(made.order_by().values_list("as_of", flat=True).distinct())


def _truth(cube: Cube, facts: Facts) -> dict[Values, Cell]:
    if not cube.metric.about_people:
        return {}
    return cells(cube.metric, facts, cube.dims, family=f"{facts.as_of:%Y}")


def _frozen(
    cube: Cube, truth: dict[Values, Cell], facts: Facts, before: Before, by: Actor
) -> Frozen:
    if not cube.metric.about_people:
        shown = dict(measure(cube.metric, surface=PUBLIC, facts=facts, dims=cube.dims, by=by))
        days = dict.fromkeys(shown, facts.as_of)
        return Frozen(cube, {}, shown, days, frozenset(shown))
    truth |= {v: EMPTY for name, v in before if name == cube.name and v not in truth}
    today = {v: serve(cube.metric, cell, PUBLIC) for v, cell in truth.items()}
    kept = {v: e for v in truth if (e := before.get((cube.name, v))) and not _due(e, facts.as_of)}
    return Frozen(
        cube,
        truth,
        {v: kept[v].shown if v in kept else value for v, value in today.items()},
        {v: kept[v].as_of if v in kept else facts.as_of for v in truth},
        frozenset(truth.keys() - kept.keys()),
    )


def _due(earlier: Earlier, as_of: date) -> bool:
    return may_refresh(
        last_as_of=earlier.as_of,
        as_of=as_of,
        changed=earlier.changed,
        changed_last_year=earlier.changed_last_year,
    )


def _judged(frozen: Iterable[Frozen], before: Before, as_of: date) -> Verdict:
    cubes = [
        CubeCells(
            f.cube.name,
            f.cube.dims,
            f.truth,
            f.shown,
            f.cube.metric.counts,
            f.cube.metric.overlapping & frozenset(f.cube.dims),
            f.reissued,
        )
        for f in frozen
        if f.cube.metric.about_people
    ]
    months = {v[c.dims.index("month")] for c in cubes if "month" in c.dims for v in c.cells}
    return judge(cubes, before, as_of=as_of, rolls=rolls(months))


def _before(facts: Facts, truths: Mapping[Cube, Mapping[Values, Cell]]) -> Before:
    """What each cell last showed and, at least, how many people changed since: the difference of
    two counts is never more than that. The volume that sets its calendar is of the year before the
    running half-year: known, past, and without the cell's own time."""
    last = newest()
    served = {} if last is None else {
        (f"{metric}/{cube}", tuple(cell[d] for d in cube.split("-")) if cell else ()): value
        for cube, metric, cell, value in last.cells.values_list("cube", "metric", "cell", "shown")
    }  # fmt: skip
    first = starts_on("half-year", facts.as_of)
    found: Before = {}
    for cube, today in truths.items():
        rows = list(Baseline.objects.filter(metric=cube.metric.slug, cube=cube.slug))
        if not rows:
            continue
        usual = _volumes(cube, facts, first)
        for row in rows:
            values = tuple(row.cell_key.split("|")) if cube.dims else ()
            timeless = tuple(v for d, v in zip(cube.dims, values, strict=True) if d not in TIME)
            found[cube.name, values] = Earlier(
                served.get((cube.name, values)),
                row.issued_on,
                abs(today.get(values, EMPTY).persons - row.count),
                usual.get(timeless, 0),
            )
    return found


def _volumes(cube: Cube, facts: Facts, first: date) -> dict[Values, int]:
    """People per cell, time left out, in the year before `first`."""
    people: dict[Values, set[str]] = {}
    dims = [d for d in cube.dims if d not in TIME]
    for row in cube.metric.rows(facts) if cube.metric.rows else ():
        if first - YEAR <= row.on < first:
            people.setdefault(tuple(row.value(d) for d in dims), set()).add(row.person)
    return {values: len(found) for values, found in people.items()}


def told(table: Frozen, as_of: date) -> Iterator[dict[str, Any]]:
    """The cells of a table that go out, as columns of `ReleasedCell`: those that are shown, and
    those withheld that are named in any case."""
    metric, dims = table.cube.metric, table.cube.dims
    named = {(v,): None for v in LISTED.get(dims[0], ())} if len(dims) == 1 else {}
    shown = {v: n for v, n in table.shown.items() if n is not None or not dims}
    for values, value in (named | shown).items():
        yield {
            "cube": table.cube.slug,
            "metric": metric.slug,
            "metric_version": metric.version,
            "cell": dict(zip(dims, values, strict=True)),
            "shown": value,
            "as_of": table.as_of.get(values, as_of),
        }


def _keep(release: Release, frozen: Iterable[Frozen]) -> None:
    """The cells that go out, and the baselines of what was issued anew."""
    rows, lines = [], []
    for f in frozen:
        rows += [ReleasedCell(release=release, **cell) for cell in told(f, release.as_of)]
        lines += [
            Baseline(
                cube=f.cube.slug,
                metric=f.cube.metric.slug,
                cell_key="|".join(values),
                count=f.truth[values].persons,
                issued_on=release.as_of,
            )
            for values in f.reissued & f.truth.keys()
            if f.truth[values].count or f.cube.dims
        ]
    ReleasedCell.objects.bulk_create(rows, batch_size=2000)
    Baseline.objects.bulk_create(
        lines,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["cube", "metric", "cell_key"],
        update_fields=["count", "issued_on"],
    )
