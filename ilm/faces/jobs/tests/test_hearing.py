"""Words go to whoever asked; all else becomes a report."""

from uuid import uuid4

import pytest

from ilm.cases.models import Erasure, Report
from ilm.disclosure import consenting
from ilm.faces.jobs import hearing
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk import checking_in
from ilm.talk.models import ChannelAccount, CheckIn, Part
from ilm.talk.receiving import Heard
from ilm.talk.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def hear(message, text: str, *, is_said: bool = True) -> None:
    with entering("parse"):
        hearing.hand_on([Heard(message, message.conversation, text, is_said)])


def count() -> int:
    with entering("owner"):
        return Report.objects.count()


def test_new_words_are_a_report_and_more_of_them_the_same() -> None:
    desk = parties.desk()
    at = make.account(desk)
    for _ in range(2):
        hear(make.message(desk, account=at), "No pay.")
    assert count() == 1


def test_what_a_channel_tells_about_her_is_no_report() -> None:
    hear(make.message(), "", is_said=False)
    assert count() == 0


def test_an_answer_to_a_check_in_is_heard_and_no_report() -> None:
    desk = parties.desk()
    message = make.message(desk)
    with entering("desk", desk.worker.user_id):
        [one] = checking_in.plan_check_ins(
            message.conversation, about="disclosure", about_id=uuid4(), question="are_you_well",
            by=desk.worker,
        )  # fmt: skip
    with entering("jobs"):
        checking_in.ask_due(one.due_at)
    with entering("owner"):
        Part.objects.update(status="sent", gone_at=clock.now())
        account = ChannelAccount.objects.get()
    hear(make.message(desk, account=account, at=clock.now()), "1")
    with entering("owner"):
        assert CheckIn.objects.get().answer == "yes"
    assert count() == 0


def test_approval_goes_to_disclosure(monkeypatch) -> None:
    heard = []
    monkeypatch.setattr(
        consenting, "hear_approval", lambda message, text, seen: heard.append(text) or 1
    )
    message = make.message()
    message.conversation.topic = "approving"
    hear(message, "yes")
    assert heard == ["yes"]
    assert count() == 0
    withdrawn = []
    monkeypatch.setattr(consenting, "withdraw", lambda alias, *, by: withdrawn.append(by.id))
    hearing.hand_withdrawal(message.conversation.alias_id, message.org_id)
    assert withdrawn == [f"worker:{message.conversation.alias_id}"]


def test_her_wish_to_be_erased_becomes_a_task() -> None:
    message = make.message()
    with entering("parse"):
        hearing.hand_wish(message.conversation.alias_id, message.org_id)
        hearing.hand_wish(message.conversation.alias_id, message.org_id)
    with entering("owner"):
        [task] = Erasure.objects.all()
    assert (task.alias_id, task.begun_by) == (message.conversation.alias_id, None)
    assert task.wanted_on
