"""The figures of a risk report, already measured and protected: None is withheld, and stays
withheld.

Whoever assembles them goes through `measure()`; this room of the house only lays them out.
"""

from dataclasses import dataclass
from datetime import date
from math import floor, sqrt

Z = 1.96


@dataclass(frozen=True)
class Definition:
    slug: str
    version: int
    label: str
    explains: str


@dataclass(frozen=True)
class Headline:
    """One number on the first page. `note` says in a few words what it counts."""

    label: str
    shown: int | None
    note: str = ""


@dataclass(frozen=True)
class IssueRow:
    """`slug` and English `label` of the leaf, its area's label, people shown."""

    slug: str
    label: str
    area: str
    shown: int | None


@dataclass(frozen=True)
class MonthRow:
    """People first reporting in the month that `month` lies in."""

    month: date
    shown: int | None


@dataclass(frozen=True)
class RemedyRow:
    """People by status of remedy; `is_confirmed` marks the row that workers themselves
    confirmed."""

    slug: str
    label: str
    shown: int | None
    is_confirmed: bool = False


@dataclass(frozen=True)
class SiteRow:
    """Issues disclosed to this buyer at one workplace; the three numbers are None where
    withheld."""

    ref: str
    name: str
    country: str
    tier: int | None
    open: int | None
    overdue: int | None
    remedied: int | None


@dataclass(frozen=True)
class EscalationRow:
    """A case that went up to the buyer, and its clock: `due_by` is when an answer is due."""

    ref: str
    site: str
    issue: str
    step: str
    opened_on: date
    due_by: date
    is_answered: bool = False


@dataclass(frozen=True)
class ClaimRow:
    """What the supplier claims beside what workers say. People: affected, claimed by the supplier,
    workers asked, workers who confirmed; the last two are None where withheld."""

    site: str
    issue: str
    affected: int
    claimed: int
    asked: int | None
    confirmed: int | None

    @property
    def is_census(self) -> bool:
        return self.asked is not None and self.asked >= self.affected

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson 95 % interval of the confirming share, 0..1; None for a census or withheld
        words."""
        if not self.asked or self.confirmed is None or self.is_census:
            return None
        return wilson(self.confirmed, self.asked)

    @property
    def supported(self) -> int | None:
        """People whose remedy the workers' word supports: those who confirmed (census), else
        the lower bound of the interval times the affected, rounded down."""
        if self.is_census:
            return self.confirmed
        return None if self.interval is None else floor(self.interval[0] * self.affected)


@dataclass(frozen=True)
class AuditRow:
    """One issue at one site in one period: people who reported it to us, and whether an audit
    saw it."""

    site: str
    issue: str
    shown: int | None
    was_found_by_audit: bool


@dataclass(frozen=True)
class RiskFigures:
    """Everything one risk report says. `period_ends_on` is the last day included. `release`
    names the publication whose cells are shown. `is_demo` puts DEMO DATA on every page and
    sheet."""

    buyer: str
    period_starts_on: date
    period_ends_on: date
    generated_on: date
    release: str
    definitions: tuple[Definition, ...]
    headlines: tuple[Headline, ...]
    issues: tuple[IssueRow, ...]
    by_month: tuple[MonthRow, ...]
    remedy: tuple[RemedyRow, ...]
    sites: tuple[SiteRow, ...] = ()
    escalations: tuple[EscalationRow, ...] = ()
    claims: tuple[ClaimRow, ...] = ()
    audits: tuple[AuditRow, ...] = ()
    is_demo: bool = False


def wilson(yes: int, asked: int) -> tuple[float, float]:
    """Wilson 95 % interval of a share, 0..1 (z = 1.96)."""
    share, spread = yes / asked, Z * Z / asked
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / asked + spread / asked / 4) / (1 + spread)
    return middle - half, middle + half
