"""A day after her last word: neutral words, her answer, then the question; receipts that hurry."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from ilm.faces.jobs import sending
from ilm.faces.jobs.tests.make import parse_all
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk import checking_in, safety, templates
from ilm.talk.models import (
    ChannelAccount,
    CheckIn,
    Conversation,
    Message,
    Part,
    Template,
)
from ilm.talk.models.conversing import Topic
from ilm.talk.replying import reply, show_text
from ilm.wall.entering import entering
from tests.test_walk_of_a_message import WORKER, desk, port, rows, send_all, twin
from tests.twins import Twin

__all__ = ["desk", "port", "twin"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["owner"])
NOTE, BUTTON = "Hello, please write to us when you can.", "I am here"
QUESTION = "Are you safe and well?\n1 yes · 2 no · 3 partly"


@pytest.fixture
def quiet(twin: Twin) -> Iterator[Conversation]:
    """She wrote two days ago and nothing since."""
    twin.whatsapp.say(WORKER, "hello", at=int(time.time()) - 48 * 3600)
    parse_all()
    [conversation] = rows(Conversation)
    return conversation


def approved(twin: Twin, desk: parties.Desk, *purposes: str) -> None:
    twin.whatsapp.approve("neutral_note", "en_US", NOTE)
    with entering("desk", desk.supervisor.user_id):
        account = ChannelAccount.objects.get()
        for purpose in purposes or templates.PURPOSES:
            templates.keep_template(
                account, purpose=purpose, language="en", name="neutral_note", code="en_US",
                wording=NOTE, button=BUTTON, by=desk.supervisor,
            )  # fmt: skip


def asked(desk: parties.Desk, conversation: Conversation) -> CheckIn:
    with entering("desk", desk.worker.user_id):
        [one] = checking_in.plan_check_ins(
            conversation, about="disclosure", about_id=uuid4(), question="are_you_well",
            by=desk.worker,
        )  # fmt: skip
    ask_due()
    return one


def ask_due(later: timedelta = timedelta(seconds=1)) -> None:
    with entering("jobs"):
        checking_in.ask_due(clock.now() + later)


def answered(desk: parties.Desk, conversation: Conversation, text: str) -> Message:
    with entering("desk", desk.worker.user_id):
        return reply(conversation, text=text, unlocked=desk.unlocked, by=desk.worker)


def parts() -> list[tuple[str, str]]:
    """Of each part its status and why, the neutral words first."""
    found = sorted(rows(Part), key=lambda p: (p.not_after, p.number))
    return [(p.status, p.failed_because) for p in found]


def now_of(one: CheckIn) -> tuple[str, str]:
    with entering("owner"):
        row = CheckIn.objects.get(pk=one.pk)
    return row.status, row.answer


@pytest.mark.parametrize("opens", ["button", "yes", "1"])
def test_neutral_words_then_the_question_then_her_answer_counts(
    twin: Twin, desk: parties.Desk, quiet: Conversation, opens: str
) -> None:
    side = twin.whatsapp
    approved(twin, desk)
    one = asked(desk, quiet)
    send_all()
    assert side.ledger.texts(WORKER) == [NOTE]
    assert parts() == [("accepted", ""), ("held", "")]
    assert {m.state for m in rows(Message)} == {"received", "held"}
    send_all()
    assert side.ledger.texts(WORKER) == [NOTE]
    if opens == "button":
        side.press(WORKER, BUTTON)
    else:
        side.say(WORKER, opens)
    parse_all()
    assert now_of(one) == ("sent", "")
    send_all()
    assert side.ledger.texts(WORKER) == [NOTE, QUESTION]
    time.sleep(1.1)  # WhatsApp's clock counts seconds
    side.say(WORKER, "1")
    parse_all()
    assert now_of(one) == ("answered", "yes")
    assert {p.text for p in rows(Part)} == {None}


def test_what_she_says_instead_is_a_report(
    twin: Twin, desk: parties.Desk, quiet: Conversation
) -> None:
    from ilm.cases.models import Report

    approved(twin, desk)
    one = asked(desk, quiet)
    send_all()
    twin.whatsapp.say(WORKER, "They beat him yesterday.")
    parse_all()
    assert now_of(one) == ("sent", "")
    assert rows(Report)
    send_all()
    assert twin.whatsapp.ledger.texts(WORKER) == [NOTE, QUESTION]


def test_yes_to_neutral_words_approves_nothing(
    twin: Twin, desk: parties.Desk, quiet: Conversation
) -> None:
    approved(twin, desk)
    with entering("desk", desk.worker.user_id):
        show_text(
            quiet, text="May we say this?", by=desk.worker, topic=Topic.APPROVING, about_id=uuid4()
        )
    send_all()
    twin.whatsapp.say(WORKER, "yes")
    parse_all()
    [kept] = rows(Conversation)
    assert kept.topic == "approving"
    send_all()
    assert twin.whatsapp.ledger.texts(WORKER)[-1] == "May we say this?"


def test_an_answer_waits_is_seen_to_wait_and_goes_in_order(
    twin: Twin, desk: parties.Desk, quiet: Conversation
) -> None:
    approved(twin, desk, "answer")
    answered(desk, quiet, "first")
    answered(desk, quiet, "second")
    send_all()
    assert twin.whatsapp.ledger.texts(WORKER) == [NOTE]
    twin.whatsapp.say(WORKER, "who is this?")
    parse_all()
    send_all()
    assert twin.whatsapp.ledger.texts(WORKER) == [NOTE, "first", "second"]
    for one in twin.whatsapp.ledger.shown[1:]:
        twin.whatsapp.receipts(one.external_id, "delivered")
    parse_all()
    assert {m.state for m in rows(Message) if not m.is_inward} == {"delivered"}


def test_without_a_template_it_waits_and_says_why_until_there_is_one(
    twin: Twin, desk: parties.Desk, quiet: Conversation
) -> None:
    asked(desk, quiet)
    send_all()
    assert twin.whatsapp.ledger.shown == []
    assert parts() == [("held", "no_template")]
    approved(twin, desk, "check_in")
    sending.sweep()
    send_all()
    assert twin.whatsapp.ledger.texts(WORKER) == [NOTE]
    assert parts() == [("accepted", ""), ("held", "")]


def test_she_is_asked_to_write_again_and_the_question_is_not_written_twice(
    twin: Twin, desk: parties.Desk, quiet: Conversation
) -> None:
    approved(twin, desk)
    asked(desk, quiet)
    send_all()
    ask_due(timedelta(hours=37))
    send_all()
    assert parts()[-1] == ("held", "")
    assert len([m for m in rows(Message) if not m.is_inward]) == 1


@pytest.mark.parametrize("says", ["leave nothing", "other words", "her words"])
def test_her_plan_holds_for_neutral_words_too(
    twin: Twin, desk: parties.Desk, quiet: Conversation, says: str
) -> None:
    approved(twin, desk)
    wanted = {
        "leave nothing": {"may_leave_message": False},
        "other words": {"words": {"notification_text": "Your parcel has come."}},
        "her words": {"words": {"notification_text": NOTE.upper()}},
    }[says]
    with entering("desk", desk.worker.user_id):
        safety.keep_plan(quiet.alias_id, org_id=desk.org_id, by=desk.worker, **wanted)
    answered(desk, quiet, "We have news.")
    send_all()
    went = says == "her words"
    assert twin.whatsapp.ledger.texts(WORKER) == ([NOTE] if went else [])
    assert parts()[-1] == ("held", "" if went else "plan_forbids_notice")


def test_what_is_called_off_or_too_old_does_not_go(
    twin: Twin, desk: parties.Desk, quiet: Conversation
) -> None:
    one = asked(desk, quiet)
    answered(desk, quiet, "We have news.")
    send_all()
    with entering("desk", desk.worker.user_id):
        checking_in.call_off(one.about_id, by=desk.worker)
    with entering("owner"):
        Part.objects.filter(status="held").update(not_after=clock.now())
    sending.sweep()
    assert sorted(parts()) == [("cancelled", "no_template"), ("failed", "stale")]
    twin.whatsapp.say(WORKER, "hello")
    parse_all()
    send_all()
    assert twin.whatsapp.ledger.shown == []
    assert {p.text for p in rows(Part)} == {None}


def test_a_question_that_was_answered_meanwhile_is_not_asked(
    twin: Twin, desk: parties.Desk, quiet: Conversation
) -> None:
    approved(twin, desk)
    one = asked(desk, quiet)
    send_all()
    with entering("parse"):  # she said it in a call
        message = Message.objects.coded().filter(is_inward=True).get()
        message.conversation = Conversation.objects.get(pk=quiet.pk)
        assert checking_in.hear(message, "yes") is not None
    twin.whatsapp.press(WORKER, BUTTON)
    parse_all()
    send_all()
    assert now_of(one) == ("answered", "yes")
    assert twin.whatsapp.ledger.texts(WORKER) == [NOTE]
    assert parts() == [("accepted", ""), ("cancelled", "")]


def test_a_template_that_is_gone_fails_and_shows(
    twin: Twin, desk: parties.Desk, quiet: Conversation
) -> None:
    approved(twin, desk)
    twin.whatsapp.templates.clear()  # Meta took its approval back
    answered(desk, quiet, "We have news.")
    send_all()
    assert parts() == [("failed", "malformed"), ("held", "")]
    assert {m.state for m in rows(Message)} == {"received", "failed"}
    assert rows(Template)
