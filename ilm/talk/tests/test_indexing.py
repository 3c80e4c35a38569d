"""What is opened is found afterwards: once, by everybody who may, and not when it is taken back."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from ilm.channels.base import Withdrawn
from ilm.kit import clock
from ilm.kit.errors import Locked
from ilm.ledger.models import Entry
from ilm.parties.tests.make import Desk, desk
from ilm.talk import finding, indexing, reading, replying, retracting
from ilm.talk.models import Conversation, Message, Vocabulary
from ilm.talk.tests import make
from ilm.vault import searching
from ilm.vault.models import Grant
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db
PASSPORT = "သူတို့က ကျွန်မရဲ့ပတ်စပို့ကိုသိမ်းထားတယ်"


def open_thread(one: Desk, thread: Conversation) -> int:
    """As the conversation's page does; how many months were written."""
    with entering("desk", one.worker.user_id):
        return indexing.keep_words(thread, reading.thread(thread, make.reader(one)), one.unlocked)


def found(one: Desk, words: str) -> list[str]:
    with entering("desk", one.worker.user_id):
        hits = finding.search(words, by=one.worker, unlocked=one.unlocked).hits
    return [hit.conversation.ref for hit in hits]


def kept() -> list[Vocabulary]:
    with entering("owner"):
        return list(Vocabulary.objects.order_by("month"))


def untold(one: Desk) -> int:
    with entering("desk", one.worker.user_id):
        return indexing.untold(one.worker)


def catch_up(one: Desk, **more):
    with entering("desk", one.worker.user_id):
        return indexing.catch_up(by=one.worker, unlocked=one.unlocked, **more)


def test_opened_words_are_found_and_others_are_counted() -> None:
    one = desk()
    thread = make.conversation(one, text=PASSPORT)
    assert (found(one, "ပတ်စပို့"), untold(one)) == ([], 1)
    assert open_thread(one, thread) == 1
    assert (found(one, "ပတ်စပို့"), untold(one)) == ([thread.ref], 0)
    assert found(desk(), "ပတ်စပို့") == []


def test_opening_again_writes_nothing_until_there_is_something_new() -> None:
    one = desk()
    account = make.account(one)
    thread = make.conversation(one, text=PASSPORT, account=account)
    assert (open_thread(one, thread), open_thread(one, thread)) == (1, 0)
    [before] = kept()
    make.message(one, "The broker took my money", account=account)
    assert open_thread(one, thread) == 1
    [after] = kept()
    assert (before.pk, before.messages, after.messages) == (after.pk, 1, 2)
    assert found(one, "broker ပတ်စပို့") == [thread.ref]


def test_what_staff_wrote_is_found_as_well() -> None:
    one = desk()
    thread = make.conversation(one)
    with entering("desk", one.worker.user_id):
        replying.reply(thread, text="Go to the embassy", unlocked=one.unlocked, by=one.worker)
    open_thread(one, thread)
    assert found(one, "embassy") == [thread.ref]


def test_each_month_stands_for_itself() -> None:
    one = desk()
    account, long_ago = make.account(one), clock.now() - timedelta(days=70)
    thread = make.conversation(one, text="broker", account=account, at=long_ago)
    make.message(one, "passport", account=account)
    assert open_thread(one, thread) == 2
    assert [len(row.tokens) for row in kept()] == [16, 16]
    assert found(one, "broker") == found(one, "passport") == [thread.ref]
    assert found(one, "broker passport") == []


def test_what_she_took_back_is_found_no_more() -> None:
    one = desk()
    account = make.account(one)
    said = make.said("They beat me with a stick", external_id="wamid.back")
    [message] = make.messages(account, said, make.said("And no pay"))[:1]
    thread = message.conversation
    open_thread(one, thread)
    assert found(one, "stick") == [thread.ref]
    taken = Withdrawn(external_id="wamid.back", at=clock.now())
    with entering("parse"):
        assert retracting.withdraw(account, taken)
    assert (kept(), found(one, "stick"), untold(one)) == ([], [], 1)
    open_thread(one, thread)
    assert (found(one, "stick"), found(one, "pay")) == ([], [thread.ref])


