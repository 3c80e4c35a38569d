"""The threat model keeps its word: each demand and each point has its test, and the test is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/explanation/threat-model.md").read_text()
COUNTS = {"V": 13, "W": 12, "R": 13, "L": 4, "S": 6, "X": 6}
NUMBERS = [f"{kind}{n + 1}" for kind, count in COUNTS.items() for n in range(count)]
TEST = re.compile(r"`((?:ilm|tests|bench|docs)/[\w/.-]+|test_\w+\.py)`")
HONEST = ("not yet", "no test", "by hand")


def named(text: str) -> list[str]:
    return TEST.findall(text)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_demand_is_proven_or_its_gap_is_told(number: str) -> None:
    [line] = [one for one in PAGE.splitlines() if one.startswith(f"| {number} |")]
    assert named(line) or any(word in line for word in HONEST)


def test_each_point_of_the_comparison_names_what_proves_it() -> None:
    rows = [one for one in PAGE.split("## Beside others")[1].splitlines() if one.startswith("| ")]
    assert len(rows) > 25
    assert [row[:40] for row in rows[1:] if not named(row.rstrip(" |").rsplit(" | ", 1)[1])] == []


def test_what_is_named_is_there() -> None:
    paths = {path for path in named(PAGE) if "/" in path}
    assert len(paths) > 60
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
