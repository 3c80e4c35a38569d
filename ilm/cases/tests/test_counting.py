"""The counting oracle of the field, through the real verbs."""

from datetime import timedelta

import pytest

from ilm.cases import counting, triage
from ilm.cases.leaves import LeafClaim
from ilm.cases.models import Case
from ilm.cases.tests import make
from ilm.kit import clock
from ilm.parties.tests.make import desk as a_desk
from ilm.parties.tests.make import site as a_site

pytestmark = pytest.mark.django_db


def test_five_contacts_are_four_reports_of_two_issues_and_240_people() -> None:
    desk, plant = a_desk(), a_site()
    first = make.message(desk)
    a = make.report(said=first)
    make.report(said=make.message(desk, first.conversation))
    b, c, d = (make.report(desk) for _ in range(3))
    locked = LeafClaim(leaf="fre.confinement", affected=35)
    case = make.case(desk, of=a, site=plant)
    with make.at_desk(desk.worker):
        triage.join(b, case=case, leaves=[make.UNPAID], by=desk.worker)
        triage.join(c, case=case, leaves=[make.UNPAID, locked], by=desk.worker)
        triage.signpost(d, as_kind="question", by=desk.worker)
        counts = counting.count(case)
        now = clock.now()
        heard = counting.heard(
            desk.worker, since=now - timedelta(hours=1), until=now + timedelta(hours=1)
        )
        by_leaf = dict(case.issues.values_list("leaf", "affected"))
        assert Case.objects.count() == 1
    assert heard == counting.Heard(contacts=5, substantive=4)
    assert counts == counting.Counts(contacts=4, reporters=3, reports=4, issues=2, affected=240)
    assert by_leaf == {"wag.not_paid": 240, "fre.confinement": 35}


def test_known_people_outnumber_a_low_estimate() -> None:
    desk = a_desk()
    case = make.case(desk, leaves=[LeafClaim(leaf="wag.late"), LeafClaim(leaf="liv.food_water")])
    other = make.report(desk)
    with make.at_desk(desk.worker):
        second = case.issues.get(leaf="liv.food_water")
        assert counting.count(case).affected == 1
        triage.add_affected(second, alias_id=other.alias_id, by=desk.worker)
        assert counting.count(case).affected == 2
