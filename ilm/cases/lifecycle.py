"""The life of a report, a case and an issue, at a glance. The diagrams are drawn from MOVES.

Between `raised` and `closed` the steps of the remedy (responded, in progress, claimed done, put to
the workers) are the life of the engagement in `remedy`: one per respondent, written by people who
cannot see the issue.
"""

from django.db import models

from ilm.access.permissions import Permission as P
from ilm.access.roles import Audience as A
from ilm.ledger.moves import Move


class ReportStatus(models.TextChoices):
    NEW = "new"
    JOINED = "joined"
    SIGNPOSTED = "signposted"


class CaseStatus(models.TextChoices):
    OPEN = "open"
    CLOSED = "closed"


class IssueStatus(models.TextChoices):
    DRAFT = "draft"
    ASSESSED = "assessed"
    AWAITING_CONSENT = "awaiting_consent"
    READY_TO_RAISE = "ready_to_raise"
    RAISED = "raised"
    REFERRED_ONLY = "referred_only"
    CLOSED = "closed"
    REOPENED = "reopened"


R, C, I = ReportStatus, CaseStatus, IssueStatus  # noqa: E741

JOIN = Move(
    verb="report.joined",
    source=frozenset({R.NEW, R.SIGNPOSTED}),
    target=R.JOINED,
    needs=P.CASE_OPEN,
    tells=frozenset({A.WORKER}),
)
SIGNPOST = Move(
    verb="report.signposted",
    source=frozenset({R.NEW}),
    target=R.SIGNPOSTED,
    needs=P.CASE_TRIAGE,
    tells=frozenset({A.WORKER}),
)
REPORT_MOVES = (JOIN, SIGNPOST)

CLOSE_CASE = Move(
    verb="case.closed", source=frozenset({C.OPEN}), target=C.CLOSED, needs=P.ISSUE_SETTLE
)
REOPEN_CASE = Move(
    verb="case.reopened", source=frozenset({C.CLOSED}), target=C.OPEN, needs=P.CASE_TRIAGE
)
CASE_MOVES = (CLOSE_CASE, REOPEN_CASE)

OPEN_STATES = frozenset(
    {
        I.DRAFT,
        I.ASSESSED,
        I.AWAITING_CONSENT,
        I.READY_TO_RAISE,
        I.RAISED,
        I.REFERRED_ONLY,
        I.REOPENED,
    }
)
ASSESS = Move(
    verb="issue.assessed",
    source=frozenset({I.DRAFT, I.REOPENED}),
    target=I.ASSESSED,
    needs=P.ISSUE_VERIFY,
    tells=frozenset({A.WORKER}),
)
ASK_CONSENT = Move(
    verb="issue.consent_asked",
    source=frozenset({I.ASSESSED, I.RAISED}),
    target=I.AWAITING_CONSENT,
    needs=P.DISCLOSURE_DRAFT,
    tells=frozenset({A.WORKER}),
)
READY = Move(
    verb="issue.ready",
    source=frozenset({I.ASSESSED, I.AWAITING_CONSENT}),
    target=I.READY_TO_RAISE,
    needs=P.TEXT_APPROVE,
)
RAISE = Move(
    verb="issue.raised",
    source=frozenset({I.READY_TO_RAISE, I.RAISED}),
    target=I.RAISED,
    needs=P.DISCLOSURE_SIGN,
    tells=frozenset({A.WORKER}),
)
RAISE_IN_EMERGENCY = Move(
    verb="issue.raised_in_emergency",
    source=frozenset({I.ASSESSED, I.AWAITING_CONSENT}),
    target=I.RAISED,
    needs=P.DISCLOSURE_SIGN,
    tells=frozenset({A.WORKER}),
)
REFER_ONLY = Move(
    verb="issue.referred_only",
    source=frozenset({I.ASSESSED}),
    target=I.REFERRED_ONLY,
    needs=P.REFERRAL_MAKE,
    tells=frozenset({A.WORKER}),
)
CLOSE = Move(
    verb="issue.closed",
    source=OPEN_STATES,
    target=I.CLOSED,
    needs=P.ISSUE_SETTLE,
    tells=frozenset({A.WORKER}),
)
REOPEN = Move(
    verb="issue.reopened",
    source=frozenset({I.CLOSED}),
    target=I.REOPENED,
    needs=P.CASE_OPEN,
    tells=frozenset({A.WORKER}),
)
ISSUE_MOVES = (ASSESS, ASK_CONSENT, READY, RAISE, RAISE_IN_EMERGENCY, REFER_ONLY, CLOSE, REOPEN)
