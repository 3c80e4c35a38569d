from datetime import timedelta

import pytest

from ilm.assessment.models import Finding
from ilm.assessment.visiting import findings_about, record_visit
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_visit_says_what_was_seen_and_what_was_not() -> None:
    me, site, today = make.actor(), make.site(), clock.today()
    with entering("desk", me.user_id):
        old = {"method": "outside_audit", "made_on": today - timedelta(days=400)}
        record_visit(site, findings={"wag.late": False}, by=me, **old)
        visit = record_visit(
            site, method="interviews", made_on=today,
            findings={"wag.late": True, "liv.food_water": False}, by=me,
        )  # fmt: skip
        assert visit.findings.count() == 2
        [said] = findings_about(site, "wag.late", by=me)
        assert (said.visit, said.is_found) == (visit, True)
        assert not findings_about(site, "wag.not_paid", by=me)


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "rumour"},
        {"findings": {}},
        {"findings": {"no.such": True}},
        {"made_on": clock.today() + timedelta(days=2)},
    ],
)
def test_an_unsound_visit_is_refused(wrong: dict) -> None:
    me, site = make.actor(), make.site()
    told = {"method": "survey", "made_on": clock.today(), "findings": {"wag.late": True}}
    with entering("desk", me.user_id), pytest.raises(Refused):
        record_visit(site, by=me, **(told | wrong))


def test_findings_stay_with_the_organisation_that_looked() -> None:
    me, other, site = make.actor(), make.actor(), make.site()
    with entering("desk", me.user_id):
        record_visit(
            site, method="survey", made_on=clock.today(), findings={"wag.late": True}, by=me
        )
    with entering("desk", other.user_id):
        assert findings_about(site, "wag.late", by=other) == []
        assert not Finding.objects.exists()


def test_a_supplier_neither_looks_nor_reads() -> None:
    them, site = make.actor("supplier"), make.site()
    with pytest.raises(Forbidden):
        record_visit(site, method="survey", made_on=clock.today(), findings={}, by=them)
    with pytest.raises(Forbidden):
        findings_about(site, "wag.late", by=them)
