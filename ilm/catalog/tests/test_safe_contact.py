from datetime import UTC, date, datetime, timedelta

import pytest

from ilm.catalog.safe_contact import (
    PLAN,
    AfterMissed,
    Upset,
    after_missed,
    check_ins,
    retries,
    stale,
)

CHECKED = date(2026, 3, 1)


@pytest.mark.parametrize(("days", "is_stale"), [(0, False), (30, False), (31, True)])
def test_stale_after_thirty_days(days: int, is_stale: bool) -> None:
    assert stale(CHECKED, CHECKED + timedelta(days=days)) is is_stale


def test_stale_at_once_after_an_upset() -> None:
    today = CHECKED + timedelta(days=5)
    assert stale(CHECKED, today, [(Upset.LOST_PHONE, CHECKED + timedelta(days=2))])
    assert stale(CHECKED, today, [(Upset.REPRISAL, CHECKED)])
    assert not stale(CHECKED, today, [(Upset.JOB_CHANGE, CHECKED - timedelta(days=1))])
    assert stale(None, today)


def test_check_ins_and_retries() -> None:
    assert [(d - CHECKED).days for d in check_ins(CHECKED)] == [3, 14, 30, 60, 90, 180]
    missed = datetime(2026, 3, 4, 18, tzinfo=UTC)
    assert max(retries(missed)) - missed == timedelta(hours=72)
    assert [after_missed(n) for n in (1, 2, 3)] == [
        AfterMissed.RETRY,
        AfterMissed.RETRY,
        AfterMissed.DUTY_MANAGER,
    ]


def test_plan_has_fifteen_lines() -> None:
    assert len(PLAN) == 15
