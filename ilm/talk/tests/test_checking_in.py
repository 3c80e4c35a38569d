"""A question falls due, is asked with nobody at the desk, and her answer is understood."""

from datetime import timedelta
from uuid import uuid4

import pytest

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.tests import make as parties
from ilm.talk import checking_in, safety
from ilm.talk.models import CheckIn, Part
from ilm.talk.tests import make
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db


def planned(desk, days=(0,)):
    conversation = make.conversation(desk)
    with entering("desk", desk.worker.user_id):
        made = checking_in.plan_check_ins(
            conversation, about="claim", about_id=uuid4(), question="is_it_fixed",
            days=days, by=desk.worker,
        )  # fmt: skip
    return conversation, made


def ask(later: timedelta = timedelta(seconds=1)) -> int:
    with entering("jobs"):
        return checking_in.ask_due(clock.now() + later)


def now_of(one: CheckIn) -> CheckIn:
    with entering("owner"):
        return CheckIn.objects.get(pk=one.pk)


def test_what_is_due_is_asked_and_what_is_not_waits() -> None:
    desk = parties.desk()
    conversation, [first, later] = planned(desk, days=(0, 14))
    assert ask() == 1
    assert (now_of(first).status, now_of(later).status) == ("sent", "due")
    kept = make.fresh(conversation)
    assert (kept.topic, kept.about_id) == ("validating", first.pk)
    with entering("owner"):
        assert Part.objects.get().is_bulk


def test_the_same_question_about_two_things_goes_once_a_day() -> None:
    desk = parties.desk()
    conversation = make.conversation(desk)
    with entering("desk", desk.worker.user_id):
        [first], [second] = [
            checking_in.plan_check_ins(
                conversation, about="disclosure", about_id=uuid4(), question="are_you_well",
                by=desk.worker,
            )
            for _ in range(2)
        ]  # fmt: skip
    ask()
    assert {now_of(first).status, now_of(second).status} == {"sent", "due"}
    ask(timedelta(minutes=1))
    assert {now_of(first).status, now_of(second).status} == {"sent", "due"}
    ask(timedelta(days=1, minutes=1))
    assert {now_of(first).status, now_of(second).status} == {"sent"}


def test_her_answer_is_heard_and_the_topic_turns_back() -> None:
    desk = parties.desk()
    conversation, [one] = planned(desk)
    ask()
    with entering("parse"):
        message = make.message(desk, account=_account(conversation), text="၂")
        heard = checking_in.hear(message, "၂")
    assert heard is not None
    assert (now_of(one).status, now_of(one).answer) == ("answered", "no")
    assert make.fresh(conversation).topic == "reporting"


def _account(conversation):
    from ilm.talk.models import ChannelAccount

    return ChannelAccount.objects.get(pk=conversation.account_id)


def test_something_else_is_no_answer() -> None:
    desk = parties.desk()
    conversation, _ = planned(desk)
    message = make.message(desk, text="They beat him.")
    with entering("parse"):
        assert checking_in.hear(message, "yes") is None
        message.conversation = make.fresh(conversation)
        assert checking_in.hear(message, "They beat him.") is None


def test_after_three_tries_it_is_missed() -> None:
    _, [one] = planned(parties.desk())
    for hours in (0, 37, 74, 111):
        ask(timedelta(hours=hours, seconds=1))
    assert (now_of(one).status, now_of(one).tries) == ("missed", 3)


def test_her_hours_are_waited_for_and_only_her_word_is_never_broken() -> None:
    desk = parties.desk()
    conversation, [one] = planned(desk)
    hour = (clock.now().hour + 7 + 3) % 24
    with entering("desk", desk.worker.user_id):
        safety.keep_plan(
            conversation.alias_id, org_id=desk.org_id, from_hour=hour, to_hour=(hour + 1) % 24 or 24,
            by=desk.worker,
        )  # fmt: skip
    ask()
    assert now_of(one).status == "due"
    assert now_of(one).due_at > clock.now() + timedelta(hours=1)
    with entering("desk", desk.worker.user_id):
        safety.keep_plan(
            conversation.alias_id, org_id=desk.org_id, worker_contacts_us_only=True, by=desk.worker
        )
    ask(timedelta(hours=30))
    assert now_of(one).status == "cancelled"


def test_it_refuses_a_question_we_do_not_have_and_calls_off() -> None:
    desk = parties.desk()
    conversation, [one] = planned(desk)
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Refused), atomic():
            checking_in.plan_check_ins(
                conversation, about="claim", about_id=uuid4(), question="why", by=desk.worker
            )
        assert checking_in.call_off(one.about_id, by=desk.worker) == 1
    assert now_of(one).status == "cancelled"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1", "yes"), ("២", "no"), ("३", "partly"), ("๑", "yes"), ("4", None),
        ("Yes!", "yes"), ("မဟုတ်ဘူး။", "no"), ("ចាស", "yes"), ("छैन", "no"), ("ใช่ค่ะ", "yes"),
        ("บางส่วน", "partly"), ("yes but they hit him", None), ("", None),
    ],
)  # fmt: skip
def test_answers_in_any_script(text: str, answer: str | None) -> None:
    assert checking_in.answer_in(text) == answer
