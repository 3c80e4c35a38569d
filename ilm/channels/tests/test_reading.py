"""Times as providers write them: sane years alone, so that windows and days can be added."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from ilm.channels.reading import a_time, instant, moment


def test_seconds_and_thousandths_are_the_same_time() -> None:
    at = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert instant({"at": int(at.timestamp())}, "at") == at
    assert instant({"at": str(int(at.timestamp()))}, "at") == at
    assert moment({"at": int(at.timestamp() * 1000) + 5}, "at") == at + timedelta(milliseconds=5)


@pytest.mark.parametrize("value", [-1, 10**11, 10**14, 10**25, "9" * 400])
def test_absurd_years_are_no_time(value: int | str) -> None:
    with pytest.raises(ValueError, match=r"none of ours|digits"):
        instant({"at": value}, "at")
    if value != 10**11:  # thousandths of 1973
        with pytest.raises(ValueError, match=r"none of ours|digits"):
            moment({"at": value}, "at")


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
@pytest.mark.parametrize("hours", [-14, 0, 14])
def test_a_date_at_the_edge_of_the_calendar_is_none(year: int, hours: int) -> None:
    with pytest.raises((ValueError, OverflowError)):
        a_time(datetime(year, 6, 1, tzinfo=timezone(timedelta(hours=hours))))


def test_a_date_keeps_its_instant() -> None:
    at = datetime(2026, 11, 27, 12, 0, 1, 250, tzinfo=timezone(timedelta(hours=7)))
    assert a_time(at) == at
