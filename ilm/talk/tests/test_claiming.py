"""One person answers at a time; it ends by itself, and is taken over with a reason."""

from datetime import timedelta

import pytest

from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.talk import claiming, handing, noting, replying
from ilm.talk.models import Conversation
from ilm.talk.tests import make
from ilm.vault.opening import Reader
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def reply(desk, thread, *, as_supervisor=False):
    by = desk.supervisor if as_supervisor else desk.worker
    unlocked = desk.unlocked_supervisor if as_supervisor else desk.unlocked
    with entering("desk", by.user_id):
        return replying.reply(make.fresh(thread), text="We are here", unlocked=unlocked, by=by)


def claimed(desk, thread, by=None):
    by = by or desk.worker
    with entering("desk", by.user_id):
        return claiming.claim(make.fresh(thread), by=by)


def test_whoever_answers_holds_it_and_a_colleague_cannot_answer_as_well() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    reply(desk, thread)
    assert claiming.holder(make.fresh(thread)) == desk.worker.user_id
    with pytest.raises(Refused, match="case_worker is answering her"):
        reply(desk, thread, as_supervisor=True)
    assert claimed(desk, thread, desk.supervisor) == desk.worker.user_id


def test_it_ends_by_itself() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    claimed(desk, thread)
    with entering("owner"):
        over = clock.now() - timedelta(seconds=1)
        Conversation.objects.filter(pk=thread.pk).update(claimed_until=over)
    assert claiming.holder(make.fresh(thread)) is None
    assert reply(desk, thread, as_supervisor=True)
    assert claiming.holder(make.fresh(thread)) == desk.supervisor.user_id


def test_taken_over_with_a_reason_that_the_colleague_is_told_of() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    claimed(desk, thread)
    by = desk.supervisor
    with entering("desk", by.user_id):
        with pytest.raises(Refused, match="Say why"):
            claiming.take_over(thread, because=" ", unlocked=desk.unlocked_supervisor, by=by)
        with pytest.raises(Locked):
            claiming.take_over(thread, because="urgent", unlocked=None, by=by)
        claiming.take_over(
            thread, because="She is in danger now", unlocked=desk.unlocked_supervisor, by=by
        )
        assert Entry.objects.filter(verb="conversation.taken_over").count() == 1
    after = make.fresh(thread)
    assert claiming.holder(after) == after.assigned_to == by.user_id
    with entering("desk", desk.worker.user_id):
        [note] = noting.notes_of(thread, Reader(desk.unlocked), desk.worker)
        assert (note.note.kind, note.text) == ("takeover", "She is in danger now")
        assert note.note.mentions.get().user_id == desk.worker.user_id


def test_handed_over_with_a_note_it_is_free_to_answer() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    claimed(desk, thread)
    with entering("desk", desk.worker.user_id):
        handing.hand_over(
            make.fresh(thread), to=desk.supervisor.user_id, note="Call her after six",
            unlocked=desk.unlocked, by=desk.worker,
        )  # fmt: skip
    after = make.fresh(thread)
    assert (claiming.holder(after), after.assigned_to) == (None, desk.supervisor.user_id)
    with entering("desk", desk.supervisor.user_id):
        [note] = noting.notes_of(thread, Reader(desk.unlocked_supervisor), desk.supervisor)
        assert (note.note.kind, note.text) == ("handover", "Call her after six")
        assert note.note.mentions.get().user_id == desk.supervisor.user_id


def test_nobody_hands_on_what_a_colleague_is_answering() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    claimed(desk, thread)
    by = desk.supervisor
    with entering("desk", by.user_id), pytest.raises(Refused, match="is answering"):
        handing.hand_over(make.fresh(thread), to=by.user_id, by=by)


def test_let_go_frees_ones_own_alone() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    claimed(desk, thread)
    with entering("desk", desk.supervisor.user_id):
        claiming.let_go(thread, by=desk.supervisor)
    assert claiming.holder(make.fresh(thread)) == desk.worker.user_id
    with entering("desk", desk.worker.user_id):
        claiming.let_go(thread, by=desk.worker)
    assert claiming.holder(make.fresh(thread)) is None


def test_an_interpreter_waits() -> None:
    desk = parties.desk()
    her = parties.actor("interpreter", desk.org)
    thread = make.conversation(desk)
    with entering("desk", desk.worker.user_id), pytest.raises(Forbidden):
        claiming.take_over(thread, because="x", unlocked=desk.unlocked, by=her)
