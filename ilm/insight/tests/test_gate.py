from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations

import pytest

from ilm.insight import gate, protection
from ilm.insight.gate import PROTECTED, CubeCells, Earlier, Way, judge
from ilm.insight.protection import Cell
from ilm.insight.rolling import Roll
from ilm.insight.tests import invented

NEW_YEAR = date(2026, 1, 1)
SPRING = date(2026, 4, 1)


def suppress(cell: Cell) -> int | None:
    return None if 0 < cell.count < 11 else cell.count


def round_only(cell: Cell) -> int | None:
    return None if cell.count < 11 else 5 * round(cell.count / 5)


SUPPRESSION = Way(
    "suppression", suppress, lambda c, _: (1, 10) if suppress(c) is None else (c.count, c.count)
)
ROUNDING = Way(
    "rounding",
    round_only,
    lambda c, _: (0, 10) if c.count < 11 else (round_only(c) - 2, round_only(c) + 2),
)


@cache
def cubes(way: Way = PROTECTED) -> tuple[CubeCells, ...]:
    rows, dims = invented.facts(), tuple(invented.SIZES)
    ways = [c for n in range(4) for c in combinations(dims, n)]
    return tuple(invented.cube(rows, *dims, serve=way.serve) for dims in ways)


def test_protected_tables_pass():
    verdict = judge(cubes(), as_of=NEW_YEAR)
    assert verdict.reasons == ()
    assert verdict.passed
    assert verdict.measured["small"] > 500
    assert verdict.measured["withheld"] < verdict.measured["cells"]


@pytest.mark.parametrize("way", [SUPPRESSION, ROUNDING], ids=lambda way: way.slug)
def test_the_gate_fails_on_a_weaker_way(way):
    verdict = judge(cubes(way), as_of=NEW_YEAR, way=way)
    assert not verdict.passed
    assert any("proven to hold 1 to 10" in reason for reason in verdict.reasons)


def test_suppression_is_broken_even_when_the_margin_is_in_no_cube():
    rows = invented.facts(1_500)
    two = [
        invented.cube(rows, "destination", "industry", serve=suppress),
        invented.cube(rows, "destination", "status", serve=suppress),
    ]
    assert not judge(two, as_of=NEW_YEAR, way=SUPPRESSION).passed


def test_empty_cells_may_be_left_out():
    rows = invented.facts(300)
    whole = invented.cube(rows, "destination", "industry", "status")
    filled = {v: c for v, c in whole.cells.items() if c.count}
    assert len(filled) < len(whole.cells)
    assert judge([replace(whole, cells=filled)], as_of=NEW_YEAR) == judge([whole], as_of=NEW_YEAR)


def before(cube: CubeCells, changed: int) -> dict:
    return {(cube.slug, v): Earlier(n, NEW_YEAR, changed, 140) for v, n in cube.shown.items()}


@pytest.mark.parametrize(
    ("as_of", "changed", "passes"),
    [(SPRING, 11, True), (date(2026, 1, 2), 3, False), (date(2026, 1, 2), 40, False)],
    ids=["quarter", "daily", "off-calendar"],
)
def test_daily_refresh_fails_and_the_refresh_rule_passes(as_of, changed, passes):
    cube = invented.cube(invented.facts(1_500), "destination", "industry")
    assert judge([cube], before(cube, changed), as_of=as_of).passed is passes


def test_a_kept_cell_keeps_what_it_showed():
    rows = invented.facts(1_500)
    old = invented.cube(rows[:1_300], "destination", "industry")
    new = invented.cube(rows, "destination", "industry", reissued=frozenset())
    assert not judge([new], before(old, 3), as_of=SPRING).passed
    assert judge([replace(new, shown=old.shown)], before(old, 3), as_of=SPRING).passed


def test_an_exact_number_is_noticed():
    cube = invented.cube(invented.facts(1_500), "destination")
    exact = replace(cube, shown={v: c.count for v, c in cube.cells.items()})
    assert "is not what the rule shows" in judge([exact], as_of=NEW_YEAR).reasons[0]


def test_same_facts_same_number_in_every_cube():
    found: dict = {}
    for cube in cubes():
        for values, value in cube.shown.items():
            name = frozenset(zip(cube.dims, values, strict=True))
            found.setdefault((name, cube.cells[values].count), set()).add(value)
    turned = invented.cube(invented.facts(), "industry", "destination")
    straight = invented.cube(invented.facts(), "destination", "industry")
    assert {v[::-1]: n for v, n in turned.shown.items()} == straight.shown
    assert all(len(values) == 1 for values in found.values())


def test_no_cell_of_nought_to_ten_is_shown():
    for cube in cubes():
        assert all(cube.shown[v] is None for v, c in cube.cells.items() if c.count < 11)


def test_a_rolled_up_dimension_is_attacked_with_its_leaves():
    rows = invented.facts(1_500)
    for row in rows:
        row["sector"] = "land" if row["industry"] in ("i0", "i1") else "sea"
    of = {f"i{n}": "land" if n < 2 else "sea" for n in range(6)}
    few = [r for r in rows if r["industry"] != "i1"][:400] + [
        r for r in rows if r["industry"] == "i1"
    ][:4]
    pair = [
        invented.cube(few, "industry", serve=suppress),
        invented.cube(few, "sector", serve=suppress),
    ]
    roll = Roll("industry", "sector", of)
    assert not judge(pair, as_of=NEW_YEAR, rolls=[roll], way=SUPPRESSION).passed


def test_an_undeclared_overlap_is_noticed_and_a_declared_one_holds():
    leaves = {(leaf,): Cell(60, 9, 8, 12) for leaf in ("wages", "papers")}
    served = {v: protection.shown(c) for v, c in leaves.items()}
    whole = CubeCells(
        "all", (), {(): Cell(70, 4, 9, 14)}, {(): protection.shown(Cell(70, 4, 9, 14))}
    )
    cube = CubeCells("leaf", ("leaf",), leaves, served)
    assert any("overlapping" in r for r in judge([whole, cube], as_of=NEW_YEAR).reasons)
    declared = replace(cube, overlapping=frozenset({"leaf"}))
    assert judge([whole, declared], as_of=NEW_YEAR).passed


def test_exact_partner_tables_may_not_differ_by_one_to_ten_people():
    many = frozenset(f"p{n}" for n in range(40))
    assert gate.isolating_pairs({"march": many, "april": many | {"p40"}}) == [("april", "march")]
    assert gate.isolating_pairs({"a": many, "b": many | {f"q{n}" for n in range(11)}}) == []
    assert gate.isolating_pairs({"a": many, "b": frozenset({"q1"})}) == []
