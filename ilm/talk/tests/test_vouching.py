"""Tried: who writes to the database, and has a report of his own, turns her thread over to himself."""

from uuid import UUID

import pytest

from ilm.faces.operator import vaults
from ilm.kit.errors import Refused
from ilm.parties.tests import make as parties
from ilm.talk import handing, replying, vouching
from ilm.talk.models import Conversation, Message, Part
from ilm.talk.tests import make
from ilm.vault import routing
from ilm.vault.models import Alias, MemberGrant
from ilm.vault.opening import Reader
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db


def hers_and_his(desk) -> tuple[Conversation, Conversation]:
    at = make.account(desk, "telegram")
    hers = make.messages(at, make.said("They keep my passport", address="111"))
    his = make.messages(at, make.said("I am the manager", address="222"))
    return hers[0].conversation, his[0].conversation


def write(model, pk: UUID, **columns: object) -> None:
    """As the owner of the database, past every rule of ours."""
    with entering("owner"):
        model._default_manager.filter(pk=pk).update(**columns)


def swap_aliases(hers: Conversation, his: Conversation) -> None:
    write(Conversation, his.pk, alias_id=UUID(int=7))
    write(Conversation, hers.pk, alias_id=his.alias_id)
    write(Conversation, his.pk, alias_id=hers.alias_id)


@pytest.mark.parametrize("with_his_mark", [False, True])
def test_a_thread_given_to_his_key_is_answered_by_nobody(with_his_mark: bool) -> None:
    desk = parties.desk()
    hers, his = hers_and_his(desk)
    mark = {"vouched": make.fresh(his).vouched} if with_his_mark else {}
    write(Conversation, hers.pk, key_id=his.key_id, **mark)
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Refused, match="changed underneath"), atomic():
            replying.reply(make.fresh(hers), text="PLANTED", unlocked=desk.unlocked, by=desk.worker)
        assert not Message.objects.filter(is_inward=False).exists()


def test_a_thread_given_to_his_address_is_answered_by_nobody() -> None:
    desk = parties.desk()
    hers, his = hers_and_his(desk)
    swap_aliases(hers, his)
    with entering("desk", desk.worker.user_id):
        for thread in (hers, his):
            with pytest.raises(Refused, match="changed underneath"), atomic():
                replying.reply(
                    make.fresh(thread), text="PLANTED", unlocked=desk.unlocked, by=desk.worker
                )
        assert not Part.objects.exists()


def test_what_comes_in_is_heard_all_the_same_and_only_the_desk_opens_it(caplog) -> None:
    desk = parties.desk()
    hers, his = hers_and_his(desk)
    at = make.account(desk, "telegram")
    write(Conversation, hers.pk, key_id=his.key_id)
    [said] = make.messages(at, make.said("They beat us", address="111"))
    assert said.conversation_id == hers.pk
    assert said.key_id not in (hers.key_id, his.key_id)
    assert "changed underneath" in caplog.text
    with entering("desk", desk.worker.user_id):
        place = ("talk_message", said.pk, "body", bytes(Message.objects.get(pk=said.pk).sealed))
        assert b"They beat us" in Reader(desk.unlocked).field(said.key_id, said.generation, *place)
        # looked at by nobody yet: still not answered
        with pytest.raises(Refused, match="changed underneath"), atomic():
            replying.reply(make.fresh(hers), text="Yes", unlocked=desk.unlocked, by=desk.worker)


def test_an_index_of_his_number_on_her_alias_does_not_make_him_her() -> None:
    desk = parties.desk()
    hers, his = hers_and_his(desk)
    at = make.account(desk, "telegram")
    with entering("owner"):
        found_by = bytes(Alias.objects.get(pk=his.alias_id).index)
        Alias.objects.filter(pk=his.alias_id).update(index=b"elsewhere")
        Alias.objects.filter(pk=hers.alias_id).update(index=found_by)
    [said] = make.messages(at, make.said("It is all fine, close it", address="222"))
    assert said.conversation_id not in (hers.pk, his.pk)
    with entering("parse"):
        assert routing.alias_of(desk.org_id, "telegram", "222") is None
    [again] = make.messages(at, make.said("Close it", address="222"))
    assert again.conversation_id not in (hers.pk, said.conversation_id)
    # her own number leads nowhere now, and is heard
    [anew] = make.messages(at, make.said("Are you there?", address="111"))
    assert anew.conversation_id != hers.pk


def test_an_interpreter_is_given_no_key_of_another_thread() -> None:
    desk = parties.desk()
    hers, his = hers_and_his(desk)
    interpreter = parties.actor("interpreter", desk.org)
    write(Conversation, his.pk, key_id=hers.key_id)
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Refused, match="changed underneath"), atomic():
            handing.let_interpret(
                make.fresh(his), who=interpreter.user_id, unlocked=desk.unlocked, by=desk.worker
            )
        assert not MemberGrant.objects.filter(key_id=hers.key_id).exists()


def test_the_operator_is_told_and_trusts_it_after_looking() -> None:
    desk = parties.desk()
    hers, his = hers_and_his(desk)
    assert not [one for one in vaults.problems() if "underneath" in one]
    write(Conversation, hers.pk, key_id=his.key_id)
    write(Alias, his.alias_id, index=b"another")
    told = [one for one in vaults.problems() if "underneath" in one]
    assert {one.split()[0] for one in told} == {"talk_conversation", "vault_alias"}
    assert "2 of them" in vaults.vouched_anew()
    assert not [one for one in vaults.problems() if "underneath" in one]


def test_threads_from_before_get_their_mark_once(tmp_path) -> None:
    hers, _ = hers_and_his(parties.desk())
    with entering("owner"):
        Conversation.objects.update(vouched=b"")
        Alias.objects.update(vouched=b"")
        assert vouching.begin(tmp_path) >= 4
        assert vouching.is_whole(Conversation.objects.get(pk=hers.pk))
        Conversation.objects.update(vouched=b"")
        assert vouching.begin(tmp_path) == 0
        assert not vouching.is_whole(Conversation.objects.get(pk=hers.pk))
