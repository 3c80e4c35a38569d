"""Tried: who writes to the database puts another public half in the place of hers."""

from argparse import Namespace

import pytest

from ilm.disclosure import keeping
from ilm.disclosure.models import Disclosure, Wording
from ilm.faces.operator import safekeeping, vaults
from ilm.kit.errors import Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.talk import reading, replying
from ilm.talk import vouching as talk_vouching
from ilm.talk.models import Conversation, Message
from ilm.talk.tests import make as talk
from ilm.talk.threads import threads
from ilm.vault import content, granting, receipts, routing, storing, vouching
from ilm.vault.models import DataKey, Grant, Purpose, Receipt
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied, bind, new_pair, pair_of, unseal
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db


def swap(key_id, *, generation: int | None = None, mark: bytes | None = None) -> bytes:
    """The private half of what now stands in a row, as the owner of the database writes it."""
    pair = new_pair()
    with entering("owner"):
        row = DataKey.objects.get(pk=key_id)
        row.public = pair.public
        row.generation = generation or row.generation
        row.vouched = row.vouched if mark is None else mark
        row.save()
    return pair.private


def opens(private: bytes, message: Message) -> bool:
    place = ("talk_message", message.pk, "body", message.key_id, message.generation)
    context, sealed = bind("field", *place), bytes(message.sealed)
    try:
        if shared := content.parts(sealed):
            about = bind("content", message.key_id, message.generation)
            content.read(unseal(private, shared[0], about), shared[1], context)
        else:
            unseal(private, sealed, context)
    except Denied:
        return False
    return True


def test_the_key_that_was_made_for_it_opens_a_message() -> None:
    """So that `opens` says something where it says no."""
    desk = parties.desk()
    said = talk.message(desk, "They keep my passport")
    with entering("desk", desk.worker.user_id):
        right = pair_of(Reader(desk.unlocked).data_key(said.key_id)).private
        assert opens(right, Message.objects.get(pk=said.pk))
        assert not opens(new_pair().private, said)


def other_mark(desk) -> bytes:
    """A true mark, of another key of the organisation."""
    with entering("parse"):
        key_id = storing.new_data_key(desk.org_id, Purpose.TALK)[0].key_id
        return bytes(DataKey.objects.get(pk=key_id).vouched)


@pytest.mark.parametrize("how", ["kept", "none", "guessed", "another key's"])
def test_what_staff_write_is_refused_and_sealed_to_nobody(how: str) -> None:
    desk = parties.desk()
    thread = talk.conversation(desk)
    marks = {"kept": None, "none": b"", "guessed": bytes(32), "another key's": other_mark(desk)}
    swap(thread.key_id, mark=marks[how])
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Refused, match="changed underneath"), atomic():
            replying.reply(thread, text="PLANTED", unlocked=desk.unlocked, by=desk.worker)
        with pytest.raises(Refused, match="changed underneath"):
            storing.sealer_for(thread.key_id)
        assert not Message.objects.filter(conversation=thread, is_inward=False).exists()


def test_what_she_writes_comes_in_under_a_key_of_ours_and_an_alarm() -> None:
    desk = parties.desk()
    account = talk.account(desk)
    first = talk.message(desk, "one", account=account)
    thread = first.conversation
    thiefs = swap(thread.key_id)
    said = talk.message(desk, "They keep my passport", account=account)
    assert said.conversation_id == thread.pk
    assert said.key_id != first.key_id
    with entering("owner"):
        said = Message.objects.get(pk=said.pk)
        assert not opens(thiefs, said)
        assert f"{first.key_id} was changed underneath" in " ".join(vaults.problems())
        assert Entry.objects.filter(verb="conversation.key_replaced").count() == 1
    with entering("desk", desk.worker.user_id):
        thread = Conversation.objects.get(pk=thread.pk)
        told = [each.text for each in reading.thread(thread, Reader(desk.unlocked))]
        assert told == ["one", "They keep my passport"]
        assert replying.reply(thread, text="ok", unlocked=desk.unlocked, by=desk.worker)


def test_nor_does_the_desk_begin_another_key_for_it() -> None:
    desk = parties.desk()
    thread = talk.conversation(desk)
    swap(thread.key_id)
    with entering("desk", desk.worker.user_id):
        at = ("whatsapp", thread.account_id, [thread.alias_id])
        with pytest.raises(Refused, match="changed underneath"):
            threads(desk.org_id, *at, at=thread.last_at)


