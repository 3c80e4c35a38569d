"""How people are counted: distinct, confirmed, and never more than the answers allow."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import floor
from typing import Final

from ilm.catalog.sampling import wilson

HEADLINE_MONTHS: Final = 36
"""The headline metric counts workers receiving remedy over this rolling window."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """`workers` = claimed − validated; `share` = that ÷ claimed, None when nothing is claimed."""

    workers: int
    share: float | None


def headline(confirmed: int, asked: int, affected: int) -> int:
    """Workers receiving remedy.

    Census (asked = affected): those who confirmed. Sample: floor(lower Wilson bound × affected).
    Nobody asked: 0.
    """
    if asked == 0:
        return 0
    if asked == affected:
        return confirmed
    return floor(wilson(confirmed, asked).low * affected)


def remedy_gap(claimed: int, validated: int) -> Gap:
    """Workers the supplier claims to have remedied against those the workers' word supports."""
    return Gap(
        workers=claimed - validated, share=(claimed - validated) / claimed if claimed else None
    )


def affected_union(issues: Iterable[Iterable[Hashable]]) -> int:
    """Distinct people over the issues of a case: the union, never the sum."""
    return len({person for issue in issues for person in issue})
