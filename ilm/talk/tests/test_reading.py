"""The inbox by time, the thread opened; taken-back words stay away."""

from datetime import timedelta

import pytest

from ilm.kit import clock
from ilm.kit.errors import Forbidden
from ilm.parties.tests import make as parties
from ilm.talk.models import Message
from ilm.talk.reading import inbox, mark_read, thread
from ilm.talk.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_the_inbox_comes_in_pages_and_only_ours() -> None:
    desk, other = parties.desk(), parties.desk()
    at, now = make.account(desk), clock.now()
    make.messages(
        at, *(make.said(address=f"95900{n}", at=now - timedelta(hours=n)) for n in range(5))
    )
    make.message(other)
    with entering("desk", desk.worker.user_id):
        first = inbox(desk.worker, limit=3)
        last = first[-1]
        rest = inbox(desk.worker, before=(last.last_at, last.pk), limit=3)
    assert len({c.pk for c in [*first, *rest]}) == 5
    assert [c.last_at for c in [*first, *rest]] == sorted(
        (c.last_at for c in [*first, *rest]), reverse=True
    )


def test_a_thread_is_read_in_order_and_hides_what_she_took_back() -> None:
    desk = parties.desk()
    at, now = make.account(desk), clock.now()
    [first, second] = make.messages(
        at,
        make.said("two", at=now - timedelta(minutes=1)),
        make.said("one", at=now - timedelta(minutes=2)),
    )
    with entering("owner"):
        Message.objects.filter(pk=first.pk).update(is_withdrawn=True)
    with entering("desk", desk.worker.user_id):
        shown = thread(second.conversation, make.reader(desk))
    assert [s.text for s in shown] == ["one", ""]
    assert shown[1].more == {"note": "withdrawn"}


def test_what_was_moved_or_changed_is_not_shown_but_does_not_break_the_thread() -> None:
    desk = parties.desk()
    message = make.message(desk)
    with entering("owner"):
        Message.objects.filter(pk=message.pk).update(sealed=bytes(message.sealed)[:-1] + b"x")
    with entering("desk", desk.worker.user_id):
        [shown] = thread(message.conversation, make.reader(desk))
    assert not shown.is_readable


def test_reading_counts_down_and_only_ours() -> None:
    desk, other = parties.desk(), parties.desk()
    conversation = make.fresh(make.conversation(desk))
    with entering("desk", other.worker.user_id), pytest.raises(Forbidden):
        mark_read(conversation, other.worker)
    with entering("desk", desk.worker.user_id):
        mark_read(conversation, desk.worker)
    assert make.fresh(conversation).unread == 0
