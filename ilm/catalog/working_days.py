"""Working days at a site: its country's public holidays and its weekly rest day."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from holidays import HolidayBase

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

REST_DAYS: Final[Mapping[str, frozenset[int]]] = MappingProxyType(
    {
        "TH": frozenset({SUNDAY}),
        "MY": frozenset({SUNDAY}),
        "BD": frozenset({FRIDAY}),
        "KH": frozenset({SUNDAY}),
        "NP": frozenset({SATURDAY}),
        "MM": frozenset({SUNDAY}),
        "LA": frozenset({SUNDAY}),
        "VN": frozenset({SUNDAY}),
        "ID": frozenset({SUNDAY}),
        "PH": frozenset({SUNDAY}),
        "IN": frozenset({SUNDAY}),
        "PK": frozenset({SUNDAY}),
        "LK": frozenset({SUNDAY}),
        "SG": frozenset({SUNDAY}),
        "QA": frozenset({FRIDAY}),
        "SA": frozenset({FRIDAY}),
        "AE": frozenset({SUNDAY}),
        "KW": frozenset({FRIDAY}),
        "TW": frozenset({SATURDAY, SUNDAY}),
        "HK": frozenset({SUNDAY}),
        "JO": frozenset({FRIDAY}),
    }
)
"""The usual weekly rest of a factory (a house default; a site may state its own)."""

COUNTRIES_WITH_RULES: Final = tuple(REST_DAYS)


@lru_cache(maxsize=256)
def _calendar(country: str) -> "HolidayBase | None":
    import holidays

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


def holidays_known(country: str) -> bool:
    """False where we have no calendar: then only the weekly rest day counts, and pages say so."""
    return _calendar(country) is not None


def rest_days_of(country: str) -> frozenset[int]:
    """Weekly rest as weekday numbers (Monday 0); Sunday where the table has no entry."""
    return REST_DAYS.get(country, frozenset({SUNDAY}))


def is_working_day(day: date, *, country: str, rest_days: frozenset[int] | None = None) -> bool:
    """`rest_days` are the site's own; None takes the country's usual ones."""
    if day.weekday() in (rest_days_of(country) if rest_days is None else rest_days):
        return False
    calendar = _calendar(country)
    return calendar is None or day not in calendar


def add_working_days(
    start: date, n: int, *, country: str, rest_days: frozenset[int] | None = None
) -> date:
    """The n-th working day after `start` (n = 0 gives `start` itself).

    `country` is ISO 3166-1 alpha-2. ValueError if n is negative or every weekday is a rest day.
    """
    if n < 0:
        raise ValueError("working days are counted forwards")
    if rest_days is not None and len(rest_days) > 6:
        raise ValueError("a site that rests every day has no working days")
    day = start
    while n:
        day += timedelta(days=1)
        n -= is_working_day(day, country=country, rest_days=rest_days)
    return day
