"""The end of a shift: what is still open, who gets the note, who reads it, and when it is gone."""

from datetime import timedelta

import pytest

from ilm.cases.models import Case
from ilm.cases.tests import make as cases
from ilm.duty import ending
from ilm.duty.models import HandOver, Shift
from ilm.duty.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.parties.tests import make as parties
from ilm.talk import claiming
from ilm.talk.models import Conversation
from ilm.talk.tests.make import reader
from ilm.vault.opening import Reader
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
WORDS = "Call her before seven"


def ended(desk, shift: Shift, text: str = WORDS) -> HandOver:
    with entering("desk", desk.worker.user_id):
        return ending.end(shift, text=text, unlocked=desk.unlocked, by=desk.worker)


def test_what_is_open_is_what_she_answers_has_unread_and_her_urgent_cases() -> None:
    desk = parties.desk()
    case, light = cases.case(desk), cases.case(desk)
    claimed, unread, read = (cases.message(desk).conversation for _ in range(3))
    with entering("owner"):
        mine = {"assigned_to": desk.worker.user_id}
        Case.objects.filter(pk=case.pk).update(urgency="urgent", urgency_rank=1, **mine)
        Case.objects.filter(pk=light.pk).update(urgency="low", urgency_rank=4, **mine)
        Conversation.objects.filter(pk=unread.pk).update(unread=2, **mine)
        Conversation.objects.filter(pk=read.pk).update(unread=0, **mine)
    with entering("desk", desk.worker.user_id):
        claiming.claim(claimed, by=desk.worker)
        found = {each.ref for each in ending.left_open(desk.worker)}
    assert found == {case.ref, claimed.ref, unread.ref}


def test_the_note_is_sealed_goes_to_the_next_and_is_read_by_whoever_is_on() -> None:
    desk = parties.desk()
    third = parties.actor("case_worker", desk.org)
    row = make.on_shift(desk)
    make.on_shift(desk, desk.supervisor, hours=4)
    make.on_shift(desk, third, hours=6)
    note = ended(desk, row)
    assert note.to_user == third.user_id  # she is on longest
    assert WORDS.encode() not in bytes(note.sealed)
    with entering("desk", desk.supervisor.user_id):
        [found] = ending.unread(Reader(desk.unlocked_supervisor), desk.supervisor)
        assert (found.text, found.is_signed) == (WORDS, True)
        ending.see(found.row, by=desk.supervisor)
        assert ending.unread(Reader(desk.unlocked_supervisor), desk.supervisor) == []


def test_the_next_is_whoever_begins_first_within_a_day_and_never_an_interpreter() -> None:
    desk = parties.desk()
    row = make.on_shift(desk)
    make.on_shift(desk, parties.actor("interpreter", desk.org))
    with entering("desk", desk.worker.user_id):
        assert ending.next_on(desk.worker) is None
    make.shift(desk, desk.supervisor, begins_in=30)
    with entering("desk", desk.worker.user_id):
        assert ending.next_on(desk.worker) is None
    make.shift(desk, desk.supervisor, begins_in=9)
    assert ended(desk, row).to_user == desk.supervisor.user_id


def test_words_that_somebody_else_put_there_are_shown_as_such() -> None:
    desk = parties.desk()
    note = ended(desk, make.on_shift(desk))
    make.on_shift(desk, third := parties.actor("case_worker", desk.org))
    with entering("owner"):
        HandOver.objects.filter(pk=note.pk).update(author=desk.supervisor.user_id)
    with entering("desk", third.user_id):
        [found] = ending.unread(Reader(desk.unlocked_supervisor), third)
        assert not found.is_signed
    with entering("owner"):
        HandOver.objects.filter(pk=note.pk).update(sealed=b"-" * 200)
    with entering("desk", third.user_id):
        [found] = ending.unread(Reader(desk.unlocked_supervisor), third)
        assert not found.is_readable


def test_who_is_not_on_reads_nothing_and_takes_note_of_nothing() -> None:
    desk, other = parties.desk(), parties.desk()
    note = ended(desk, make.on_shift(desk))
    with entering("desk", desk.supervisor.user_id):
        assert ending.unread(Reader(desk.unlocked_supervisor), desk.supervisor) == []
        assert ending.how_many_unread(desk.supervisor) == 0
        with pytest.raises(Refused, match="on shift after her"):
            ending.see(note, by=desk.supervisor)
    with entering("desk", other.worker.user_id):
        assert not HandOver.objects.filter(pk=note.pk).exists()
        with pytest.raises(Forbidden):
            ending.see(note, by=other.worker)


def test_what_an_end_asks_for() -> None:
    desk = parties.desk()
    row = make.on_shift(desk)
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Locked):
            ending.end(row, text=WORDS, unlocked=None, by=desk.worker)
        with pytest.raises(Refused, match="too long"):
            ending.end(row, text="x" * 4001, unlocked=desk.unlocked, by=desk.worker)
        claiming.claim(cases.message(desk).conversation, by=desk.worker)
        with pytest.raises(Refused, match="still hold something"):
            ending.end(row, unlocked=desk.unlocked, by=desk.worker)
        assert ending.end(row, is_nothing=True, unlocked=None, by=desk.worker) is None
        with pytest.raises(Refused, match="not on this shift"):
            ending.end(row, is_nothing=True, unlocked=None, by=desk.worker)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Forbidden):
        ending.end(row, is_nothing=True, unlocked=None, by=desk.supervisor)


def test_it_is_gone_after_a_fortnight() -> None:
    desk = parties.desk()
    ended(desk, make.on_shift(desk))
    with entering("jobs"):
        assert ending.drop_old() == 0
    with clock.set_to(clock.now() + ending.KEPT_FOR + timedelta(minutes=1)), entering("jobs"):
        assert ending.drop_old() == 1
    assert reader(desk)
