"""The workers' word: who is asked, what they say, and what it closes."""

import pytest

from ilm.access.actor import worker
from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Issue
from ilm.cases.tests.make import at_desk
from ilm.cases.tests.make import message as a_message
from ilm.catalog.sampling import sample_size
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.remedy import validation
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Settlement, Validation
from ilm.remedy.tests import make
from ilm.talk.models import CheckIn, Conversation
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_the_oracle_of_240_workers() -> None:
    made = make.raised(S.CLAIMED_DONE, affected=240, known=99, workers=240)
    desk = made.desk
    with at_desk(desk.worker):
        assert len(validation.put_to_workers(made.engagement, by=desk.worker)) == 69
    make.say(made, "y" * 63 + "n" * 2 + "-" * 4)
    with at_desk(desk.worker):
        truths = validation.standing(made.fresh())
        assert (truths.wanted, truths.asked, truths.answered, truths.confirmed) == (69, 69, 65, 63)
        assert (truths.reachable, truths.unanswered, truths.awaited) == (100, 4, 4)
        assert (round(truths.low, 3), round(truths.high, 3)) == (0.823, 0.960)
        assert (truths.claimed, truths.headline, truths.gap.workers) == (240, 197, 43)
        row = validation.settle(made.issue, by=desk.worker)
    issue = made.issue
    assert (row.reason, row.headline, row.is_in_force) == ("remedied_worker_validated", 197, True)
    assert (issue.status, issue.confirmed, issue.estimated) == ("closed", 63, 197)
    ended = made.fresh()
    assert (ended.status, ended.outcome, ended.confirmed_percent) == (S.CLOSED, "confirmed", 90)


@pytest.mark.parametrize(("affected", "percent"), [(10, None), (11, None), (30, 90)])
def test_an_employer_is_shown_no_share_of_few_and_no_exact_one(affected, percent) -> None:
    """95 of 100 is 23 of 24: an exact share tells how many were asked, and that one said no."""
    made = make.raised(S.WORKER_CHECK, affected=affected, known=affected - 1, workers=affected)
    asked = sample_size(affected)
    make.say(made, "y" * (asked - 1) + "n")
    with at_desk(made.desk.worker):
        validation.settle(made.issue, by=made.desk.worker)
    assert made.fresh().status == S.CLOSED
    assert made.fresh().confirmed_percent == percent


def test_who_says_no_keeps_an_open_issue() -> None:
    made = make.raised(S.WORKER_CHECK, affected=4, known=3, workers=4)
    make.say(made, "yyyn")
    with at_desk(made.desk.worker):
        row = validation.settle(made.issue, by=made.desk.worker)
        assert (row.is_census, row.share, row.low) == (True, 0.75, None)
        own = Issue.objects.exclude(pk=made.issue.pk).get()
        assert (own.affected, own.status, own.leaf) == (1, IssueStatus.DRAFT, "wag.late")
        no = Validation.objects.get(answer="no")
        assert own.known_workers.get().alias_id == no.alias_id
        assert own.case.status == "open"
    assert made.fresh().confirmed_percent is None


def test_a_sample_below_the_line_is_partly_remedied() -> None:
    made = make.raised(S.WORKER_CHECK, affected=30, known=29)
    make.say(made, "y" * 18 + "p" * 6)
    with at_desk(made.desk.worker):
        with pytest.raises(Refused, match="do not support"):
            validation.settle(made.issue, reason="remedied_worker_validated", by=made.desk.worker)
        row = validation.settle(made.issue, by=made.desk.worker)
    assert row.reason == "partly_remedied_validated"


def test_nothing_closes_by_too_few_or_by_no_yes() -> None:
    made = make.raised(S.WORKER_CHECK, affected=30, known=3)
    make.say(made, "yyyy")
    with at_desk(made.desk.worker), pytest.raises(Refused, match="Ask at least 24"):
        validation.settle(made.issue, by=made.desk.worker)
    alone = make.raised(S.WORKER_CHECK, affected=1, workers=1)
    make.say(alone, "n")
    with at_desk(alone.desk.worker):
        with pytest.raises(Refused, match="No worker confirms"):
            validation.settle(alone.issue, by=alone.desk.worker)
        row = validation.settle(alone.issue, reason="not_remedied", by=alone.desk.worker)
    assert (row.headline, alone.issue.confirmed, alone.fresh().outcome) == (0, 0, "not_confirmed")


def test_a_no_sends_it_back_and_it_may_be_claimed_again() -> None:
    made = make.raised(S.WORKER_CHECK, affected=3, known=2, workers=3)
    with at_desk(made.desk.worker), pytest.raises(Refused, match="No worker has said"):
        validation.send_back(made.engagement, by=made.desk.worker)
    make.say(made, "yn-")
    with at_desk(made.desk.worker):
        row = validation.send_back(made.engagement, by=made.desk.worker)
        assert (row.status, row.sent_back_on is not None) == (S.IN_PROGRESS, True)
        assert not CheckIn.objects.filter(about="claim", status="sent").exists()
    with entering("respondent", made.partner.user_id):
        from ilm.remedy.claiming import claim

        claim(made.fresh(), workers=3, by=made.partner)
    with at_desk(made.desk.worker):
        assert len(validation.put_to_workers(made.fresh(), by=made.desk.worker)) == 3


