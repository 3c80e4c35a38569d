"""An invented buyer's risk figures: no name, place or number in it is real."""

from dataclasses import replace
from datetime import date

from ilm.insight.reports.risk import (
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
from ilm.insight.reports.risk.glossary import LABELS

COUNTS = (185, 160, 140, 120, 95, 80, 65, 45, 30, 20, 15, None)
SITES = ("Heron Fictitious Foods", "Lantern Example Garments", "Pebble Imaginary Seafood")

FIGURES = RiskFigures(
    buyer="Marlow Fictitious Retail",
    period_starts_on=date(2026, 1, 1),
    period_ends_on=date(2026, 6, 30),
    generated_on=date(2026, 7, 6),
    release="2026-07-06, family 2026, version 1",
    definitions=(
        Definition("workers_reached", 1, "Workers reached", "Distinct people who reported at least one issue at a workplace in your chain in the period."),
        Definition("workers_remedied", 2, "Workers remedied", "Distinct people whose remedy the workers concerned confirmed. For samples, the lower end of the Wilson 95 % interval times the people affected."),
        Definition("people_by_issue", 1, "People by issue", "Distinct people affected, per issue type. One person can stand in several rows, so rows must not be added."),
    ),
    headlines=(
        Headline("Workers reached", 640, "people who reported to us"),
        Headline("Workers affected", 1_285, "by verified issues"),
        Headline("Workers remedied", 420, "confirmed by workers"),
        Headline("Children and young workers", None, "at work under age"),
    ),
    issues=tuple(
        IssueRow(slug, LABELS[slug][0], slug.split(".", maxsplit=1)[0], n)
        for slug, n in zip(("wag.not_paid", "rec.fee_charged", "doc.identity_retained", *(s for s in LABELS if s not in ("wag.not_paid", "rec.fee_charged", "doc.identity_retained"))), COUNTS, strict=True)
    ),
    by_month=tuple(
        MonthRow(date(2026, m, 1), n) for m, n in enumerate((85, 110, None, 145, 120, 95), 1)
    ),
    remedy=(
        RemedyRow("remedied_worker_validated", "Remedied, confirmed by workers", 420, is_confirmed=True),
        RemedyRow("partly_remedied", "Partly remedied", 130),
        RemedyRow("claimed", "Supplier says done, workers not yet asked", 210),
        RemedyRow("in_progress", "Plan agreed, in progress", 305),
        RemedyRow("not_remedied", "Not remedied", None),
    ),
    sites=(
        SiteRow("W-0102", SITES[0], "Thailand", 1, 4, 2, 3),
        SiteRow("W-0117", SITES[1], "Malaysia", 2, 6, 0, 5),
        SiteRow("W-0130", SITES[2], "Thailand", 3, 2, 1, 0),
        SiteRow("W-0144", "Quarry Made-up Plastics", "Jordan", None, None, None, None),
    ),
    escalations=(
        EscalationRow("C-2041", SITES[0], "Wages not paid", "Second reminder", date(2026, 5, 4), date(2026, 7, 1)),
        EscalationRow("C-2077", SITES[2], "Identity documents kept", "First letter", date(2026, 6, 22), date(2026, 7, 20)),
        EscalationRow("C-1990", SITES[1], "Recruitment fee or cost charged", "Joint meeting", date(2026, 3, 2), date(2026, 4, 2), is_answered=True),
    ),
    claims=(
        ClaimRow(SITES[0], "Wages not paid", 240, 240, 69, 63),
        ClaimRow(SITES[1], "Recruitment fee or cost charged", 30, 30, 30, 26),
        ClaimRow(SITES[2], "Identity documents kept", 120, 90, None, None),
    ),
    audits=(
        AuditRow(SITES[0], "Wages not paid", 120, False),
        AuditRow(SITES[1], "Excessive hours", 45, True),
        AuditRow(SITES[2], "Locked in or guarded", None, False),
    ),
    is_demo=True,
)  # fmt: skip

EMPTY = replace(
    FIGURES,
    definitions=(),
    headlines=(),
    issues=(),
    by_month=(),
    remedy=(),
    sites=(),
    escalations=(),
    claims=(),
    audits=(),
    is_demo=False,
)