def test_who_cannot_read_all_of_it_takes_no_words_away() -> None:
    one = desk()
    account = make.account(one)
    thread = make.conversation(one, text="passport", account=account)
    open_thread(one, thread)
    make.message(one, "broker", account=account)
    with entering("owner"):
        Message.objects.filter(conversation=thread).earliest("received_at")
        first = Message.objects.filter(conversation=thread).order_by("received_at").first()
        tell("update talk_message set sealed = '\\x01' where id = %s", [first.pk])
    assert open_thread(one, thread) == 0
    assert found(one, "passport") == [thread.ref]


def test_nobody_unlocked_nothing_kept() -> None:
    one = desk()
    make.conversation(one)
    with entering("desk", one.worker.user_id), pytest.raises(Locked):
        indexing.catch_up(by=one.worker, unlocked=None)


def test_a_batch_keeps_all_that_can_be_read_and_passes_over_the_rest() -> None:
    one = desk()
    account = make.account(one)
    shut = make.conversation(one, text="sealed for ever", account=account, address="959000000005")
    for n in range(3):
        make.message(one, f"passport {n}", account=account, address=f"95900000001{n}")
    with entering("owner"):
        Grant.objects.filter(key_id=shut.key_id).delete()
    assert untold(one) == 4
    caught = catch_up(one)
    assert (caught.messages, caught.place) == (3, None)
    assert (untold(one), len(found(one, "passport"))) == (1, 3)
    assert catch_up(one).messages == 0
    with entering("owner"):
        assert [e.facts for e in Entry.objects.filter(verb="messages.indexed")] == [{"messages": 3}]


def test_a_batch_ends_in_time_and_goes_on_from_there(monkeypatch) -> None:
    one = desk()
    account = make.account(one)
    for n in range(3):
        make.message(one, "passport", account=account, address=f"95900000001{n}")
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    ticks = iter([0.0, 9.0])
    watch = SimpleNamespace(monotonic=lambda: next(ticks, 0.0))
    monkeypatch.setattr(indexing, "time", watch)
    first = catch_up(one)
    assert (first.messages, first.place is None) == (2, False)
    second = catch_up(one, after=first.place)
    assert (second.messages, second.place, untold(one)) == (1, None, 0)


def test_a_renewed_key_takes_over_thread_by_thread() -> None:
    one = desk()
    account = make.account(one)
    first = make.conversation(one, text="passport", account=account)
    second = make.conversation(one, text="passport", account=account, address="959000000009")
    for thread in (first, second):
        open_thread(one, thread)
    with entering("desk", one.worker.user_id):
        searching.renew(one.unlocked)
    assert set(found(one, "passport")) == {first.ref, second.ref}
    assert open_thread(one, first) == 1
    assert set(found(one, "passport")) == {first.ref, second.ref}
    assert untold(one) == 0
    assert catch_up(one).messages == 0  # it was found before as well
    assert {row.version for row in kept()} == {2}
    with entering("desk", one.worker.user_id):
        assert [f.version for f in searching.finders(one.unlocked)] == [2]


def test_a_member_without_the_key_indexes_nothing() -> None:
    one = desk()
    thread = make.conversation(one)
    from ilm.parties.tests import make as parties
    from ilm.vault import unlocking

    other = parties.actor("interpreter", one.org)
    with entering("desk", other.user_id):
        ring = unlocking.make_ring(other.user_id, "yet another password")
        by = Unlocked(other.user_id, one.org_id, ring)
        assert indexing.catch_up(by=other, unlocked=by).messages == 0
        said = reading.thread(thread, make.reader(one))
        assert indexing.keep_words(thread, said, by) == 0
