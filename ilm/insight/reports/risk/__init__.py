"""The twice-yearly report for one buyer: issues in its chain, what was done, and what workers
say."""

from pathlib import Path

from ilm.insight.protection import PARTNER
from ilm.insight.reports.base import Report, typeset
from ilm.insight.reports.risk.figures import (
    AuditRow,
    ClaimRow,
    Definition,
    EscalationRow,
    Headline,
    IssueRow,
    MonthRow,
    RemedyRow,
    RiskFigures,
    SiteRow,
)
from ilm.insight.reports.risk.plain import as_json
from ilm.insight.reports.risk.sheets import build_xlsx
from ilm.kit.slug import Slug

TEMPLATE = Path(__file__).parent / "report.typ"


def build_pdf(figures: RiskFigures) -> bytes:
    """A4, tagged, fonts inside. Raises NotSet if the typesetter fails."""
    return typeset(TEMPLATE, as_json(figures))


RISK = Report(
    Slug("risk"),
    "Risk report",
    "Issues in one buyer’s chain, remedy, escalations, suppliers’ claims beside workers’ word.",
    PARTNER,
    build_pdf,
    build_xlsx,
)

__all__ = [
    "RISK",
    "AuditRow",
    "ClaimRow",
    "Definition",
    "EscalationRow",
    "Headline",
    "IssueRow",
    "MonthRow",
    "RemedyRow",
    "RiskFigures",
    "SiteRow",
    "as_json",
    "build_pdf",
    "build_xlsx",
]
