"""Asking a group whether it was remedied: how many to ask, and what their answers settle."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from ilm.catalog.closing import ClosingReason
from ilm.kit.errors import Refused

CENSUS_UP_TO: Final = 10
THRESHOLD: Final = 0.70
Z95: Final = 1.96


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A 95 % interval of a share, both ends between 0 and 1."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """`interval` is None for a census; `share` = confirmed ÷ asked."""

    reason: ClosingReason
    share: float
    interval: Interval | None


def sample_size(affected: int) -> int:
    """How many of `affected` people to ask: ±10 points at 95 %, finite population, rounded up."""
    if affected < 0:
        raise ValueError("people are not negative")
    return -(-affected * 9604 // (affected * 100 + 9504))


def wilson(k: int, n: int, z: float = Z95) -> Interval:
    """Wilson score interval of k yes among n asked. ValueError unless 0 ≤ k ≤ n and n > 0."""
    if not 0 <= k <= n or n == 0:
        raise ValueError("yes answers lie between none and all of at least one asked")
    share, zz = k / n, z * z
    middle = (share + zz / (2 * n)) / (1 + zz / n)
    half = z * sqrt(share * (1 - share) / n + zz / (4 * n * n)) / (1 + zz / n)
    return Interval(low=max(0.0, middle - half), high=min(1.0, middle + half))


def settle_share(*, affected: int, asked: int, confirmed: int) -> Settlement:
    """The closing reason that workers' answers allow.

    `asked` counts everyone asked through safe contact: no answer is not a yes. Refused when fewer
    were asked than `sample_size` wants.
    """
    if not 0 <= confirmed <= asked <= affected or affected == 0:
        raise ValueError("confirmed, asked and affected do not fit into each other")
    if asked < sample_size(affected):
        raise Refused(
            f"Ask at least {sample_size(affected)} of the {affected} affected workers before you "
            f"close: {asked} have been asked."
        )
    share = confirmed / asked
    interval = None if asked == affected else wilson(confirmed, asked)
    lower = share if interval is None else interval.low
    return Settlement(reason=_reason(confirmed, lower), share=share, interval=interval)


def _reason(confirmed: int, lower: float) -> ClosingReason:
    if not confirmed:
        return ClosingReason.NOT_REMEDIED
    if lower >= THRESHOLD:
        return ClosingReason.REMEDIED_WORKER_VALIDATED
    return ClosingReason.PARTLY_REMEDIED_VALIDATED
