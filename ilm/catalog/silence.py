"""Silence is not a signal that all is well: expected uptake against what was heard."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import Final

RATE_PER_WORKER_YEAR: Final = 0.15
ALARM_BELOW: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Silence:
    """`expected` contacts; `probability` of hearing as few or fewer; `alarm` if below 0.05."""

    expected: float
    probability: float
    alarm: bool


def poisson_up_to(k: int, mean: float) -> float:
    """P(X ≤ k) of a Poisson variable; safe for large means."""
    if mean <= 0:
        return 1.0
    return min(1.0, sum(exp(i * log(mean) - mean - lgamma(i + 1)) for i in range(k + 1)))


def silence(
    observed: int, *, headcount: int, days: int, rate: float = RATE_PER_WORKER_YEAR
) -> Silence:
    """Compare `observed` contacts of a group in `days` with `rate` per worker-year."""
    if min(observed, headcount, days) < 0 or rate < 0:
        raise ValueError("counts, days and rates are not negative")
    expected = headcount * rate * days / 365
    probability = poisson_up_to(observed, expected)
    return Silence(expected=expected, probability=probability, alarm=probability < ALARM_BELOW)


def missing_types(usual: Iterable[str], heard: Iterable[str]) -> tuple[str, ...]:
    """Issue types usual for the sector that nobody reported: an alarm of its own."""
    return tuple(sorted(set(usual) - set(heard)))
