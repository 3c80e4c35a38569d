"""How fast a human must act (domain: urgency and time norms). Clocks are defaults of a tenant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from ilm.catalog.working_days import add_working_days


class Urgency(StrEnum):
    """Ordered: `Urgency.HIGH < Urgency.URGENT`. Comparing with any other text raises ValueError."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"
    LIFE_THREAT = "life_threat"

    @property
    def rank(self) -> int:
        """0 for low to 4 for life_threat."""
        return list(type(self)).index(self)

    def __lt__(self, other: str) -> bool:
        return self.rank < Urgency(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Urgency(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Urgency(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Urgency(other).rank


class SafetyPlan(StrEnum):
    SAME_DAY = "same_day"
    WITHIN_24H = "within_24h"
    BEFORE_RAISING = "before_raising"
    IF_NEEDED = "if_needed"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The promises that go with one urgency.

    `contact_within` runs day and night; `first_reply_working_days` are the site's working days and
    None means: not waited for (if raised all the same, the reply is due the same day).
    """

    urgency: Urgency
    contact_within: timedelta
    safety_plan: SafetyPlan
    first_reply_working_days: int | None
    remedy_days: int
    worker_update_days: int

    def contact_by(self, at: datetime) -> datetime:
        """When a human must have reached the person who spoke at `at`."""
        return at + self.contact_within

    def first_reply_by(
        self, raised_on: date, *, country: str, rest_days: frozenset[int] | None = None
    ) -> date:
        """The day on which the employer's first reply is due."""
        return add_working_days(
            raised_on, self.first_reply_working_days or 0, country=country, rest_days=rest_days
        )

    def remedy_by(self, raised_on: date) -> date:
        return raised_on + timedelta(days=self.remedy_days)

    def update_by(self, last_update_on: date) -> date:
        """The day by which the worker must hear from us again."""
        return last_update_on + timedelta(days=self.worker_update_days)


def _clock(
    urgency: Urgency, hours: int, plan: SafetyPlan, reply: int | None, remedy: int, update: int
) -> Clock:
    return Clock(
        urgency=urgency,
        contact_within=timedelta(hours=hours),
        safety_plan=plan,
        first_reply_working_days=reply,
        remedy_days=remedy,
        worker_update_days=update,
    )


CLOCKS: Final[Mapping[Urgency, Clock]] = MappingProxyType(
    {
        clock.urgency: clock
        for clock in (
            _clock(Urgency.LIFE_THREAT, 1, SafetyPlan.SAME_DAY, None, 2, 1),
            _clock(Urgency.URGENT, 24, SafetyPlan.WITHIN_24H, 2, 14, 7),
            _clock(Urgency.HIGH, 72, SafetyPlan.BEFORE_RAISING, 5, 30, 14),
            _clock(Urgency.MEDIUM, 7 * 24, SafetyPlan.IF_NEEDED, 10, 60, 14),
            _clock(Urgency.LOW, 14 * 24, SafetyPlan.IF_NEEDED, 15, 90, 14),
        )
    }
)

ACKNOWLEDGE_WITHIN_DAYS: Final = 7  # § 17 HinSchG, the yardstick
FEEDBACK_WITHIN_MONTHS: Final = 3
CALL_AGAIN_AFTER_DAYS: Final = 5  # said to a reporter whom we cannot call back
DEPARTURE_SOON_DAYS: Final = 14  # a recruitment issue this close to departure becomes urgent

T = TypeVar("T", date, datetime)


def urgent_threat(urgency: Urgency) -> bool:
    """True for life_threat and urgent."""
    return urgency >= Urgency.URGENT


def tightened(deadline: T | None, new: T | None) -> T | None:
    """The earlier of a running deadline and a new one: a change of urgency never extends."""
    if deadline is None or new is None:
        return deadline or new
    return min(deadline, new)


def after_pause(deadline: datetime, waited: timedelta) -> datetime:
    """The deadline after `waited` was spent waiting for the worker: the only pause there is."""
    if waited < timedelta(0):
        raise ValueError("a pause cannot be negative")
    return deadline + waited


def at_departure(urgency: Urgency, *, area: str, days_to_departure: int | None) -> Urgency:
    """The default urgency of a recruitment issue once departure is near; else unchanged."""
    soon = days_to_departure is not None and days_to_departure <= DEPARTURE_SOON_DAYS
    return max(urgency, Urgency.URGENT) if soon and area == "rec" else urgency
