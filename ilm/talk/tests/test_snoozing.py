"""A thread that can wait: out of the way for a while, back at her word."""

from datetime import timedelta

import pytest
import time_machine

from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.talk import snoozing
from ilm.talk.models import Conversation
from ilm.talk.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def awake(desk) -> list[str]:
    with entering("desk", desk.worker.user_id):
        return list(
            Conversation.objects.visible_to(desk.worker).awake().values_list("ref", flat=True)
        )


def test_it_is_away_until_its_time_and_written_down() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    with entering("desk", desk.worker.user_id):
        snoozing.snooze(thread, hours=4, by=desk.worker)
    assert awake(desk) == []
    with time_machine.travel(clock.now() + timedelta(hours=4, minutes=1)):
        assert awake(desk) == [thread.ref]
    with entering("owner"):
        assert Entry.objects.get(verb="conversation.snoozed").facts["hours"] == 4


def test_her_next_word_brings_it_back() -> None:
    desk = parties.desk()
    at = make.account(desk, "telegram")
    [said] = make.messages(at, make.said(address="111"))
    with entering("desk", desk.worker.user_id):
        snoozing.snooze(said.conversation, hours=72, by=desk.worker)
    make.messages(at, make.said("Please hurry", address="111"))
    assert awake(desk) == [said.conversation.ref]


def test_a_colleague_brings_it_back_at_once() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    with entering("desk", desk.worker.user_id):
        snoozing.snooze(thread, hours=72, by=desk.worker)
    with entering("desk", desk.supervisor.user_id):
        snoozing.bring_back(make.fresh(thread), by=desk.supervisor)
    assert awake(desk) == [thread.ref]


@pytest.mark.parametrize("hours", [0, -1, 721])
def test_neither_for_no_time_nor_for_ever(hours: int) -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    with entering("desk", desk.worker.user_id), pytest.raises(Refused, match="thirty days"):
        snoozing.snooze(thread, hours=hours, by=desk.worker)


def test_who_may_not_answer_may_not_put_off() -> None:
    desk = parties.desk()
    thread, stranger = make.conversation(desk), parties.actor("buyer")
    for act in (lambda: snoozing.snooze(thread, hours=1, by=stranger),
                lambda: snoozing.bring_back(thread, by=stranger)):  # fmt: skip
        with entering("desk", desk.worker.user_id), pytest.raises(Forbidden):
            act()
