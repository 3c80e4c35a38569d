"""The heading of each part, as a finding: one sentence that its figures support, no more."""

from collections.abc import Iterable
from typing import Protocol

from ilm.insight.reports.risk.figures import RiskFigures


class Shown(Protocol):
    @property
    def shown(self) -> int | None: ...


def of(figures: RiskFigures) -> dict[str, str]:
    """A sentence per part of the report."""
    return {
        "issues": _issues(figures),
        "by_month": _months(figures),
        "remedy": _remedy(figures),
        "sites": _sites(figures),
        "escalations": _escalations(figures),
        "claims": _claims(figures),
        "audits": _audits(figures),
    }


def _largest(rows: Iterable[Shown]) -> int:
    """The highest shown number; 0 if all are withheld."""
    return max((row.shown for row in rows if row.shown is not None), default=0)


def _issues(figures: RiskFigures) -> str:
    most = _largest(figures.issues)
    named = [row.label for row in figures.issues if row.shown == most]
    if not named:
        return "No issue was reported by enough people to show a figure"
    also = f" and {len(named) - 1} more" if len(named) > 1 else ""
    return f"“{named[0]}”{also} is what most workers reported: {most:,} people"


def _months(figures: RiskFigures) -> str:
    most = _largest(figures.by_month)
    peak = [row.month for row in figures.by_month if row.shown == most]
    if not peak:
        return "No month has enough people to show a figure"
    return f"Most people came forward in {peak[0]:%B %Y}: {most:,}"


def _remedy(figures: RiskFigures) -> str:
    confirmed = [row.shown for row in figures.remedy if row.is_confirmed]
    if not confirmed or confirmed[0] is None:
        return "Too few workers have confirmed remedy to show a figure"
    return f"{confirmed[0]:,} workers confirm that their issue is remedied"


def _sites(figures: RiskFigures) -> str:
    if all(row.open is None for row in figures.sites):
        return "No workplace has a figure that can be shown"
    open_ = sum(row.open or 0 for row in figures.sites)
    late = [row for row in figures.sites if row.overdue]
    overdue = sum(row.overdue or 0 for row in late)
    if not overdue:
        return f"{open_:,} issues are open and none is overdue"
    where = "one workplace" if len(late) == 1 else f"{len(late)} workplaces"
    return f"{overdue:,} of {open_:,} open issues are overdue, at {where}"


def _escalations(figures: RiskFigures) -> str:
    waiting = [row for row in figures.escalations if not row.is_answered]
    late = sum(row.due_by < figures.generated_on for row in waiting)
    if not waiting:
        return "Every escalation has been answered"
    some = "1 escalation awaits" if len(waiting) == 1 else f"{len(waiting)} escalations await"
    if not late:
        return f"{some} your answer, none past its date"
    return f"{some} your answer, {late} past {'its' if late == 1 else 'their'} date"


def _claims(figures: RiskFigures) -> str:
    heard = [row for row in figures.claims if row.supported is not None]
    if not heard:
        return "Workers’ answers are still too few to set beside the suppliers’ claims"
    claimed = sum(row.claimed for row in heard)
    supported = sum(row.supported or 0 for row in heard)
    return f"Suppliers claim {claimed:,} remedied, workers’ word supports {supported:,}"


def _audits(figures: RiskFigures) -> str:
    missed = sum(not row.was_found_by_audit for row in figures.audits)
    return f"Audits missed {missed} of {len(figures.audits)} issues that workers reported"
