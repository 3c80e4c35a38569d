from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ilm.catalog.repayment import (
    EvidenceTier,
    Line,
    Method,
    Rate,
    due,
    group_amounts,
    in_trust,
    propose,
    rate_on,
)
from ilm.kit.errors import Refused

PAID = date(2024, 1, 10)
UNTIL = PAID + timedelta(days=730)
LINE = Line(
    who="w1",
    payer="w1",
    payee="broker",
    category="service_payment_recruiter",
    paid_on=PAID,
    amount=Decimal(100_000),
    currency="NPR",
    tier=EvidenceTier.SELF_REPORT,
    source="interview",
)
RATES = (
    Rate(currency="NPR", into="USD", on=PAID, value=Decimal("0.0075"), source="table"),
    Rate(currency="NPR", into="USD", on=UNTIL, value=Decimal("0.0070"), source="table"),
)


def test_due_oracle() -> None:
    owed = due([LINE], rates=RATES, into="USD", until=UNTIL, interest=Decimal("0.05"))
    assert owed.total == Decimal("825.00")
    assert due([LINE], rates=RATES, into="USD", until=UNTIL).total == Decimal("750.00")
    assert (owed.lines[0].days, owed.lines[0].rate) == (730, RATES[0])


def test_lines_add_up_and_the_weakest_evidence_shows() -> None:
    receipt = replace(LINE, amount=Decimal("12.345"), currency="USD", tier=EvidenceTier.RECEIPT)
    owed = due([LINE, receipt], rates=RATES, into="USD", until=UNTIL)
    assert owed.total == Decimal("762.35")
    assert owed.weakest is EvidenceTier.SELF_REPORT


def test_group_methods() -> None:
    found = group_amounts([Decimal(n) for n in (2800, 3000, 3000, 3400, 4100)])
    assert (found.median, found.mean, found.mean_rounded_up) == (3000, 3260, 3300)


def test_higher_method_is_proposed() -> None:
    assert propose(actual=Decimal(800), group=Decimal(3300)).method is Method.GROUP
    assert propose(actual=Decimal(3300), group=Decimal(3300)).method is Method.ACTUAL
    assert propose(actual=Decimal(5), group=Decimal(3)).amount == 5


def test_money_of_the_unreached_is_held() -> None:
    assert in_trust(amount=Decimal("825.00"), workers=10, reached=7) == Decimal("2475.00")
    with pytest.raises(ValueError, match="reached"):
        in_trust(amount=Decimal(1), workers=1, reached=2)


def test_refuses() -> None:
    with pytest.raises(Refused, match="exchange rate from NPR to EUR"):
        due([LINE], rates=RATES, into="EUR", until=UNTIL)
    with pytest.raises(Refused, match="at least one payment"):
        due([], rates=RATES, into="USD", until=UNTIL)
    with pytest.raises(Refused, match="after the day"):
        due([LINE], rates=RATES, into="USD", until=PAID - timedelta(days=1))
    with pytest.raises(Refused, match="Interview"):
        group_amounts([])
    with pytest.raises(ValueError, match="fee category"):
        replace(LINE, category="gift")
    with pytest.raises(ValueError, match="more than nothing"):
        replace(LINE, amount=Decimal(0))


def test_latest_rate_before_the_day() -> None:
    found = rate_on(RATES, currency="NPR", into="USD", on=UNTIL - timedelta(days=1))
    assert found.on == PAID


def test_published_means() -> None:
    means = [
        (Decimal(total) / n).quantize(Decimal("0.01"))
        for total, n in ((111_000_000, 86_000), (106_000_000, 70_000), (32_400_000, 36_980))
    ]
    assert means == [Decimal("1290.70"), Decimal("1514.29"), Decimal("876.15")]
