from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilm.insight import protection
from ilm.insight.protection import DESK, PARTNER, PUBLIC, SURFACES, Cell, shown

keys = st.integers(0, 255)


def test_the_noise_has_mean_zero_and_stays_within_reach():
    table = protection.noise()
    assert len(table) == 256
    assert sum(table) == 0
    assert set(table) <= set(range(-5, 6))
    assert sum(n * n for n in table) / 256 == pytest.approx(2.5, abs=0.05)


@given(st.integers(0, 10), keys, st.integers(0, 10))
def test_nought_to_ten_people_are_never_shown(count, key, sites):
    assert shown(Cell(count, key, sites, count // 3)) is None


@settings(max_examples=300)
@given(st.integers(11, 5_000), keys)
def test_a_shown_number_is_a_multiple_of_five_from_fifteen_up_and_near(count, key):
    value = shown(Cell(count, key, 40, count // 10))
    assert value is None if count + protection.noise()[key] < 11 else value is not None
    if value is not None:
        assert value >= 15
        assert value % 5 == 0
        assert abs(value - count) <= 7
        least, most = protection.bounds(value, 9_999)
        assert least <= count <= most


@pytest.mark.parametrize(
    ("cell", "is_shown"),
    [
        (Cell(100, 0, 2, 50), False),  # two workplaces
        (Cell(100, 0, 9, 81), False),  # one of them dominates
        (Cell(100, 0, 9, 80), True),
        (Cell(100, 0, 9, 40, also=((5, 90),)), False),  # one recruiter dominates
    ],
)
def test_a_dominating_workplace_is_withheld(cell, is_shown):
    assert (shown(cell) is not None) is is_shown


def test_same_people_any_path_same_number():
    secret = b"fictitious"
    people = [f"person-{n}" for n in range(60)]
    keys = [protection.record_key(secret, "2026", p) for p in people]
    by_half = protection.cell_key(
        [protection.cell_key(keys[:20]), protection.cell_key(reversed(keys[20:]))]
    )
    assert by_half == protection.cell_key(keys)
    cell = Cell(60, by_half, 6, 12)
    assert shown(cell, PUBLIC) == shown(cell, PARTNER)
    assert keys != [protection.record_key(b"another", "2026", p) for p in people]


def test_the_desk_sees_exact_numbers():
    assert shown(Cell(3, 9, 1, 3), DESK) == 3
    assert [r for r in SURFACES.values() if r.is_exact] == [DESK]


def test_ratios_and_days_come_from_shown_values():
    assert protection.share(30, 120) == 0.25
    assert protection.share(None, 120) is None
    assert protection.share(20, 15) == 1.0
    assert protection.settled_days(17, 40) == 14
    assert protection.settled_days(9.4, 40) == 9
    assert protection.settled_days(9, None) is None


@pytest.mark.parametrize(
    ("a_year", "name"),
    [(20_000, "day"), (2_000, "week"), (500, "month"), (140, "quarter"), (3, "half-year")],
)
def test_the_period_follows_last_years_volume(a_year, name):
    assert protection.period(a_year) == name


@pytest.mark.parametrize(
    ("as_of", "changed", "may"),
    [
        (date(2026, 4, 1), 11, True),
        (date(2026, 4, 1), 10, False),  # too few changed
        (date(2026, 4, 2), 40, False),  # off its calendar
        (date(2026, 1, 1), 40, False),  # already issued with that state
    ],
)
def test_a_cell_refreshes_on_its_calendar_after_eleven_changes(as_of, changed, may):
    last = date(2026, 1, 1)
    assert may is protection.may_refresh(
        last_as_of=last, as_of=as_of, changed=changed, changed_last_year=140
    )


def test_a_new_cell_may_be_issued_any_day():
    assert protection.may_refresh(
        last_as_of=None, as_of=date(2026, 2, 3), changed=0, changed_last_year=0
    )


def test_weeks_begin_on_monday_and_half_years_in_january_and_july():
    assert protection.starts_on("week", date(2026, 11, 26)) == date(2026, 11, 23)
    assert protection.starts_on("half-year", date(2026, 11, 26)) == date(2026, 7, 1)