def test_urgent_issues_are_closed_by_two() -> None:
    made = make.raised(S.WORKER_CHECK, leaf="wag.not_paid", affected=1, workers=1)
    make.say(made, "y")
    desk = made.desk
    with at_desk(desk.worker):
        row = validation.settle(made.issue, by=desk.worker)
        assert validation.is_pending(row)
        with pytest.raises(Refused, match="first word is yours"):
            validation.countersign_settlement(row, by=desk.worker)
    assert made.issue.status == "raised"
    with at_desk(desk.supervisor):
        done = validation.countersign_settlement(row, by=desk.supervisor)
        assert not validation.is_pending(done)
        with pytest.raises(Refused, match="any more"):
            validation.countersign_settlement(row, by=desk.supervisor)
    assert made.issue.status == "closed"
    with entering("owner"):
        assert Settlement.objects.get().second_by == desk.supervisor.user_id


def test_an_answer_since_asks_for_settling_anew() -> None:
    made = make.raised(S.WORKER_CHECK, leaf="wag.not_paid", affected=2, known=1, workers=2)
    make.say(made, "y-")
    desk = made.desk
    with at_desk(desk.worker):
        row = validation.settle(made.issue, reason="not_remedied", by=desk.worker)
        late = CheckIn.objects.get(about="claim", status="sent")
        validation.hear_spoken(late, answer="yes", by=desk.worker)
    with at_desk(desk.supervisor), pytest.raises(Refused, match="anew"):
        validation.countersign_settlement(row, by=desk.supervisor)


def test_her_answer_is_heard_in_the_parse_process() -> None:
    made = make.raised(S.WORKER_CHECK, affected=1, workers=1)
    [asked] = make.ask(made)
    with entering("owner"):
        thread = Conversation.objects.get(pk=asked.conversation_id)
        thread.topic, thread.about_id = "validating", asked.pk
        thread.save()
    said = a_message(made.desk, thread, text="1")
    her = worker(asked.alias_id, made.desk.org_id)
    with entering("parse"):
        assert validation.hear(said, "I will call you tomorrow", by=her) is None
        heard = validation.hear(said, "ဟုတ်တယ်", by=her)
        assert (heard.answer, heard.harmed) == ("yes", False)
        assert validation.hear(said, "2", by=her) is None


def test_harm_is_told_to_whoever_asked() -> None:
    made = make.raised(S.WORKER_CHECK, affected=1, workers=1)
    [asked] = make.ask(made)
    with at_desk(made.desk.worker):
        with pytest.raises(Refused):
            validation.hear_spoken(asked, answer="perhaps", by=made.desk.worker)
        word = validation.hear_spoken(asked, answer="no", harmed=True, by=made.desk.worker)
        assert word.harmed
        assert validation.standing(made.fresh()).harmed == 1
        other = CheckIn.objects.filter(about="disclosure").first()
        with pytest.raises(Refused, match="not asked about a claim"):
            validation.hear_spoken(other, answer="no", by=made.desk.worker)


def test_others_are_drawn_for_those_who_could_not_be_asked() -> None:
    made = make.raised(S.WORKER_CHECK, affected=30, known=29)
    desk = made.desk
    with at_desk(desk.worker):
        with pytest.raises(Refused, match="nobody more"):
            validation.ask_more(made.engagement, by=desk.worker)
        lost = list(CheckIn.objects.filter(about="claim")[:2])
        from ilm.ledger.moves import move
        from ilm.talk.lifecycle import CALL_OFF

        for one in lost:
            move(one, CALL_OFF, by=desk.worker)
        assert len(validation.ask_more(made.fresh(), by=desk.worker)) == 2


def test_workers_are_asked_about_a_claim_only() -> None:
    made = make.raised(S.RESPONDED)
    with at_desk(made.desk.worker):
        with pytest.raises(Refused, match="Nothing was claimed"):
            validation.put_to_workers(made.engagement, by=made.desk.worker)
        with pytest.raises(WrongState):
            validation.ask_more(made.engagement, by=made.desk.worker)
        with pytest.raises(WrongState):
            validation.send_back(made.engagement, by=made.desk.worker)


def test_a_reason_without_the_workers_is_told_to_the_partner_as_closed() -> None:
    made = make.raised(S.RESPONDED)
    with at_desk(made.desk.worker):
        with pytest.raises(Refused, match="Ask the affected"):
            validation.settle(made.issue, by=made.desk.worker)
        with pytest.raises(Refused, match="from the list"):
            validation.settle(made.issue, reason="tired", by=made.desk.worker)
        row = validation.settle(made.issue, reason="worker_withdrew", by=made.desk.worker)
        with pytest.raises(Refused, match="closed already"):
            validation.settle(made.issue, by=made.desk.worker)
    assert (row.asked, made.fresh().outcome) == (0, "closed")


def test_a_supplier_asks_nobody_and_settles_nothing() -> None:
    made = make.raised(S.CLAIMED_DONE)
    with entering("respondent", made.partner.user_id):
        for act in (validation.put_to_workers, validation.ask_more, validation.send_back):
            with pytest.raises(Forbidden):
                act(made.engagement, by=made.partner)
        with pytest.raises(Forbidden):
            validation.settle(made.told.issue, by=made.partner)
