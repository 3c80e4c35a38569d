from datetime import UTC, date, datetime, timedelta

import pytest

from ilm.catalog.urgency import (
    CLOCKS,
    Urgency,
    after_pause,
    at_departure,
    tightened,
    urgent_threat,
)

AT = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)


def test_order_is_of_need_not_of_letters() -> None:
    assert sorted(Urgency) == list(Urgency)
    assert max(Urgency.LOW, Urgency.HIGH) is Urgency.HIGH
    assert Urgency.MEDIUM <= Urgency.MEDIUM
    assert Urgency.URGENT >= Urgency.HIGH
    with pytest.raises(ValueError, match="soon"):
        assert Urgency.LOW < "soon"


@pytest.mark.parametrize(
    ("urgency", "hours", "plan", "reply", "remedy", "update"),
    [
        ("life_threat", 1, "same_day", None, 2, 1),
        ("urgent", 24, "within_24h", 2, 14, 7),
        ("high", 72, "before_raising", 5, 30, 14),
        ("medium", 168, "if_needed", 10, 60, 14),
        ("low", 336, "if_needed", 15, 90, 14),
    ],
)
def test_time_table(urgency, hours, plan, reply, remedy, update) -> None:
    clock = CLOCKS[Urgency(urgency)]
    assert clock.contact_by(AT) == AT + timedelta(hours=hours)
    assert (clock.safety_plan, clock.first_reply_working_days) == (plan, reply)
    assert clock.remedy_by(AT.date()) == AT.date() + timedelta(days=remedy)
    assert clock.update_by(AT.date()) == AT.date() + timedelta(days=update)


def test_life_threat_reply_is_due_the_same_day() -> None:
    clock = CLOCKS[Urgency.LIFE_THREAT]
    assert clock.first_reply_by(date(2026, 3, 1), country="TH") == date(2026, 3, 1)


def test_urgent_threat_is_the_first_two() -> None:
    assert [u for u in Urgency if urgent_threat(u)] == [Urgency.URGENT, Urgency.LIFE_THREAT]


def test_raising_never_extends() -> None:
    running, later = AT, AT + timedelta(days=3)
    assert tightened(running, later) == running
    assert tightened(later, running) == running
    assert tightened(None, running) == running
    assert tightened(running, None) == running


def test_clock_pauses_only_by_what_was_waited() -> None:
    assert after_pause(AT, timedelta(hours=5)) == AT + timedelta(hours=5)
    with pytest.raises(ValueError, match="negative"):
        after_pause(AT, timedelta(hours=-1))


def test_recruitment_is_urgent_close_to_departure() -> None:
    assert at_departure(Urgency.MEDIUM, area="rec", days_to_departure=14) is Urgency.URGENT
    assert at_departure(Urgency.MEDIUM, area="rec", days_to_departure=15) is Urgency.MEDIUM
    assert at_departure(Urgency.MEDIUM, area="wag", days_to_departure=2) is Urgency.MEDIUM
    assert at_departure(Urgency.LIFE_THREAT, area="rec", days_to_departure=2) is Urgency.LIFE_THREAT
