"""Counts and codes of the plain lists."""

import pytest
from babel.core import get_global

from ilm.catalog import contacts, referral
from ilm.catalog.axes import ForcedLabour, Legality
from ilm.catalog.countries import COUNTRIES, LANGUAGES, alpha3_of, country_name
from ilm.catalog.fees import FEES, FeeClass
from ilm.catalog.goods import goods
from ilm.catalog.sectors import PROCESSING_TYPES, SECTOR_GROUPS, SECTORS
from ilm.catalog.standards import BETTER_WORK, DHAKA, ETI, FAIR_WEAR, LKSG, RSC_TOPICS, SA8000
from ilm.catalog.ungp import METRICS, Criterion
from ilm.catalog.working_days import REST_DAYS


def test_counts() -> None:
    assert [len(x) for x in (FAIR_WEAR, BETTER_WORK, RSC_TOPICS, ETI, SA8000, LKSG, DHAKA)] == [
        8, 8, 7, 9, 9, 12, 10,
    ]  # fmt: skip
    assert (len(Legality), len(ForcedLabour)) == (4, 4)
    assert (len(contacts.ContactKind), len(contacts.AffectedBasis), len(contacts.Verdict)) == (
        9,
        5,
        4,
    )
    assert (
        len(contacts.InternalTried),
        len(contacts.InternalWhyNot),
        len(contacts.InternalOutcome),
    ) == (4, 8, 6)
    assert (len(referral.Service), len(referral.ReferralState), len(referral.MOVES)) == (17, 5, 5)


def test_fee_classes() -> None:
    assert [sum(f.fee_class is c for f in FEES.values()) for c in FeeClass] == [4, 7, 7]


def test_every_criterion_has_its_metrics() -> None:
    assert [sum(m.criterion is c for m in METRICS.values()) for c in Criterion] == [
        3,
        4,
        3,
        3,
        4,
        3,
        3,
        3,
    ]


def test_country_codes_agree_with_cldr() -> None:
    known = get_global("territory_aliases")
    assert all(known[c.alpha3] == [c.slug] for c in COUNTRIES.values())
    assert set(REST_DAYS) <= set(COUNTRIES)
    assert alpha3_of("MM") == "MMR"
    assert country_name("TH", "th") == "ไทย"
    assert COUNTRIES["NP"].name == "Nepal"


def test_languages() -> None:
    assert list(LANGUAGES) == [
        "my",
        "km",
        "ne",
        "th",
        "lo",
        "bn",
        "vi",
        "id",
        "ms",
        "hi",
        "ta",
        "si",
        "fil",
        "en",
    ]
    with pytest.raises(KeyError):
        alpha3_of("XX")


def test_goods() -> None:
    rows = goods()
    assert len(rows) == len({(r.good, r.country) for r in rows}) == 467
    assert sum(r.forced_labour for r in rows) == 121
    assert sum(r.child_labour for r in rows) == 414
    assert sum(bool(r.derived_from) for r in rows) == 10


def test_sectors() -> None:
    assert (len(SECTORS), len(SECTOR_GROUPS)) == (117, 25)
    assert sorted(len(types) for types in PROCESSING_TYPES.values()) == [2, 8, 26, 33, 34, 36]
