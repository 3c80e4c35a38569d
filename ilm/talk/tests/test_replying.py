"""An answer is sealed to the thread, to her receipt and to the sender; her plan is the last word."""

import json
from uuid import uuid4

import pytest

from ilm.access import actor
from ilm.access.actor import worker
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.parties.tests import make as parties
from ilm.talk import safety
from ilm.talk.models import Part
from ilm.talk.reading import thread
from ilm.talk.replying import reply, show_text
from ilm.talk.tests import make
from ilm.vault import receipts, routing, saying
from ilm.vault.models import StandingAddress
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


def answer(desk, conversation, text="We are here.", **more):
    given = {"unlocked": desk.unlocked, "by": desk.worker} | more
    with entering("desk", given["by"].user_id), atomic():
        return reply(conversation, text=text, **given)


def test_an_answer_is_queued_and_can_be_read(desk) -> None:
    conversation = make.conversation(desk)
    message = answer(desk, conversation)
    assert message.state == "queued"
    assert message.for_reporter is None
    with entering("desk", desk.worker.user_id):
        assert [s.text for s in thread(conversation, make.reader(desk))][-1] == "We are here."
    with entering("sender"):
        [part] = Part.objects.all()
        assert part.address is None
        assert b"We are here" not in bytes(part.text)


def test_a_long_answer_goes_in_parts(desk) -> None:
    answer(desk, make.conversation(desk), text="word " * 1500)
    with entering("owner"):
        assert [(p.number, p.of) for p in Part.objects.order_by("number")] == [(1, 2), (2, 2)]


def test_a_web_reporter_reads_it_by_her_receipt(desk) -> None:
    mine = receipts.issue()
    with entering("parse"):
        alias = make.anonymous(desk)
        routing.keep_receipt(desk.org_id, alias, mine.lookup, mine.public, mine.locked)
        from ilm.kit import clock
        from ilm.talk.threads import threads

        found = threads(desk.org_id, "web", None, [alias], at=clock.now())[alias].conversation
    message = answer(desk, found)
    assert message.state == "kept"
    opened = receipts.open_reply(
        mine.receipt, mine.public, mine.locked, bytes(message.for_reporter), message.pk, 1
    )
    told = json.loads(opened)
    assert told["text"] == "We are here."
    signs = [desk.unlocked.ring.signs.public]
    assert saying.is_signed(signs, told["said"], message.pk, found.pk, told["text"])


def test_without_a_standing_copy_an_unlocked_member_makes_one_for_this_time(desk) -> None:
    conversation = make.conversation(desk)
    with entering("owner"):
        StandingAddress.objects.all().delete()
    with pytest.raises(Refused, match="a supervisor alone"):
        answer(desk, conversation)
    with entering("desk", desk.supervisor.user_id):
        unlocked = desk.unlocked_supervisor
        reply(conversation, text="hello", unlocked=unlocked, by=desk.supervisor)
    with entering("sender"):
        assert Part.objects.get().address is not None
    with entering("jobs"), pytest.raises(Refused, match="a person has to answer"), atomic():
        show_text(conversation, text="hello", by=actor.clock())


def test_her_plan_speaks(desk) -> None:
    conversation = make.conversation(desk)
    with entering("desk", desk.worker.user_id):
        safety.keep_plan(
            conversation.alias_id, org_id=desk.org_id, worker_contacts_us_only=True, by=desk.worker
        )
    with pytest.raises(Refused, match="only she contacts us"):
        answer(desk, conversation)


@pytest.mark.parametrize("text", ["  ", "x" * 20_001])
def test_nothing_and_too_much_are_refused(desk, text: str) -> None:
    with pytest.raises(Refused):
        answer(desk, make.conversation(desk), text=text)


def test_nothing_goes_out_by_a_closed_account(desk) -> None:
    at = make.account(desk)
    conversation = make.conversation(desk, account=at)
    at.is_open = False
    with entering("owner"):
        at.save()
    with pytest.raises(Refused, match="closed"):
        answer(desk, conversation)


def test_who_may(desk) -> None:
    conversation, other = make.conversation(desk), parties.desk()
    with pytest.raises(Locked):
        answer(desk, conversation, unlocked=None)
    with pytest.raises(Forbidden):
        answer(other, conversation)
    with entering("jobs"), pytest.raises(Forbidden):
        reply(conversation, text="x", unlocked=None, by=worker(uuid4(), desk.org_id))


def test_a_text_shown_for_approval_turns_the_topic(desk) -> None:
    conversation, about = make.conversation(desk), uuid4()
    with entering("jobs"):
        show_text(
            conversation,
            text="May we say this?",
            by=actor.clock(),
            topic="approving",
            about_id=about,
        )
    kept = make.fresh(conversation)
    assert (kept.topic, kept.about_id) == ("approving", about)
