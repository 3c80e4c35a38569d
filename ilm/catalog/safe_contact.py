"""How, when and in which words a person may be reached, and when to check in again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from ilm.kit.slug import Slug, by_slug


@dataclass(frozen=True, kw_only=True)
class PlanField:
    """One line of a safe-contact plan."""

    slug: Slug
    asks: str


def _line(slug: str, asks: str) -> PlanField:
    return PlanField(slug=Slug(slug), asks=asks)


PLAN = by_slug(
    _line("channels_allowed", "Which ways are safe to reach you, best first?"),
    _line("days_hours", "On which days and hours, by your clock and shift?"),
    _line("phone_shared_with", "Who else uses or sees this phone?"),
    _line("may_leave_message", "May we leave a message?"),
    _line("may_say_organisation_name", "May we say the name of our organisation?"),
    _line("cover_story", "If somebody asks, who are we?"),
    _line("code_word", "Which word proves that it is us, or you?"),
    _line("distress_word", "Which word tells us to end the call as a wrong number?"),
    _line("stop_signal", "Which sign tells us to stop contacting you?"),
    _line("interpreter_language", "Which language should the interpreter speak?"),
    _line("interpreter_gender", "Should the interpreter be a woman or a man?"),
    _line("worker_contacts_us_only", "Should only you contact us, never we you?"),
    _line("employer_may_monitor_device", "Could your employer look into your device?"),
    _line("notification_text", "Which neutral words may a message show?"),
    _line("last_verified_on", "When was this plan last checked with the person?"),
)

STALE_AFTER_DAYS: Final = 30
CHECK_IN_DAYS: Final = (3, 14, 30, 60, 90, 180)
RETRIES: Final = 2
RETRY_WITHIN: Final = timedelta(hours=72)


class Upset(StrEnum):
    """What makes a plan stale at once."""

    REPRISAL = "reprisal"
    JOB_CHANGE = "job_change"
    LOST_PHONE = "lost_phone"


class AfterMissed(StrEnum):
    RETRY = "retry"
    DUTY_MANAGER = "duty_manager"


def stale(
    last_verified_on: date | None, today: date, events: Iterable[tuple[Upset, date]] = ()
) -> bool:
    """Must the plan be asked again first? Yes if never checked, older than 30 days, or upset since.

    An upset on the very day of checking counts.
    """
    if last_verified_on is None or (today - last_verified_on).days > STALE_AFTER_DAYS:
        return True
    return any(on >= last_verified_on for _, on in events)


def check_ins(disclosed_on: date) -> tuple[date, ...]:
    """The six days after a disclosure on which to ask whether the person is well."""
    return tuple(disclosed_on + timedelta(days=days) for days in CHECK_IN_DAYS)


def after_missed(missed: int) -> AfterMissed:
    """What follows the `missed`-th try without an answer (1 is the check-in itself)."""
    return AfterMissed.RETRY if missed <= RETRIES else AfterMissed.DUTY_MANAGER


def retries(missed_at: datetime) -> tuple[datetime, datetime]:
    """The two further tries, at different hours, the last at the end of 72 h."""
    return missed_at + RETRY_WITHIN / 2, missed_at + RETRY_WITHIN
