"""What the metrics count: one row per person, contact, organisation or issue, in codes alone.

No name, address, word, number or time of day; a person is an alias id and never leaves this room.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final

from ilm.catalog.counting import HEADLINE_MONTHS
from ilm.insight.reading import Heard, Known, Reported, Rows, Settled

UNKNOWN: Final = ""
DIMS: Final = ("country", "nationality", "industry", "year", "month", "area", "leaf", "status")
REMEDIED: Final = frozenset({"remedied_worker_validated", "partly_remedied_validated"})
STATUSES: Final[Mapping[str, str]] = {
    "checking": "Being checked",
    "raised": "Raised with the employer or recruiter",
    "answered": "Answered by the employer or recruiter",
    "in_progress": "Remedy under way",
    "claimed": "Employer says done, workers not yet asked",
    "worker_check": "Workers are being asked",
    "remedied": "Remedied, confirmed by workers",
    "partly_remedied": "Partly remedied, confirmed by workers",
    "not_remedied": "Not remedied, say the workers",
    "helped": "Helped without raising it",
    "closed_otherwise": "Closed for another reason",
}
"""Status of remedy, in the order of the loop."""

_CLOSED: Final = {
    "remedied_worker_validated": "remedied",
    "partly_remedied_validated": "partly_remedied",
    "not_remedied": "not_remedied",
}
_ENGAGED: Final = {
    "responded": "answered",
    "remedy_in_progress": "in_progress",
    "claimed_done": "claimed",
    "worker_check": "worker_check",
}


@dataclass(frozen=True, kw_only=True)
class FactRow:
    """One counted thing in one combination of values. `record` is what is counted once, `person`
    whom it belongs to, `site` the workplace or "" where none is known; `weight` how many records
    the row stands for (1 wherever figures are protected)."""

    record: str
    person: str
    org: str
    site: str = UNKNOWN
    country: str = UNKNOWN
    nationality: str = UNKNOWN
    industry: str = UNKNOWN
    on: date
    leaf: str = UNKNOWN
    status: str = UNKNOWN
    weight: int = 1

    def value(self, dim: str) -> str:
        """The row's value in one dimension of DIMS, as text."""
        match dim:
            case "year":
                return str(self.on.year)
            case "month":
                return f"{self.on.year}-{self.on.month:02}"
            case "area":
                return self.leaf.partition(".")[0]
            case _:
                return str(getattr(self, dim))


@dataclass(frozen=True)
class Facts:
    """The rows of one reading. `as_of` is the last day included; `keys` remembers record keys."""

    rows: Rows
    as_of: date
    remedied_since: date = field(init=False)
    keys: dict[str, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "remedied_since", months_before(self.as_of, HEADLINE_MONTHS))

    @cached_property
    def people(self) -> tuple[FactRow, ...]:
        """One row per reporter × kind of issue × status. Place, nationality and month are those of
        the first report, so that each person stands in one of them only."""
        homes = {r.alias: r for r in reversed(self.rows.reported)}
        nationality = {
            r.alias: r.nationality for r in reversed(self.rows.reported) if r.nationality
        }
        found = {}
        for report in self.rows.reported:
            home = homes[report.alias]
            status = self.status.get((report.case, report.leaf), "checking")
            row = replace(
                _row(home.alias, home.alias, home),
                nationality=nationality.get(report.alias, UNKNOWN),
                leaf=report.leaf,
                status=status,
            )
            found[row.person, row.leaf, row.status] = row
        return tuple(found.values())

    @cached_property
    def contacts(self) -> tuple[FactRow, ...]:
        """One row per contact (or per day and place of them, weighed, if the reading grouped)."""
        return tuple(_contact(n, heard) for n, heard in enumerate(self.rows.heard))

    @cached_property
    def organisations(self) -> tuple[FactRow, ...]:
        """One row per organisation in the network that listens to workers."""
        return tuple(
            FactRow(record=o, person=o, org=o, country=country, on=self.as_of)
            for o, country in self.rows.organisations
        )

    @cached_property
    def issues(self) -> tuple[FactRow, ...]:
        """One row per issue."""
        return tuple(
            replace(_row(i.issue, i.issue, i), leaf=i.leaf, status=self.status[i.case, i.leaf])
            for i in self.rows.known
        )

    @cached_property
    def affected(self) -> tuple[FactRow, ...]:
        """One row per person affected: the union over the issues of a workplace, never the sum.
        Whoever is not known by alias is a numbered place, so that the largest issue counts once."""
        return tuple(
            self._placed((i, i.affected) for i in sorted(self.rows.known, key=lambda i: i.on))
        )

    @cached_property
    def remedied(self) -> tuple[FactRow, ...]:
        """One row per worker remedied (domain 2.4), within the last 36 months; as `affected`."""
        counted = [s for s in self.settled if s.reason in REMEDIED]
        return tuple(self._placed((s, s.remedied) for s in counted if s.on > self.remedied_since))

    @cached_property
    def settled(self) -> tuple[Settled, ...]:
        """The last word on each issue that workers were asked about, oldest first."""
        last = {s.issue: s for s in sorted(self.rows.settled, key=lambda s: s.on)}
        return tuple(last.values())

    @cached_property
    def status(self) -> Mapping[tuple[str, str], str]:
        """(case, leaf) → status of remedy."""
        return {(i.case, i.leaf): _status(i) for i in self.rows.known}

    def _placed(self, counted: Iterable[tuple[Known | Settled, int]]) -> Iterator[FactRow]:
        """Numbered places at each workplace, each used once; a larger number adds only the rest.
        One weighed row instead of many where the reading grouped."""
        taken: dict[str, int] = {}
        for of, number in counted:
            first = taken.get(of.site, 0)
            places = range(first, number)
            for place in places[:1] if self.rows.is_grouped else places:
                name = f"{of.site}#{place}"
                weight = len(places) if self.rows.is_grouped else 1
                yield replace(_row(name, name, of), leaf=of.leaf, weight=weight)
            taken[of.site] = max(first, number)


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies so many months before the month after `day`."""
    whole = day.year * 12 + day.month - months
    return date(whole // 12, whole % 12 + 1, 1)


def _status(issue: Known) -> str:
    match issue.status:
        case "closed":
            return _CLOSED.get(issue.reason, "closed_otherwise")
        case "referred_only":
            return "helped"
        case "raised":
            return _ENGAGED.get(issue.engaged, "raised")
    return "checking"


def _row(record: str, person: str, of: Reported | Known | Settled) -> FactRow:
    return FactRow(
        record=record,
        person=person,
        org=of.org,
        site=of.site,
        country=of.country,
        industry=of.industry,
        on=of.on,
    )


def _contact(number: int, heard: Heard) -> FactRow:
    return FactRow(
        record=heard.contact or str(number),
        person=heard.alias,
        org=heard.org,
        site=heard.site,
        country=heard.country,
        on=heard.on,
        weight=heard.number,
    )
