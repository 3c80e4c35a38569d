from datetime import date

import pytest

from ilm.catalog.working_days import (
    REST_DAYS,
    add_working_days,
    holidays_known,
    is_working_day,
    rest_days_of,
)

NEEDED = [
    "TH",
    "MY",
    "BD",
    "KH",
    "NP",
    "MM",
    "LA",
    "VN",
    "ID",
    "PH",
    "IN",
    "PK",
    "LK",
    "SG",
    "QA",
    "SA",
    "AE",
    "KW",
    "TW",
    "HK",
    "JO",
]


@pytest.mark.parametrize("country", NEEDED)
def test_every_needed_country_has_a_calendar(country: str) -> None:
    assert country in REST_DAYS
    assert holidays_known(country)
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365)]
    off = [d for d in days if not is_working_day(d, country=country)]
    assert len(off) > 52 * len(rest_days_of(country))


def test_songkran_and_sunday_do_not_count() -> None:
    # 2026: Sunday 12 April, Songkran 13-15 April
    assert add_working_days(date(2026, 4, 11), 1, country="TH") == date(2026, 4, 16)


def test_friday_rests_in_bangladesh() -> None:
    assert not is_working_day(date(2026, 6, 5), country="BD")
    assert is_working_day(date(2026, 6, 7), country="BD")


def test_site_states_its_own_rest_days() -> None:
    start = date(2026, 6, 4)  # Thursday
    assert add_working_days(start, 2, country="TH", rest_days=frozenset({5, 6})) == date(2026, 6, 8)
    assert add_working_days(start, 0, country="TH") == start


def test_unknown_country_rests_on_sunday_only() -> None:
    assert not holidays_known("XX")
    assert add_working_days(date(2026, 1, 3), 1, country="XX") == date(2026, 1, 5)


def test_refuses_nonsense() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 1, 1), -1, country="TH")
    with pytest.raises(ValueError, match="every day"):
        add_working_days(date(2026, 1, 1), 1, country="TH", rest_days=frozenset(range(7)))
