"""The figures as JSON, with every sentence drawn from them: the one source of PDF, XLSX and
download."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from ilm.insight.reports.risk import findings, glossary, strings
from ilm.insight.reports.risk.figures import ClaimRow, EscalationRow, MonthRow, RiskFigures


def as_json(figures: RiskFigures) -> dict[str, object]:
    """The figures and every sentence drawn from them: the one source of PDF, XLSX and JSON."""
    return {
        **_plain(asdict(figures)),
        "words": dict(strings.WORDS),
        "title": strings.TITLE.format(buyer=figures.buyer),
        "period": f"{_long(figures.period_starts_on)} – {_long(figures.period_ends_on)}",
        "generated": _long(figures.generated_on),
        "findings": findings.of(figures),
        "by_month": [_month(row) for row in figures.by_month],
        "escalations": [_clock(row, figures.generated_on) for row in figures.escalations],
        "claims": [_claim(row) for row in figures.claims],
        "glossary": glossary.rows({row.slug for row in figures.issues}),
        "languages": glossary.LANGUAGES,
    }


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    """Only what JSON knows: dates as ISO text, tuples as lists."""
    return {name: _value(value) for name, value in fields.items()}


def _value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return _plain(value)
    return [_value(v) for v in value] if isinstance(value, tuple | list) else value


def _month(row: MonthRow) -> dict[str, object]:
    return {"month": f"{row.month:%b %Y}", "shown": row.shown}


def _clock(row: EscalationRow, today: date) -> dict[str, object]:
    days = (row.due_by - today).days
    return {
        **_plain(asdict(row)),
        "opened": _long(row.opened_on),
        "due": _long(row.due_by),
        "days_left": None if row.is_answered else days,
        "clock": strings.clock(None if row.is_answered else days),
    }


def _claim(row: ClaimRow) -> dict[str, object]:
    low, high = row.interval or (None, None)
    supported = row.supported
    share = row.confirmed / row.asked if row.asked and row.confirmed is not None else None
    return {
        **_plain(asdict(row)),
        "share": share,
        "low": low,
        "high": high,
        "is_census": row.is_census,
        "supported": supported,
        "gap": None if supported is None else max(0, row.claimed - supported),
    }
