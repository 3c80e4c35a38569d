"""What a decision looks at."""

from datetime import timedelta

import pytest

from ilm.cases.tests.make import at_desk
from ilm.disclosure import surroundings
from ilm.disclosure.anonymity import Head
from ilm.disclosure.models import Consent
from ilm.disclosure.tests import make
from ilm.kit import clock
from ilm.parties.models import Headcount, Site
from ilm.parties.sites import count_heads
from ilm.parties.tests import make as parties
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_the_newest_count_of_a_group_counts() -> None:
    of = make.told()
    with entering("owner"):
        for number, days in ((90, 2), (70, 1)):
            Headcount.objects.create(
                site=of.issue.site, number=number, traits={"unit": "cutting"}, basis="named",
                as_of=clock.today() - timedelta(days=days),
            )  # fmt: skip
    with at_desk(of.desk.worker):
        assert Head({"unit": "cutting"}, 70) in surroundings.crowd(of.issue).site


def test_a_site_that_nobody_is_known_to_own_stands_alone() -> None:
    of = make.told()
    with entering("owner"):
        Site.objects.update(owner=None)
        of.issue.site.refresh_from_db()
    with at_desk(of.desk.worker):
        crowd = surroundings.crowd(of.issue)
        assert len(crowd.every) == len(crowd.pooled) == 1
        assert surroundings.own(of.issue) == frozenset()
        assert surroundings.earlier(of.issue) == ()


def test_what_was_released_is_compared_with() -> None:
    of = make.told()
    notice = make.notice(of)
    with at_desk(of.desk.worker):
        [said] = surroundings.earlier(of.issue)
        row = of.issue.disclosures.get()
        names = [str(row), str(notice), str(Consent.objects.get())]
    assert (said.leaf, said.scope, said.size) == ("wag.late", 0, 60)
    assert said.traits["unit"] == "sewing"
    assert names == [f"disclosure {str(row.pk)[:8]}", f"notice {notice.ref}", "L3 for supplier_hr"]


def test_a_larger_count_does_not_take_over_from_a_fresh_smaller_one() -> None:
    of, spy = make.told(), parties.desk()

    def women(number: int) -> int:
        told = {"number": number, "traits": make.WOMEN, "basis": "listed"}
        with entering("desk", spy.worker.user_id):
            count_heads(of.issue.site, by=spy.worker, **told)
        with at_desk(of.desk.worker):
            [found] = [h for h in surroundings.crowd(of.issue).site if h.traits == make.WOMEN]
        return found.number

    assert women(12) == 4
    old = clock.today() - surroundings.FRESH - timedelta(days=1)
    with entering("owner"):
        Headcount.objects.filter(traits=make.WOMEN).update(as_of=old)
    assert women(11) == 11
    assert women(3) == 3
