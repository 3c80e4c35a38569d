"""What colleagues wrote to each other about somebody ends with her, and what they had begun."""

import pytest

from ilm.cases.tests.make import at_desk
from ilm.disclosure.tests import make
from ilm.disclosure.tests.test_erasing import erased
from ilm.kit.errors import Refused
from ilm.talk import claiming, drafting, linking, noting
from ilm.talk.models import Conversation, Draft, How, Link, Mention, Note
from ilm.talk.tests import make as talk
from ilm.vault.models import DataKey, Grant
from ilm.vault.opening import Reader
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_notes_their_key_mentions_drafts_and_claims_end_with_her() -> None:
    of = make.told()
    desk = of.desk
    with at_desk(desk.worker):
        thread = Conversation.objects.get(alias_id=of.alias_id)
        note = noting.note_down(
            thread, text="She is Ma Hla. @supervisor", unlocked=desk.unlocked, by=desk.worker
        )
        drafting.keep_draft(thread, text="Dear Ma Hla", unlocked=desk.unlocked, by=desk.worker)
    done = erased(of)
    assert (done.proof["talk_note.sealed"], done.proof["talk_draft"]) == (1, 1)
    with entering("owner"):
        left = Note.objects.get(pk=note.pk)
        assert bytes(left.sealed) == b""
        assert (left.at.hour, left.at.minute) == (0, 0)
        assert not DataKey.objects.filter(pk=note.key_id).exists()
        assert not Grant.objects.filter(key_id=note.key_id).exists()
        assert not Mention.objects.exists()
        assert not Draft.objects.exists()
    with at_desk(desk.supervisor):
        thread = Conversation.objects.get(alias_id=of.alias_id)
        assert claiming.holder(thread) is None
        reader = Reader(desk.unlocked_supervisor)
        [written] = noting.notes_of(thread, reader, desk.supervisor)
        assert (written.text, written.is_readable) == ("", False)
        with pytest.raises(Refused, match="erased"):
            noting.note_down(
                thread, text="x", unlocked=desk.unlocked_supervisor, by=desk.supervisor
            )


def test_somebody_elses_notes_stay() -> None:
    of, other = make.told(), make.told()
    with at_desk(other.desk.worker):
        thread = Conversation.objects.get(alias_id=other.alias_id)
        noting.note_down(thread, text="Stays", unlocked=other.desk.unlocked, by=other.desk.worker)
    erased(of)
    with at_desk(other.desk.supervisor):
        reader = Reader(other.desk.unlocked_supervisor)
        assert [w.text for w in noting.notes_of(thread, reader, other.desk.supervisor)] == ["Stays"]


def test_links_to_her_other_threads_end_with_her() -> None:
    of = make.told()
    desk = of.desk
    other = talk.messages(talk.account(desk, "telegram"), talk.said(address="42"))[0].conversation
    with at_desk(desk.worker):
        thread = Conversation.objects.get(alias_id=of.alias_id)
        made = linking.link(
            thread, ref=other.ref, how=How.MEMBER, proof="Her voice", unlocked=desk.unlocked,
            by=desk.worker,
        )  # fmt: skip
        linking.unlink(made, by=desk.worker)
        linking.link(
            thread, ref=other.ref, how=How.MEMBER, proof="Her voice", unlocked=desk.unlocked,
            by=desk.worker,
        )  # fmt: skip
    assert erased(of).proof["talk_link"] == 2
    with entering("owner"):
        assert not Link.objects.exists()
