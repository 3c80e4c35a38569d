"""Sectors and apparel processing types of Open Supply Hub (MIT, © 2022 Open Supply Hub)."""

import json
from importlib.resources import files
from typing import Any, Final


def _taxonomy() -> dict[str, Any]:
    text = files("ilm.catalog").joinpath("data/osh_taxonomy.json").read_text("utf-8")
    taxonomy: dict[str, Any] = json.loads(text)
    return taxonomy


_TAXONOMY: Final = _taxonomy()

SECTORS: Final[tuple[str, ...]] = tuple(_TAXONOMY["sectors"])
SECTOR_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    group: tuple(labels) for group, labels in _TAXONOMY["sector_groups"].items()
}
"""Group → labels; many labels are not in SECTORS, and some sectors are in no group."""

PROCESSING_TYPES: Final[dict[str, tuple[str, ...]]] = {
    family: tuple(types) for family, types in _TAXONOMY["processing_types"].items() if types
}
"""The six families that hold anything; the two empty unions of the source are left out."""
