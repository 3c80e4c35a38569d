"""Harm for speaking up: its types, and a watch over those a disclosure exposed."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import comb
from typing import Final

from ilm.catalog.urgency import Urgency


class Reprisal(StrEnum):
    DISMISSAL = "dismissal"
    DEMOTION = "demotion"
    PAY_OR_HOURS_CUT = "pay_or_hours_cut"
    SHIFT_CHANGE = "shift_change"
    REASSIGNMENT = "reassignment"
    INTIMIDATION = "intimidation"
    IMMIGRATION_THREAT = "immigration_threat"
    BLACKLISTING = "blacklisting"
    EVICTION = "eviction"
    FAMILY_HARMED = "family_harmed"
    OTHER = "other"


class Watched(StrEnum):
    """What is compared between the exposed group and the rest of the site."""

    TERMINATIONS = "terminations"
    NON_RENEWALS = "non_renewals"
    HOURS = "hours"
    TRANSFERS = "transfers"


ALERT_BELOW: Final = 0.05
SMALLEST_GROUP: Final = 10
LEAST_URGENCY: Final = Urgency.HIGH
BRAND_TOLD_WITHIN: Final = timedelta(hours=24)
"""Telling the brand is itself a disclosure: consent and the firewall apply."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """`p`: probability of so many or more in the exposed group by chance (Fisher, one-sided)."""

    p: float
    alert: bool


def site_watch(exposed_left: int, exposed: int, rest_left: int, rest: int) -> Watch:
    """Did more of the exposed leave than chance explains, against the rest in the same window?

    `exposed` and `rest` are group sizes, `_left` those among them who left. Alert when p < 0.05 and
    the exposed group has at least 10 people. ValueError if more left than were there.
    """
    if not (0 <= exposed_left <= exposed and 0 <= rest_left <= rest):
        raise ValueError("more people left than were there")
    left = exposed_left + rest_left
    ways = sum(
        comb(exposed, k) * comb(rest, left - k) for k in range(exposed_left, min(exposed, left) + 1)
    )
    p = ways / comb(exposed + rest, left)
    return Watch(p=p, alert=p < ALERT_BELOW and exposed >= SMALLEST_GROUP)
