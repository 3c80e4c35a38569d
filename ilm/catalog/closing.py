"""Why an issue closes. "The supplier says it is done" is a claim, never a closure."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from ilm.catalog.urgency import Urgency


class ClosingReason(StrEnum):
    REMEDIED_WORKER_VALIDATED = "remedied_worker_validated"
    PARTLY_REMEDIED_VALIDATED = "partly_remedied_validated"
    NOT_REMEDIED = "not_remedied"
    WORKER_WITHDREW = "worker_withdrew"
    WORKER_UNREACHABLE = "worker_unreachable_after_n_safe_attempts"
    REFERRED_OUT_ACCEPTED = "referred_out_accepted"
    UNFOUNDED_WITH_REASONS = "unfounded_with_reasons"
    OUT_OF_SCOPE_SIGNPOSTED = "out_of_scope_signposted"
    MERGED = "merged"


class WithdrawnBecause(StrEnum):
    """Withdrawal for fear is told apart and never counts as solved."""

    FEAR = "fear"
    OTHER = "other"
    NOT_SAID = "not_said"


NEED_WORKERS_WORD: Final = frozenset(
    {ClosingReason.REMEDIED_WORKER_VALIDATED, ClosingReason.PARTLY_REMEDIED_VALIDATED}
)
SAFE_ATTEMPTS: Final = 5
ATTEMPTS_OVER_DAYS: Final = 30
RECURRENCE_DAYS: Final = 180


def needs_second_person(urgency: Urgency) -> bool:
    """Closing an issue of this urgency needs another person's approval."""
    return urgency >= Urgency.HIGH


def may_call_unreachable(attempted_on: tuple[date, ...]) -> bool:
    """At least five safe attempts, first and last at least 30 days apart."""
    if len(attempted_on) < SAFE_ATTEMPTS:
        return False
    return max(attempted_on) - min(attempted_on) >= timedelta(days=ATTEMPTS_OVER_DAYS)


def is_recurrence(*, closed_on: date, reported_on: date) -> bool:
    """A report of the same leaf and site that reopens the issue: within 180 days of closure."""
    return timedelta(0) <= reported_on - closed_on <= timedelta(days=RECURRENCE_DAYS)
