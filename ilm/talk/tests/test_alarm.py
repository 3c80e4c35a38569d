"""A thread tells, until somebody reads it, how urgent its unread words may be; nothing else moves."""

import pytest

from ilm.cases.models import Report
from ilm.language.normalise import to_zawgyi
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.talk import forgetting, heeding, reading
from ilm.talk.models import Conversation
from ilm.talk.tests import make
from ilm.talk.tests import test_web as web
from ilm.vault import receipts
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def hint(thread: Conversation) -> str:
    return heeding.hinted(make.fresh(thread).alarm)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("There is a fire in our dormitory", "life_threat"),
        (to_zawgyi("ဂိုဒေါင်မှာ မီးလောင်နေတယ်"), "life_threat"),
        ("พวกเราถูกขังอยู่ในห้อง", "urgent"),
        ("They keep my passport", ""),
        ("When is pay day?", ""),
    ],
)
def test_her_words_leave_a_rank_on_the_thread(text: str, level: str) -> None:
    assert hint(make.conversation(text=text)) == level


def test_the_gravest_of_several_stays_until_it_is_read() -> None:
    desk = parties.desk()
    at = make.account(desk)
    [first] = make.messages(at, make.said("they beat us"))
    make.messages(at, make.said("a fire, help"), make.said("and when is pay day?"))
    assert hint(first.conversation) == "life_threat"
    with entering("desk", desk.worker.user_id):
        reading.mark_read(Conversation.objects.get(pk=first.conversation.pk), desk.worker)
    assert hint(first.conversation) == ""
    make.messages(at, make.said("they beat us again"))
    assert hint(first.conversation) == "urgent"


def test_nothing_is_decided_by_it() -> None:
    thread = make.conversation(text="There is a fire, they want to kill me")
    with entering("owner"):
        assert not Report.objects.filter(conversation=thread, case__isnull=False).exists()
        told = str([entry.facts for entry in Entry.objects.all()])
    assert "fire" not in told
    assert "life_threat" not in told
    assert make.fresh(thread).assigned_to is None


def test_whoever_is_erased_leaves_no_hint() -> None:
    desk = parties.desk()
    thread = make.conversation(desk, text="There is a fire")
    with entering("desk", desk.supervisor.user_id):
        forgetting.stop(thread.alias_id, org_id=desk.org_id, by=desk.supervisor)
    assert hint(thread) == ""


def test_what_was_sealed_on_her_phone_tells_nothing_before_it_is_opened() -> None:
    desk = parties.desk()
    of = web.sealed(desk, "There is a fire")
    thread = web.leave(desk, "sealed_report", **of).heard.conversation
    assert hint(thread) == ""
    [shown] = web.shown(desk, thread)
    assert heeding.signs(shown.text)[0].danger == "fire"


def test_a_report_without_javascript_leaves_a_hint() -> None:
    desk = parties.desk()
    mine = receipts.issue()
    assert hint(web.report(desk, mine).heard.conversation) == ""
    more = web.leave(desk, "say", lookup=mine.lookup.hex(), text="There is a fire")
    assert hint(more.heard.conversation) == "life_threat"
