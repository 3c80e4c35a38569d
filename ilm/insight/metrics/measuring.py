"""The only way out for a number: count distinct, then apply the rule of the surface."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.insight.facts import FactRow, Facts
from ilm.insight.metrics.base import Metric
from ilm.insight.protection import Cell, Rule, record_key, shown
from ilm.kit.errors import Forbidden, Refused

Values = tuple[str, ...]
Shown = Mapping[Values, int | None]
RIGHT = {
    "desk": Permission.DASHBOARD_READ,
    "partner": Permission.REPORT_BUILD,
    "public": Permission.TIME_PASS,
}


@dataclass
class _Tally:
    weight: dict[str, int] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    sites: dict[str, set[str]] = field(default_factory=dict)

    def add(self, row: FactRow) -> None:
        self.weight[row.record] = row.weight
        self.people.add(row.person)
        if row.site:
            self.sites.setdefault(row.site, set()).add(row.record)

    def cell(self, keys: Mapping[str, int]) -> Cell:
        return Cell(
            sum(self.weight.values()),
            sum(keys.get(record, 0) for record in self.weight) % 256,
            len(self.sites),
            max(map(len, self.sites.values()), default=0),
            people=len(self.people),
        )


def cells(metric: Metric, facts: Facts, dims: Sequence[str], *, family: str) -> dict[Values, Cell]:
    """Truth per combination of values that occurs; stays inside `insight`. `family` "" makes no
    keys, for exact surfaces. What is not known is the value "", so that margins add up."""
    if unknown := [dim for dim in dims if dim not in metric.dims]:
        raise Refused(f"{metric.label} cannot be cut by {unknown[0]}.")
    found: dict[Values, _Tally] = {} if dims else {(): _Tally()}
    for row in metric.rows(facts) if metric.rows else ():
        values = tuple(row.value(dim) for dim in dims)
        found.setdefault(values, _Tally()).add(row)
        if family and row.record not in facts.keys:
            facts.keys[row.record] = record_key(settings.RECORD_KEY_SECRET, family, row.record)
    return {values: tally.cell(facts.keys) for values, tally in found.items()}


def serve(metric: Metric, cell: Cell, rule: Rule) -> int | None:
    """What a surface shows of a cell: organisations are not people and need no protection."""
    return shown(cell, rule) if metric.about_people else cell.count


def measure(
    metric: Metric,
    *,
    surface: Rule,
    facts: Facts,
    dims: Sequence[str] = (),
    by: Actor,
) -> Shown:
    """Values → number to show, None where withheld. Exact at the desk, for the actor's own
    organisation; elsewhere by the protected way. Combinations without a record are left out.
    Forbidden without the surface's right; Refused for a metric that the surface does not show."""
    by.must(RIGHT[surface.slug])
    if surface.slug not in metric.audiences:
        raise Refused(f"{metric.label} is not shown there.")
    if surface.is_exact:
        _must_be_own(facts, by.org_id if by.role.reach == Reach.OWN_ORGANISATION else None)
    if metric.value is not None:
        return {(): metric.value(facts)}
    family = "" if surface.is_exact else f"{facts.as_of:%Y}"
    counted = cells(metric, facts, dims, family=family)
    return {values: serve(metric, cell, surface) for values, cell in counted.items()}


def _must_be_own(facts: Facts, org_id: UUID | None) -> None:
    if org_id is None or not _orgs(facts) <= {str(org_id)}:
        raise Forbidden("Exact figures are for the organisation whose people they count.")


def _orgs(facts: Facts) -> set[str]:
    rows = facts.rows
    owned: Iterable[object] = (*rows.reported, *rows.known, *rows.settled, *rows.heard)
    return {str(getattr(row, "org", "")) for row in owned}
