"""What a decision looks at."""

from datetime import timedelta

import pytest
from django.db.utils import ProgrammingError

from ilm.cases.tests.make import at_desk
from ilm.disclosure import surroundings
from ilm.disclosure.anonymity import Head
from ilm.disclosure.models import Consent
from ilm.disclosure.tests import make
from ilm.kit import clock
from ilm.parties.models import Headcount, Site
from ilm.parties.sites import count_heads
from ilm.parties.tests import make as parties
from ilm.wall.entering import atomic, entering

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


def test_another_organisation_makes_no_crowd_larger() -> None:
    of, spy = make.told(), parties.desk()
    site = of.issue.site
    theirs = [(spy, 399, "packing"), (spy, 30, "packing"), (spy, 390, "cutting")]
    for desk, number, unit in (*theirs, (of.desk, 40, "cutting"), (spy, 380, "cutting")):
        with entering("desk", desk.worker.user_id):
            count_heads(site, number=number, traits={"unit": unit}, basis="listed", by=desk.worker)
    with at_desk(of.desk.worker):
        kept = surroundings.crowd(of.issue).site
    assert Head({"unit": "packing"}, 30) in kept
    assert Head({"unit": "cutting"}, 40) in kept
    with entering("desk", spy.worker.user_id), pytest.raises(ProgrammingError), atomic():
        Headcount.objects.create(
            site=site, org_id=of.desk.org_id, number=9000, basis="listed", as_of=clock.today()
        )


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
    of = make.told()

    def women(number: int) -> int:
        told = {"number": number, "traits": make.WOMEN, "basis": "listed"}
        with at_desk(of.desk.worker):
            count_heads(of.issue.site, by=of.desk.worker, **told)
            [found] = [h for h in surroundings.crowd(of.issue).site if h.traits == make.WOMEN]
        return found.number

    assert women(12) == 4
    old = clock.today() - surroundings.FRESH - timedelta(days=1)
    with entering("owner"):
        Headcount.objects.filter(traits=make.WOMEN).update(as_of=old)
    assert women(11) == 11
    assert women(3) == 3
