"""Which dimensions of a cube are made from finer ones."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Roll:
    """A coarser dimension made from a finer one: issue area from issue leaf, year from month."""

    fine: str
    coarse: str
    of: Mapping[str, str]