def test_neither_a_mark_of_before_nor_one_of_elsewhere_fits() -> None:
    desk, other = parties.desk(), parties.desk()
    with entering("parse"):
        mine = storing.new_data_key(desk.org_id, Purpose.TALK)[1]
        theirs = storing.new_data_key(other.org_id, Purpose.TALK)[1]
    with entering("owner"):
        row = DataKey.objects.get(pk=mine.pk)
        assert vouching.is_whole(row)
        row.public, row.vouched = theirs.public, theirs.vouched  # a whole row, from elsewhere
        assert not vouching.is_whole(row)
        row = DataKey.objects.get(pk=mine.pk)
        row.generation = 2
        assert not vouching.is_whole(row)


def test_a_new_generation_is_vouched_for() -> None:
    desk = parties.desk()
    thread = talk.conversation(desk)
    with entering("desk", desk.worker.user_id):
        granting.take_back(desk.worker.user_id, thread.key_id)
        sealer = storing.sealer_for(thread.key_id)
        assert sealer.generation == 2
        assert replying.reply(thread, text="ok", unlocked=desk.unlocked, by=desk.worker)
        assert Grant.objects.filter(key_id=thread.key_id).count() == 2


def test_a_copy_for_her_goes_to_her_key_alone() -> None:
    """The public half of a reporter, swapped: neither an answer nor words to agree to go there."""
    desk, mine = parties.desk(), receipts.issue()
    thread = talk.conversation(desk)
    with entering("parse"):
        routing.keep_receipt(desk.org_id, thread.alias_id, mine.lookup, mine.public, mine.locked)
    with entering("desk", desk.worker.user_id):
        assert replying.reply(
            thread, text="ok", unlocked=desk.unlocked, by=desk.worker
        ).for_reporter
    with entering("owner"):
        Receipt.objects.update(public=new_pair().public)
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Refused, match="changed underneath"), atomic():
            replying.reply(thread, text="PLANTED", unlocked=desk.unlocked, by=desk.worker)
        row = Disclosure(org_id=desk.org_id, alias_id=thread.alias_id)
        with pytest.raises(Refused, match="changed underneath"):
            keeping.keep(row, Wording("PLANTED"), storing.sealer_for(thread.key_id))
    with entering("owner"):
        assert any("vault_receipt" in line for line in vaults.problems())


def test_what_was_there_before_is_vouched_for_once(tmp_path) -> None:
    desk = parties.desk()
    thread = talk.conversation(desk)
    with entering("owner"):
        DataKey.objects.update(vouched=b"")
        assert talk_vouching.begin(tmp_path) >= 2
        assert vouching.is_whole(DataKey.objects.get(pk=thread.key_id))
        assert talk_vouching.begin(tmp_path) == 0
    swap(thread.key_id, mark=b"")
    with entering("owner"):
        assert talk_vouching.begin(tmp_path) == 0  # never a second time
        assert not vouching.is_whole(DataKey.objects.get(pk=thread.key_id))


def test_the_operator_trusts_what_is_there_and_hears_how_much_was_wrong(capsys) -> None:
    desk = parties.desk()
    thread = talk.conversation(desk)
    swap(thread.key_id)
    safekeeping.vouch(Namespace())
    assert "1 of them had another mark" in capsys.readouterr().out
    with entering("parse"):
        assert storing.sealer_for(thread.key_id)


def test_a_process_without_the_key_says_so_and_takes_what_comes(settings, caplog) -> None:
    desk = parties.desk()
    thread = talk.conversation(desk)
    settings.VOUCH_KEY = b""
    with entering("parse"):
        assert storing.sealer_for(thread.key_id)
    assert "no key called vouch" in caplog.text
    with entering("owner"):
        assert talk_vouching.begin(settings.KEYS) == 0


def test_a_partner_vouches_for_nothing() -> None:
    supplier = parties.actor("supplier")
    with entering("respondent", supplier.user_id):
        assert (
            storing.vouched_key(supplier.org_id, supplier.user_id, Purpose.TALK, b"x").vouched
            == b""
        )
