"""What may be the same situation: why, within whose reach, and that nothing is joined by it."""

from datetime import timedelta

import pytest

from ilm.cases import closing, resembling
from ilm.cases.leaves import LeafClaim
from ilm.cases.models import Issue, Report
from ilm.cases.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.parties.tests.make import Desk
from ilm.vault.opening import Reader
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db
HERS = "The boiler in the dyeing hall leaks and Kamala was burnt on Tuesday"
SAME = "A girl was burnt by the boiler of the dyeing hall this week"


@pytest.fixture
def one() -> Desk:
    return parties.desk()


def alike(desk: Desk, report: Report, kinds=()) -> list[resembling.Likeness]:
    with make.at_desk(desk.worker):
        return resembling.alike(report, by=desk.worker, reader=Reader(desk.unlocked), kinds=kinds)


def chatter(desk: Desk) -> None:
    for text in (
        "They have not paid us for two months", "Our rest day was cut again this month",
        "When does your office open", "The agent asks for more money", "Food in the canteen is bad",
    ):  # fmt: skip
        make.report(desk, text=text)


def test_says_which_and_why_and_joins_nothing(one) -> None:
    chatter(one)
    case = make.case(one, of=make.report(one, text=SAME))
    report = make.report(one, text=HERS)
    [found] = alike(one, report, kinds=["wag.not_paid"])
    assert found.report.case_id == case.pk
    assert found.percent >= 20
    assert {"boiler", "dyeing", "burnt"} <= set(found.words)
    assert found.is_same_kind
    assert found.days == 0
    with entering("owner"):
        again = Report.objects.get(pk=report.pk)
        assert (again.case_id, again.status) == (None, "new")
        facts = Entry.objects.get(verb="report.compared").facts
    assert facts == {"reports": 6}
    assert "boiler" not in repr(found)


def test_a_workplace_that_she_names_is_a_reason_by_itself(one) -> None:
    chatter(one)
    site = parties.site(name="Heron Quay")
    case = make.case(one, of=make.report(one, text="no toilets on the whole floor"), site=site)
    report = make.report(one, text="I work at heron quay, my hand is cut")
    [found] = alike(one, report)
    assert (found.report.case_id, found.named) == (case.pk, ("Heron Quay",))


def test_one_line_a_case_and_what_is_new_beside(one) -> None:
    chatter(one)
    case = make.case(one, of=make.report(one, text=SAME))
    from ilm.cases import triage

    more = make.report(one, text=SAME + " and nobody came")
    with make.at_desk(one.worker):
        triage.join(more, case=case, leaves=[LeafClaim(leaf="wag.not_paid")], by=one.worker)
    new = make.report(one, text=HERS + ". Nobody helps")
    found = alike(one, make.report(one, text=HERS))
    assert found[0].report.pk == new.pk
    assert [each.others for each in found if each.report.case_id == case.pk] == [1]


def test_not_what_is_hers_far_away_or_over(one) -> None:
    report = make.report(one, text=HERS)
    make.report(one, text=SAME, at=clock.now() - timedelta(days=120))
    issue = make.issue(one, of=make.report(one, text=SAME))
    with make.at_desk(one.supervisor):
        closing.close(issue, reason="not_remedied", by=one.supervisor, second_by=one.worker.user_id)
        assert Issue.objects.get(pk=issue.pk).case.status == "closed"
    assert alike(one, report) == []


def test_nothing_of_another_organisation_or_of_somebody_erased(one) -> None:
    report = make.report(one, text=HERS)
    make.report(parties.desk(), text=SAME)
    gone = make.report(one, text=SAME)
    with entering("owner"):
        ask("select wall.forget_words(%s)", [gone.alias_id])
    assert alike(one, report) == []


def test_who_may_and_with_what(one) -> None:
    report, stranger = make.report(one, text=HERS), make.interpreter(one)
    with make.at_desk(stranger), pytest.raises(Forbidden):
        resembling.alike(report, by=stranger, reader=Reader(one.unlocked))
    with pytest.raises(Locked):
        Reader(None)
    other = parties.desk()
    make.report(one, text=SAME)
    with make.at_desk(other.worker):  # with a report that they should not know
        assert resembling._near(report, other.worker) == []


def test_a_report_without_words_is_like_nothing(one) -> None:
    make.report(one, text=SAME)
    assert alike(one, make.report(one, text="")) == []
