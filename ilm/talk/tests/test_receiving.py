"""Each thing said becomes one message, sealed, in one thread; repeats change nothing."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from ilm.channels.base import Withdrawn
from ilm.channels.events import AddressChanged, Blocked, Called, Edited, MediaRef
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk.models import Attachment, Contact, Conversation, Message
from ilm.talk.receiving import receive
from ilm.talk.tests import make
from ilm.vault.models import StandingAddress
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db


def opened(desk, message: Message) -> dict:
    with entering("desk", desk.worker.user_id):
        m = Message.objects.get(pk=message.pk)
        raw = make.reader(desk).field(
            m.key_id, m.generation, "talk_message", m.pk, "body", bytes(m.sealed)
        )
        return json.loads(raw)


def test_words_are_kept_sealed_and_open_for_a_member() -> None:
    desk = parties.desk()
    message = make.message(desk, text="နှစ်လလုံး လစာ မရသေးပါဘူး။")
    assert "လစာ".encode() not in bytes(message.sealed)
    assert opened(desk, message)["text"] == "နှစ်လလုံး လစာ မရသေးပါဘူး။"
    assert (message.language, message.is_inward, message.conversation.unread) == ("my", True, 0)
    assert make.fresh(message.conversation).unread == 1


def test_a_repeat_changes_nothing() -> None:
    desk = parties.desk()
    at, event = make.account(desk), make.said()
    assert len(make.messages(at, event, event)) == 1
    assert make.messages(at, event) == []
    with entering("owner"):
        assert Message.objects.count() == 1


def test_the_provider_id_is_kept_as_a_keyed_hash() -> None:
    message = make.message(external_id="wamid.with-her-number")
    assert "number" not in message.external_id
    assert len(message.external_id) == 64


def test_many_people_get_a_thread_each_with_few_statements(django_assert_max_num_queries) -> None:
    desk = parties.desk()
    at = make.account(desk)
    events = [make.said(address=f"95900000{n:04d}") for n in range(40)]
    with django_assert_max_num_queries(40, using="owner"):
        made = make.messages(at, *events)
    assert len({m.conversation_id for m in made}) == 40


def test_a_second_message_joins_the_contact_of_the_day() -> None:
    desk = parties.desk()
    at, now = make.account(desk), clock.now()
    first = make.said(at=now - timedelta(hours=30))
    make.messages(at, first, make.said(at=now - timedelta(hours=10)), make.said(at=now))
    with entering("owner"):
        assert Contact.objects.count() == 2
        assert Conversation.objects.get().unread == 3


def test_a_call_is_a_contact_of_its_own() -> None:
    desk = parties.desk()
    at, now = make.account(desk, "phone"), clock.now()
    calls = [
        Called(external_id=f"c{n}", address="+959000000001", to="", status="missed", at=now)
        for n in range(2)
    ]
    make.messages(at, *calls)
    with entering("owner"):
        assert Contact.objects.count() == 2


def test_a_clock_that_runs_ahead_does_not_hold_the_top() -> None:
    message = make.message(at=clock.now() + timedelta(days=400))
    assert message.at <= message.received_at


def test_zawgyi_is_shown_in_unicode_and_kept_as_it_came() -> None:
    desk = parties.desk()
    message = make.message(desk, text="ေန႔တိုင္း အလုပ္လုပ္ရတယ္")
    body = opened(desk, message)
    assert message.encoding == "zawgyi"
    assert body["raw"] == "ေန႔တိုင္း အလုပ္လုပ္ရတယ္" != body["text"]


def test_a_photo_is_wanted_and_its_place_is_sealed() -> None:
    ref = MediaRef(external_id="media-1", kind="image", mime_type="image/jpeg", name="me.jpg")
    message = make.message(text="", media=(ref,))
    with entering("owner"):
        row = Attachment.objects.get(message=message)
    assert (row.state, row.kind, message.kind) == ("wanted", "photo", "photo")
    assert b"me.jpg" not in bytes(row.wanted)


def test_taken_back_words_are_hidden() -> None:
    desk = parties.desk()
    at, event = make.account(desk), make.said()
    [message] = make.messages(at, event)
    make.messages(at, Withdrawn(external_id=event.external_id, at=clock.now()))
    with entering("owner"):
        assert Message.objects.get(pk=message.pk).is_withdrawn


def test_a_block_forgets_the_address_and_tells_the_desk() -> None:
    desk = parties.desk()
    at = make.account(desk)
    make.messages(at, make.said())
    make.messages(at, Blocked(address=make.WORKER, at=clock.now()))
    with entering("owner"):
        assert not StandingAddress.objects.exists()
        assert Conversation.objects.get().unread == 2


def test_an_edit_and_a_new_number_are_told_once() -> None:
    desk = parties.desk()
    at, event = make.account(desk), make.said()
    make.messages(at, event)
    edit = Edited(
        address=make.WORKER, external_id=event.external_id, at=clock.now(), text="Three months."
    )
    moved = AddressChanged(old=make.WORKER, new="959000000002", at=clock.now())
    assert len(make.messages(at, edit, moved, replace(edit))) == 2
    assert make.messages(at, edit, moved) == []


def test_only_the_parse_process_may() -> None:
    from django.db.utils import ProgrammingError

    desk = parties.desk()
    at = make.account(desk)
    with entering("sender"), pytest.raises(ProgrammingError), atomic():
        receive(at, [make.said()], received_at=clock.now())
