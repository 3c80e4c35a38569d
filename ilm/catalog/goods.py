"""Goods produced by child or forced labour, by country: context, never a finding about a site.

US Department of Labor, "List of Goods Produced by Child Labor or Forced Labor", state of August
2023. The list names no company; show its date wherever it is shown.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

STATE: Final = "August 2023"


@dataclass(frozen=True, kw_only=True)
class Good:
    """One good × country. `derived_from`: the source country of a downstream good, else empty."""

    good: str
    sector: str
    country: str
    region: str
    child_labour: bool
    forced_labour: bool
    forced_child_labour: bool
    derived_from: str


@cache
def goods() -> tuple[Good, ...]:
    """All 467 rows, in the list's order; country names as the list spells them."""
    text = files("ilm.catalog").joinpath("data/dol_tvpra_goods_2023update.csv").read_text("utf-8")
    return tuple(_good(row) for row in csv.DictReader(text.splitlines()))


def _good(row: dict[str, str]) -> Good:
    return Good(
        good=row["good"],
        sector=row["sector"],
        country=row["Country_Name"],
        region=row["Country_Region"],
        child_labour=row["Child_Labor"] == "Yes",
        forced_labour=row["Forced_Labor"] == "Yes",
        forced_child_labour=row["Forced_Child_Labor"] == "Yes",
        derived_from="" if row["Derived_Country"] == "No" else row["Derived_Country"],
    )
