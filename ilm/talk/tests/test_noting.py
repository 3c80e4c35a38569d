"""Notes among colleagues: sealed apart from the thread, signed, and who is told."""

from uuid import uuid4

import pytest

from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.parties.models import Member
from ilm.parties.tests import make as parties
from ilm.talk import noting
from ilm.talk.models import Mention, Note
from ilm.talk.tests import make
from ilm.vault.models import DataKey
from ilm.vault.opening import Reader
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
AYE, NAW, PAW = (uuid4() for _ in "123")


def noted(desk, thread, text="She sounded afraid. @supervisor, look at it", **more):
    with entering("desk", desk.worker.user_id):
        return noting.note_down(
            make.fresh(thread), text=text, unlocked=desk.unlocked, by=desk.worker, **more
        )


def read(desk, thread, who=None, unlocked=None):
    who = who or desk.supervisor
    with entering("desk", who.user_id):
        return noting.notes_of(thread, Reader(unlocked or desk.unlocked_supervisor), who)


def test_a_note_is_sealed_under_a_key_of_its_own_and_read_by_a_colleague() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    note = noted(desk, thread)
    again = noted(desk, thread, "And once more")
    assert b"afraid" not in bytes(note.sealed)
    assert note.key_id != thread.key_id
    assert again.key_id == note.key_id
    [first, second] = read(desk, thread)
    assert first.text.startswith("She sounded afraid")
    assert first.is_signed
    assert second.text == "And once more"


def test_a_note_that_was_put_there_by_whoever_writes_to_the_database_is_not_signed() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    note = noted(desk, thread)
    with entering("owner"):
        Note.objects.filter(pk=note.pk).update(author=desk.supervisor.user_id)
    assert [w.is_signed for w in read(desk, thread)] == [False]


def test_a_note_is_never_sealed_under_the_key_of_a_thread_whatever_a_row_says() -> None:
    """An interpreter, or another organisation, may hold the key of the thread."""
    desk = parties.desk()
    thread = make.conversation(desk)
    note = noted(desk, thread)
    with entering("owner"):
        Note.objects.filter(pk=note.pk).update(key_id=make.fresh(thread).key_id)
    assert noted(desk, thread, "He told us where she sleeps").key_id != make.fresh(thread).key_id


def test_who_is_named_is_told_until_she_has_seen_it() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    noted(desk, thread, "@Supervisor and @case_worker and @nobody")

    def unseen() -> list:
        return list(Mention.objects.filter(seen_at__isnull=True).values_list("user_id", flat=True))

    with entering("desk", desk.supervisor.user_id):
        assert unseen() == [desk.supervisor.user_id]  # not the author herself
        noting.see(thread, desk.worker)
        assert unseen() == [desk.supervisor.user_id]
        noting.see(thread, desk.supervisor)
        assert unseen() == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@Naw look", {NAW}),
        ("@naw paw, look", {PAW}),
        ("@Nawa is somebody else", set()),
        ("write to her@naw", set()),
        ("@Aye @Naw Paw", {AYE, PAW}),
        ("(@Aye)", set()),
    ],
)
def test_names_in_a_text(text: str, told: set) -> None:
    assert noting.named(text, {AYE: "Aye", NAW: "Naw", PAW: "Naw Paw"}) == told


def test_it_takes_an_open_vault_words_and_a_thread_that_is_still_there() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    by = desk.worker
    with entering("desk", by.user_id):
        with pytest.raises(Locked):
            noting.note_down(thread, text="x", unlocked=None, by=by)
        with pytest.raises(Refused, match="something first"):
            noting.note_down(thread, text="  ", unlocked=desk.unlocked, by=by)
        with pytest.raises(Refused, match="too long"):
            noting.note_down(thread, text="x" * 4001, unlocked=desk.unlocked, by=by)
    with entering("owner"):
        DataKey.objects.filter(pk=thread.key_id).delete()
    with pytest.raises(Refused, match="erased"):
        noted(desk, thread)


def test_an_interpreter_writes_none_reads_none_and_is_told_of_none() -> None:
    desk = parties.desk()
    her = parties.actor("interpreter", desk.org)
    thread = make.conversation(desk)
    with entering("owner"):
        thread.handed_to = her.user_id
        thread.save(update_fields=["handed_to"])
        Member.objects.filter(user_id=her.user_id).update(called="Htet")
    note = noted(desk, thread, "@Htet must not see this")
    with entering("desk", her.user_id):
        assert list(Note.objects.all()) == []  # the wall itself
        assert list(Note.objects.visible_to(her)) == []
        assert not Mention.objects.exists()
        with pytest.raises(Forbidden):
            noting.note_down(thread, text="x", unlocked=desk.unlocked, by=her)
    with entering("owner"):
        assert not Mention.objects.filter(note=note).exists()


def test_another_organisation_finds_none() -> None:
    desk, other = parties.desk(), parties.desk()
    noted(desk, make.conversation(desk))
    with entering("desk", other.worker.user_id):
        assert not Note.objects.exists()
        assert not Mention.objects.exists()
