"""Answers and promises, and the clocks that run."""

from datetime import date, timedelta

import pytest
import time_machine

from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.ledger.models import Entry
from ilm.remedy import overdue, planning
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Answer, Engagement
from ilm.remedy.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def at(made, face="respondent"):
    return entering(face, made.partner.user_id)


def test_a_notice_opens_an_engagement_once_with_its_clocks() -> None:
    with time_machine.travel("2035-03-01 09:00", tick=False):
        made = make.raised()
        with entering("desk", made.desk.worker.user_id):
            again = planning.open_engagement(made.notice, by=made.desk.worker)
            assert Engagement.objects.count() == 1
    assert again == made.engagement
    assert (again.answer_by, again.remedy_by) == (date(2035, 3, 13), date(2035, 4, 30))
    with at(made), pytest.raises(Forbidden):
        planning.open_engagement(made.notice, by=made.partner)


def test_the_partner_answers_and_may_say_more() -> None:
    made = make.raised()
    with at(made):
        planning.respond(made.engagement, stance="asks", text="Which line?", by=made.partner)
        row = Engagement.objects.get()
        assert (row.status, row.answered_on) == (S.RESPONDED, clock.today())
        planning.respond(row, stance="accepts", text="We will pay.", by=made.partner)
        assert [a.stance for a in Answer.objects.all()].count("accepts") == 1
    with entering("owner"):
        verbs = set(Entry.objects.filter(actor=made.partner.id).values_list("verb", flat=True))
    assert verbs == {"engagement.answered", "engagement.said_more"}


@pytest.mark.parametrize(
    ("stance", "text"), [("maybe", "Hm"), ("accepts", "  "), ("accepts", "x" * 5001)]
)
def test_an_answer_says_something(stance: str, text: str) -> None:
    made = make.raised()
    with at(made), pytest.raises(Refused):
        planning.respond(made.engagement, stance=stance, text=text, by=made.partner)


def test_a_promise_is_an_action_with_a_day() -> None:
    made, today = make.raised(), clock.today()
    with at(made):
        planning.commit(made.engagement, action="back_pay", due_on=today, by=made.partner)
        planning.commit(
            made.fresh(), action="policy_change", text="New rule", due_on=today, by=made.partner
        )
        row = Engagement.objects.get()
        assert (row.status, row.commitments.count()) == (S.IN_PROGRESS, 2)
        for wrong in (
            {"action": "a_party"},
            {"due_on": today - timedelta(days=1)},
            {"due_on": today + timedelta(days=4000)},
        ):
            with pytest.raises(Refused):
                planning.commit(
                    row, by=made.partner, **({"action": "back_pay", "due_on": today} | wrong)
                )


def test_nobody_answers_for_another() -> None:
    made, other = make.raised(), make.raised()
    with at(other), pytest.raises(Forbidden):
        planning.respond(made.engagement, stance="accepts", text="Yes", by=other.partner)
    with entering("desk", made.desk.worker.user_id), pytest.raises(Forbidden):
        planning.respond(made.engagement, stance="accepts", text="Yes", by=made.desk.worker)
    buyer = make.partner_of(made.notice.to_org, "buyer")
    with entering("buyer", buyer.user_id), pytest.raises(Forbidden):
        planning.commit(made.engagement, action="back_pay", due_on=clock.today(), by=buyer)


def test_what_is_closed_takes_no_answer_until_it_is_reopened() -> None:
    made = make.raised(S.WORKER_CHECK, affected=1, workers=1)
    make.say(made, "y")
    with entering("desk", made.desk.worker.user_id):
        from ilm.remedy.validation import settle

        settle(made.issue, by=made.desk.worker)
    closed = made.fresh()
    assert (closed.status, closed.outcome) == (S.CLOSED, "confirmed")
    with at(made):
        with pytest.raises(Refused):
            planning.respond(closed, stance="accepts", text="More", by=made.partner)
        with pytest.raises(WrongState):
            planning.commit(closed, action="back_pay", due_on=clock.today(), by=made.partner)
    with entering("desk", made.desk.worker.user_id):
        day = clock.today() + timedelta(days=9)
        row = planning.reopen(closed, answer_by=day, by=made.desk.worker)
        assert (row.status, row.answer_by, row.outcome, row.answered_on) == (
            S.RAISED,
            day,
            "",
            None,
        )
        with pytest.raises(Refused):
            planning.reopen(row, answer_by=date(2020, 1, 1), by=made.desk.worker)


def test_a_late_answer_and_a_late_remedy_are_seen() -> None:
    made = make.raised()
    row, day = made.engagement, made.engagement.answer_by
    late = day + timedelta(days=1)
    assert not overdue.is_overdue(row, day)
    assert overdue.running(row, day).state == "soon"
    assert overdue.running(row, row.raised_on).state == "due"
    assert overdue.overdue([row], late) == [row]
    with at(made):
        assert list(Engagement.objects.late(late)) == [row]
        assert not Engagement.objects.late(day)
    row.answered_on = day
    assert overdue.running(row, late).what == "remedy"
    assert overdue.is_overdue(row, row.remedy_by + timedelta(days=1))
    row.status = S.CLAIMED_DONE
    assert overdue.running(row, row.remedy_by + timedelta(days=1)).state == "met"
    row.remedy_by = None
    assert overdue.running(row, late) is None
    row.status = S.CLOSED
    assert overdue.running(row, late) is None
