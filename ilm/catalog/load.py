"""How a large tenant is used: the mix that generated demonstration and load-test data follow.

Shares of issues: a published national factory helpline to June 2018 (233,028 inbound calls, 19,582
substantive). Volumes, languages and channels: proposals of this project.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from types import MappingProxyType
from typing import Final

from ilm.catalog.issues import ISSUE_TYPES
from ilm.catalog.urgency import Urgency
from ilm.kit.slug import Slug

CONTACTS_A_MONTH: Final = 20_000
CONTACTS_IN_3_YEARS: Final = 720_000
BURST_CONTACTS_AN_HOUR: Final = 500
SITES: Final = 500
RECRUITERS: Final = 128
BRANDS: Final = 20
SUPPLIERS: Final = 1_500

SUBSTANTIVE_LOW: Final = 0.08
SUBSTANTIVE_HIGH: Final = 0.25
SUBSTANTIVE: Final = 0.15
OFF_HOURS: Final = 0.60
"""Share of contacts outside 08:00 to 18:00 by the worker's clock."""

LANGUAGE_MIX: Final[Mapping[str, float]] = MappingProxyType(
    {
        "my": 0.42,
        "km": 0.14,
        "ne": 0.12,
        "th": 0.10,
        "bn": 0.09,
        "lo": 0.05,
        "vi": 0.04,
        "id": 0.04,
    }
)
CHANNEL_MIX: Final[Mapping[str, float]] = MappingProxyType(
    {
        "call": 0.40,
        "chat": 0.34,
        "missed_call": 0.09,
        "sms": 0.07,
        "web": 0.05,
        "visit": 0.04,
        "email": 0.01,
    }
)

PUBLISHED_CALLS: Final = 233_028
PUBLISHED_SUBSTANTIVE: Final = 19_582
PUBLISHED_ISSUES: Final[Mapping[str, int]] = MappingProxyType(
    {"wages": 3_819, "benefits": 2_793, "termination": 2_021, "fire": 1_942, "verbal": 1_742}
)
_NAMED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "wages": tuple(
            slug
            for slug in ISSUE_TYPES
            if slug.startswith("wag.") and slug != "wag.benefits_missing"
        ),
        "benefits": ("wag.benefits_missing",),
        "termination": ("con.unfair_dismissal", "con.end_dues_or_return"),
        "fire": ("osh.fire_building",),
        "verbal": ("vio.verbal",),
    }
)
_REST_WEIGHT: Final[Mapping[Urgency, int]] = MappingProxyType(
    {
        Urgency.LOW: 12,
        Urgency.MEDIUM: 12,
        Urgency.HIGH: 8,
        Urgency.URGENT: 3,
        Urgency.LIFE_THREAT: 1,
    }
)


def _issue_mix() -> dict[Slug, Fraction]:
    shares: dict[Slug, Fraction] = {}
    for group, leaves in _NAMED.items():
        part = Fraction(PUBLISHED_ISSUES[group], PUBLISHED_SUBSTANTIVE) / len(leaves)
        shares.update({Slug(leaf): part for leaf in leaves})
    left = 1 - sum(shares.values(), Fraction(0))
    weights = {
        slug: _REST_WEIGHT[leaf.urgency] for slug, leaf in ISSUE_TYPES.items() if slug not in shares
    }
    whole = sum(weights.values())
    shares.update({slug: left * Fraction(weight, whole) for slug, weight in weights.items()})
    return {slug: shares[slug] for slug in ISSUE_TYPES}


ISSUE_MIX: Final[Mapping[Slug, Fraction]] = MappingProxyType(_issue_mix())
"""Share of each of the 67 leaves among substantive contacts; exact, adds up to 1."""


@dataclass(frozen=True, kw_only=True)
class AffectedShape:
    """Workers per issue, heavy-tailed: one person, tens to hundreds, or some thousands.

    `one` and `tail` are shares; the middle is lognormal (`median`, `sigma`); the tail is Pareto
    from `tail_from` with exponent `alpha`; nothing exceeds `most`.
    """

    one: float = 0.45
    tail: float = 0.05
    median: float = 45.0
    sigma: float = 1.0
    tail_from: float = 500.0
    alpha: float = 1.2
    most: int = 5_000


AFFECTED: Final = AffectedShape()


def affected_workers(chance: Random, shape: AffectedShape = AFFECTED) -> int:
    """Draw the number of workers one issue affects (at least 1)."""
    pick = chance.random()
    if pick < shape.one:
        return 1
    if pick < shape.one + shape.tail:
        drawn = shape.tail_from * chance.paretovariate(shape.alpha)
    else:
        drawn = shape.median * chance.lognormvariate(0.0, shape.sigma)
    return max(2, min(shape.most, round(drawn)))
