"""The tree is the one the domain reference fixes, leaf by leaf."""

import csv
from pathlib import Path

import pytest

from ilm.catalog.consent import Level
from ilm.catalog.corrective import REMEDIES
from ilm.catalog.fees import FEES
from ilm.catalog.forced_labour import Involuntary, Penalty
from ilm.catalog.indicators import INDICATORS
from ilm.catalog.issues import ALL_LEAVES, AREAS, ISSUE_TYPES, OTHERS, ROOT_CAUSES
from ilm.catalog.standards import BETTER_WORK, DHAKA, ETI, FAIR_WEAR, LKSG, RSC_TOPICS, crosswalk
from ilm.catalog.urgency import Urgency

NUMBERS = {i.number: i.slug for i in INDICATORS.values()}
TABLE = list(
    csv.DictReader(
        Path(__file__).with_name("taxonomy.psv").open(encoding="utf-8"),
        delimiter="|",
        quotechar="\0",
    )
)


def test_counts() -> None:
    assert (len(AREAS), len(ISSUE_TYPES), len(OTHERS), len(ALL_LEAVES)) == (12, 67, 12, 79)
    assert [row["slug"] for row in TABLE] == list(ISSUE_TYPES)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["slug"])
def test_leaf_is_exact(row: dict[str, str]) -> None:
    leaf = ISSUE_TYPES[row["slug"]]
    assert (leaf.label, leaf.definition) == (row["label"], row["definition"])
    assert leaf.urgency == row["urgency"]
    assert leaf.ilo == tuple(NUMBERS[int(n)] for n in row["ilo"].split(",") if n)
    assert (leaf.fair_wear, leaf.better_work) == (row["fair_wear"], row["better_work"])
    assert leaf.htcds == tuple(x.strip() for x in row["htcds"].split(",") if x)
    flags = "".join(
        f
        for f, on in zip("SEC", (leaf.sensitive, leaf.self_identifying, leaf.child), strict=True)
        if on
    )
    assert flags == row["flags"].replace(" ", "")


@pytest.mark.parametrize("leaf", ISSUE_TYPES.values(), ids=lambda leaf: leaf.slug)
def test_leaf_is_filled(leaf) -> None:
    assert len(leaf.asks) >= 2
    assert all(q.endswith((".", "?")) for q in leaf.asks)
    assert len(leaf.evidence) >= 2
    assert leaf.root_causes
    assert set(leaf.root_causes) <= set(ROOT_CAUSES)
    assert leaf.remedies
    assert set(leaf.remedies) <= set(REMEDIES)
    assert set(leaf.fees) <= set(FEES)
    assert leaf.icls in {"", *Penalty, *Involuntary}


def test_each_leaf_asks_its_own_questions() -> None:
    asked = [q for leaf in ISSUE_TYPES.values() for q in leaf.asks]
    assert len(asked) == len(set(asked))


def test_crosswalk_codes_exist() -> None:
    known = {
        "fair_wear": set(FAIR_WEAR),
        "better_work": set(BETTER_WORK),
        "rsc": set(RSC_TOPICS),
        "eti": {str(n) for n in ETI},
        "lksg": {str(n) for n in LKSG},
        "dhaka": set(DHAKA),
    }
    for leaf in ISSUE_TYPES.values():
        rows = crosswalk(leaf)
        assert {"eti", "lksg"} <= {row.standard for row in rows}
        assert all(row.code in known[row.standard] for row in rows if row.standard in known)


def test_rsc_topic_of_working_time_is_leave_only() -> None:
    topics = {slug: leaf.rsc_topic for slug, leaf in ISSUE_TYPES.items() if leaf.area == "tim"}
    assert {slug for slug, topic in topics.items() if topic} == {"tim.leave_refused"}
    assert ISSUE_TYPES["liv.food_water"].rsc_topic == ""


def test_movement_leaves_deny_basic_needs() -> None:
    assert ISSUE_TYPES["fre.confinement"].ctdc_means == ("meansDenyBasicNeeds",)


def test_other_carries_text() -> None:
    assert all(leaf.must_carry_text and leaf.urgency is Urgency.MEDIUM for leaf in OTHERS.values())
    assert not any(leaf.must_carry_text for leaf in ISSUE_TYPES.values())


def test_levels_are_ordered() -> None:
    assert Level.L0 < Level.L2 < Level.L4
