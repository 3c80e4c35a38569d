"""A case is found by what the desk may read, and by nobody else."""

from uuid import uuid4

import pytest

from ilm.access.actor import member
from ilm.cases import searching
from ilm.cases.tests import make
from ilm.kit.errors import Forbidden
from ilm.parties.tests.make import desk as a_desk
from ilm.parties.tests.make import site as a_site
from ilm.wall.entering import ask, entering, tell

pytestmark = pytest.mark.django_db


def test_it_is_found_by_reference_site_summary_and_leaf() -> None:
    desk = a_desk()
    other = make.LeafClaim(leaf="wag.other", other_text="unpaid tips")
    case = make.case(desk, site=a_site(name="Demo Lotus Garments"), leaves=[make.LATE, other])
    make.case(desk)
    with make.at_desk(desk.worker):
        for words in (case.ref, case.ref.lower(), "lotus GARMENTS", "sewing lotus"):
            assert searching.search(desk.worker, words) == [case]
        assert searching.search(desk.worker, "lotus nowhere") == []
        assert searching.search(desk.worker, "tips") == []  # sealed words leave no hashes
        assert searching.search(desk.worker, " the ") == []
        assert len(searching.search(desk.worker, "sewing")) == 2
        assert len(searching.search(desk.worker, "sewing", limit=1)) == 1


def test_burmese_is_found_by_its_words() -> None:
    desk = a_desk()
    case = make.case(desk, summary="လစာ နောက်ကျ ပေးတယ်")
    with make.at_desk(desk.worker):
        assert searching.search(desk.worker, "လစာ") == [case]


def test_nothing_is_found_across_organisations() -> None:
    mine, theirs = a_desk(), a_desk()
    make.case(theirs)
    pretender = member(mine.worker.user_id, "case_worker", theirs.org_id)
    with make.at_desk(mine.worker):
        assert searching.search(mine.worker, "sewing") == []
        assert searching.search(pretender, "sewing") == []
        assert ask(searching.FIND, [None, searching.hashed(["sewing"]), 5]) == []
        with pytest.raises(Forbidden):
            searching.search(member(uuid4(), "supplier", uuid4()), "sewing")


def test_of_very_many_the_newest_are_walked() -> None:
    desk = a_desk()
    case = make.case(desk)
    with entering("owner"):
        tell(
            "insert into cases_case (id, org_id, status, ref, summary, urgency, urgency_rank,"
            " opened_at, internal_tried, internal_why_not, internal_outcome, fl_assessment,"
            " fl_is_incomplete, fl_answers, key_id, words, site_id)"
            " select gen_random_uuid(), org_id, status, 'c' || n, '', urgency, urgency_rank,"
            " opened_at - n * interval '1 hour', '', '', '', '', false, '{}', key_id, words, site_id"
            " from cases_case, generate_series(1, 1100) n where id = %s",
            [case.pk],
        )
    with make.at_desk(desk.worker):
        found = searching.search(desk.worker, "sewing late", limit=3)
        assert [c.ref for c in found] == [case.ref, "c1", "c2"]
