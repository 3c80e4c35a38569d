from datetime import date, timedelta

from ilm.catalog.closing import (
    ClosingReason,
    is_recurrence,
    may_call_unreachable,
    needs_second_person,
)
from ilm.catalog.urgency import Urgency

DAY = date(2026, 5, 1)


def test_nine_reasons() -> None:
    assert len(ClosingReason) == 9
    assert ClosingReason("worker_unreachable_after_n_safe_attempts")


def test_second_person_from_high() -> None:
    assert [u for u in Urgency if needs_second_person(u)] == ["high", "urgent", "life_threat"]


def test_unreachable_takes_five_tries_over_thirty_days() -> None:
    tries = tuple(DAY + timedelta(days=n) for n in (0, 3, 9, 20, 30))
    assert may_call_unreachable(tries)
    assert not may_call_unreachable(tries[:4])
    assert not may_call_unreachable((*tries[:4], DAY + timedelta(days=29)))


def test_recurrence_window() -> None:
    assert is_recurrence(closed_on=DAY, reported_on=DAY + timedelta(days=180))
    assert not is_recurrence(closed_on=DAY, reported_on=DAY + timedelta(days=181))
    assert not is_recurrence(closed_on=DAY, reported_on=DAY - timedelta(days=1))
