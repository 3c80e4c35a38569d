"""The oracle of the field: 400 at the site, 60 in sewing, 18 at night, 12 from one country, 4 women."""

import pytest

from ilm.disclosure.anonymity import (
    LADDER,
    Crowd,
    Fix,
    Head,
    K,
    Scope,
    Words,
    first_day,
    narrowing,
    scope_of,
    set_size,
)

UNIT = {"unit": "sewing"}
NIGHT = UNIT | {"shift": "night"}
THERE = NIGHT | {"nationality": "MM"}
WOMEN = THERE | {"gender": "female"}
PLANT = (Head({}, 400), Head(UNIT, 60), Head(NIGHT, 18), Head(THERE, 12), Head(WOMEN, 4))


@pytest.mark.parametrize(
    ("traits", "size"), [({}, 400), (UNIT, 60), (NIGHT, 18), (THERE, 12), (WOMEN, 4)]
)
def test_the_oracle_counts(traits: dict[str, str], size: int) -> None:
    assert set_size(PLANT, traits) == size


@pytest.mark.parametrize(
    ("size", "passes"),
    [
        (4, set()),
        (12, {"supplier_hr", "brand", "public"}),
        (10, {"supplier_hr", "brand"}),
        (9, {"brand"}),
        (5, {"brand"}),
    ],
)
def test_each_recipient_has_its_k(size: int, passes: set[str]) -> None:
    assert {who for who in ("supplier_hr", "brand", "public") if size >= K[who]} == passes


def test_nobody_counted_is_nobody() -> None:
    assert set_size(PLANT, {"role": "cleaner"}) == 0
    assert set_size((), {}) == 0
    assert Crowd().size({}, Scope.POOLED) == 0


def test_a_group_is_never_larger_than_the_wider_one() -> None:
    assert set_size([Head({}, 50), Head(UNIT, 60)], UNIT) == 50


def test_a_month_narrows_nothing_but_a_day_does() -> None:
    assert set_size(PLANT, UNIT | {"date": "2026-05", "site": "Demo"}) == 60
    assert set_size(PLANT, UNIT | {"date": "2026-05-03"}) == 0
    assert narrowing({"date": "2026-Q2", "site": "Demo", "unit": "a"}) == {"unit": "a"}


def test_wider_scopes_add_sites_up() -> None:
    small = (Head({}, 7),)
    crowd = Crowd(site=small, pooled=(small, PLANT), every=(small, PLANT, small))
    assert [crowd.size({}, scope) for scope in Scope] == [7, 407, 414]
    assert [scope_of(step) for step in (0, 3, 4, 5, 6)] == [0, 0, 1, 1, 2]


def test_the_ladder_widens_step_by_step() -> None:
    words = Words(text="t", traits=WOMEN | {"date": "2026-05-03", "site": "Demo", "role": "cutter"})
    fix = Fix(needed=frozenset({"unit", "shift", "date"}), label="Wages late")
    kept = []
    for step in LADDER:
        words = step.change(words, fix)
        kept.append((step.number, sorted(words.traits), words.traits.get("date"), words.scope))
    assert kept == [
        (0, ["date", "gender", "nationality", "role", "shift", "site", "unit"], "2026-05-03", 0),
        (1, ["date", "shift", "site", "unit"], "2026-05-03", 0),
        (2, ["date", "shift", "site", "unit"], "2026-05", 0),
        (2, ["date", "shift", "site", "unit"], "2026-Q2", 0),
        (3, ["date", "site"], "2026-Q2", 0),
        (4, ["date"], "2026-Q2", 1),
        (5, ["date"], "2026-Q2", 1),
        (6, [], None, 2),
    ]
    assert "wages late" in words.text


def test_a_date_that_is_none_is_dropped() -> None:
    words = Words(text="t", traits={"date": "last week"})
    fix = Fix(needed=frozenset({"date"}), label="x")
    assert LADDER[2].change(words, fix).traits == {}
    assert LADDER[2].change(words.without({"date"}), fix).traits == {}


def test_the_first_day_of_what_is_said() -> None:
    said = ("2026-05-03", "2026-05", "2026-Q4", "2026-Q9", "soon", "")
    days = [str(first_day(one)) for one in said]
    assert days == ["2026-05-03", "2026-05-01", "2026-10-01", "None", "None", "None"]
