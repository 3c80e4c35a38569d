"""Repaying fees and back pay: lines, rates, amounts due, two methods side by side. Decimal only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median
from typing import Final

from ilm.catalog.fees import FEES
from ilm.kit.errors import Refused

CENT: Final = Decimal("0.01")
YEAR_DAYS: Final = 365
MOST_INSTALMENT_MONTHS: Final = 12


class EvidenceTier(StrEnum):
    """Best first; a missing receipt is the usual case and no reason to refuse."""

    RECEIPT = "receipt"
    MESSAGE_OR_TRANSFER = "message_or_transfer"
    PEER_CORROBORATED = "peer_corroborated"
    SELF_REPORT = "self_report"
    CORRIDOR_ESTIMATE = "corridor_estimate"

    @property
    def rank(self) -> int:
        """0 is best."""
        return list(type(self)).index(self)


class Method(StrEnum):
    ACTUAL = "actual"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One payment a worker or group made. `category` is a slug of `catalog.fees`; `paid_on` a day.

    `amount` is in `currency` (ISO 4217). For back pay `category` is empty.
    """

    who: str
    payer: str
    payee: str
    category: str
    paid_on: date
    amount: Decimal
    currency: str
    tier: EvidenceTier
    source: str

    def __post_init__(self) -> None:
        if self.category and self.category not in FEES:
            raise ValueError(f"no fee category {self.category}")
        if self.amount <= 0:
            raise ValueError("a payment is more than nothing")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One unit of `currency` was worth `value` of `into` on a day, says `source`."""

    currency: str
    into: str
    on: date
    value: Decimal
    source: str


@dataclass(frozen=True, kw_only=True)
class DueLine:
    """A line's provenance: the rate used, days of interest, and the exact amount (not rounded)."""

    line: Line
    rate: Rate
    days: int
    exact: Decimal


@dataclass(frozen=True, kw_only=True)
class Due:
    """`total` in `currency`, rounded half up to 0.01; `weakest` the poorest evidence in it."""

    total: Decimal
    currency: str
    lines: tuple[DueLine, ...]
    weakest: EvidenceTier


@dataclass(frozen=True, kw_only=True)
class GroupAmounts:
    """Three ways to set one amount for everyone of a group, leavers included."""

    median: Decimal
    mean: Decimal
    mean_rounded_up: Decimal


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Both methods side by side; the higher is proposed."""

    actual: Decimal
    group: Decimal
    method: Method

    @property
    def amount(self) -> Decimal:
        return max(self.actual, self.group)


def rate_on(rates: Iterable[Rate], *, currency: str, into: str, on: date) -> Rate:
    """The rate of that day, or the latest before it. Refused if the table holds none."""
    if currency == into:
        return Rate(currency=currency, into=into, on=on, value=Decimal(1), source="same currency")
    fitting = [r for r in rates if (r.currency, r.into) == (currency, into) and r.on <= on]
    if not fitting:
        raise Refused(f"Enter an exchange rate from {currency} to {into} for {on.isoformat()}.")
    return max(fitting, key=lambda rate: rate.on)


def due(
    lines: Sequence[Line],
    *,
    rates: Iterable[Rate],
    into: str,
    until: date,
    interest: Decimal = Decimal(0),
) -> Due:
    """Σ amount × fx(day of payment) × (1 + interest × days ÷ 365), simple interest per year.

    `interest` 0.05 is 5 %. Refused without lines, without a rate, or with a payment after `until`.
    """
    if not lines:
        raise Refused("Enter at least one payment.")
    table = tuple(rates)
    found = tuple(_due_line(line, table, into, until, interest) for line in lines)
    total = sum((one.exact for one in found), Decimal(0)).quantize(CENT, ROUND_HALF_UP)
    weakest = max((line.tier for line in lines), key=lambda tier: tier.rank)
    return Due(total=total, currency=into, lines=found, weakest=weakest)


def _due_line(
    line: Line, rates: tuple[Rate, ...], into: str, until: date, interest: Decimal
) -> DueLine:
    days = (until - line.paid_on).days
    if days < 0:
        raise Refused(f"The payment of {line.paid_on.isoformat()} lies after the day of repayment.")
    rate = rate_on(rates, currency=line.currency, into=into, on=line.paid_on)
    exact = line.amount * rate.value * (1 + interest * days / YEAR_DAYS)
    return DueLine(line=line, rate=rate, days=days, exact=exact)


def group_amounts(amounts: Sequence[Decimal], *, band: Decimal = Decimal(100)) -> GroupAmounts:
    """Median, mean, and mean rounded up to the next multiple of `band`. Refused if empty."""
    if not amounts:
        raise Refused("Interview at least one worker of the group.")
    mean = sum(amounts, Decimal(0)) / len(amounts)
    return GroupAmounts(
        median=median(amounts),
        mean=mean.quantize(CENT, ROUND_HALF_UP),
        mean_rounded_up=(mean / band).to_integral_value(ROUND_CEILING) * band,
    )


def propose(*, actual: Decimal, group: Decimal) -> Proposal:
    """The worker's own amount against the group's; on a tie the own amount."""
    return Proposal(
        actual=actual, group=group, method=Method.ACTUAL if actual >= group else Method.GROUP
    )


def in_trust(*, amount: Decimal, workers: int, reached: int) -> Decimal:
    """Money held for those not reached yet: `amount` each."""
    if not 0 <= reached <= workers:
        raise ValueError("more workers reached than there are")
    return amount * (workers - reached)
