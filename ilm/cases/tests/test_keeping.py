from datetime import timedelta

import pytest

from ilm.cases import keeping
from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Case
from ilm.cases.tests import make
from ilm.cases.tests.make import at_desk
from ilm.cases.tests.test_holding import held
from ilm.catalog.keeping import KEPT
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests.make import desk as new_desk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def closed(desk, *, days_ago: int):
    """The case of one person, closed so many days ago."""
    case = make.issue(desk, at=IssueStatus.CLOSED).case
    with entering("owner"):
        Case.objects.filter(pk=case.pk).update(closed_on=clock.today() - timedelta(days=days_ago))
    return case


def what_ends(desk) -> list[tuple[str, int]]:
    with at_desk(desk.supervisor):
        found = keeping.preview(desk.supervisor)
    return [(str(e.kind.slug), (e.on - clock.today()).days) for e in found]


def test_the_defaults_are_those_that_were_promised() -> None:
    assert {str(slug): kind.days for slug, kind in KEPT.items()} == {
        "deliveries": 30, "junk": 30, "outgoing": 7, "times": 90, "identity": 365, "words": 1095,
        "facts": 3650, "sessions": 365,
    }  # fmt: skip


@pytest.mark.parametrize(("days_ago", "ends"), [
    (0, []), (59, []), (60, [("times", 30)]), (340, [("times", -250), ("identity", 25)]),
    (1090, [("times", -1000), ("identity", -725), ("words", 5)]),
])  # fmt: skip
def test_what_ends_in_thirty_days_is_shown_soonest_first(days_ago, ends) -> None:
    desk = new_desk()
    case = closed(desk, days_ago=days_ago)
    assert what_ends(desk) == ends
    with at_desk(desk.supervisor):
        assert all(list(e.cases) == [case.ref] for e in keeping.preview(desk.supervisor))


def test_an_open_case_or_an_untriaged_report_ends_nothing() -> None:
    desk = new_desk()
    make.case(desk)
    long_ago = clock.now() - timedelta(days=2000)
    make.report(desk, at=long_ago)
    assert what_ends(desk) == []


def test_where_no_case_came_of_it_the_last_word_counts() -> None:
    from ilm.cases import triage

    desk = new_desk()
    for kind, days_ago in (("question", 340), ("wrong_number", 20)):
        report = make.report(desk, at=clock.now() - timedelta(days=days_ago))
        with at_desk(desk.worker):
            triage.signpost(report, as_kind=kind, by=desk.worker)
    assert what_ends(desk) == [("times", -250), ("junk", 10), ("identity", 25)]


def test_a_hold_puts_the_end_off_to_the_day_after_it() -> None:
    desk = new_desk()
    row = held(desk, closed(desk, days_ago=400), days=60)
    assert what_ends(desk) == []
    with entering("owner"):
        type(row).objects.update(ends_on=clock.today() + timedelta(days=4))
    assert what_ends(desk) == [("times", 5), ("identity", 5)]


def test_an_organisation_keeps_less_and_never_more() -> None:
    desk = new_desk()
    closed(desk, days_ago=30)
    with at_desk(desk.supervisor):
        keeping.shorten("identity", days=45, by=desk.supervisor)
    assert what_ends(desk) == [("identity", 15)]
    with at_desk(desk.supervisor):
        keeping.shorten("identity", days=365, by=desk.supervisor)  # the usual again
        for kind, days, says in (
            ("identity", 366, "365 days at most"), ("identity", 3, "30 days at least"),
            ("facts", 100, "equally long"), ("nothing", 100, "equally long"),
        ):  # fmt: skip
            with pytest.raises(Refused, match=says):
                keeping.shorten(kind, days=days, by=desk.supervisor)
    assert what_ends(desk) == []


def test_another_organisation_s_rule_is_its_own() -> None:
    desk, other = new_desk(), new_desk()
    closed(desk, days_ago=30)
    with at_desk(other.supervisor):
        keeping.shorten("identity", days=45, by=other.supervisor)
        assert keeping.days_of(desk.org_id)["identity"] == 365
    assert what_ends(desk) == []
    assert what_ends(other) == []


def test_who_may() -> None:
    desk = new_desk()
    with at_desk(desk.worker):
        with pytest.raises(Forbidden):
            keeping.shorten("identity", days=45, by=desk.worker)
        with pytest.raises(Forbidden):
            keeping.preview(make.interpreter(desk))


def test_coded_facts_are_reviewed_and_never_end_by_themselves() -> None:
    desk = new_desk()
    case = closed(desk, days_ago=3700)
    closed(desk, days_ago=300)
    with at_desk(desk.supervisor):
        assert keeping.to_review(desk.supervisor) == [case]
