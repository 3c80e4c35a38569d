"""An interpreter holds no key of the organisation: single conversations are granted to her ring."""

import pytest
from django.db import DatabaseError

from ilm.access.actor import member
from ilm.faces.operator import setting_up
from ilm.kit.errors import Locked, Refused
from ilm.parties import membership
from ilm.parties.models import Member
from ilm.parties.tests import make as parties
from ilm.talk import reading, replying
from ilm.talk.handing import let_interpret, settle
from ilm.talk.models import Conversation, Message
from ilm.talk.threads import thread_of
from ilm.talk.vouching import vouch
from ilm.vault import entitling, granting, holding, rotating, unlocking
from ilm.vault.models import DataKey, Grant, MemberGrant, Purpose, Ring, Wrap
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied, bind, new_pair, pair_of, unseal
from ilm.vault.storing import new_data_key
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, atomic, entering

pytestmark = pytest.mark.django_db


def test_with_her_ring_and_a_dump_she_opens_what_was_handed_to_her_and_nothing_else(told) -> None:
    """Every sealed key in the database, tried with both her private halves and with all that they
    open in turn."""
    _, her, unlocked, hers, other = told
    with entering("owner"):
        keys = [unlocked.ring.seals.private, unlocked.ring.signs.private]
        opened = _all_that_open(keys)
        assert opened == {(hers.key_id, 1)}
        with pytest.raises(Denied):
            reading.body_of(Message.objects.get(conversation=other), Reader(unlocked))
        assert reading.body_of(Message.objects.get(conversation=hers), Reader(unlocked))
        assert not Wrap.objects.filter(holder=her.user_id).exists()


def _all_that_open(private: list[bytes]) -> set[object]:
    """(key, generation) of every data key that these private halves lead to, by any wrap or grant."""
    private = list(private)
    for wrap in Wrap.objects.all():
        place = bind("wrap", wrap.org_id, wrap.purpose, wrap.epoch, wrap.holder)
        private += [raw for by in private[:2] if (raw := _try(by, wrap.sealed, place))]
    found = set()
    for row in (*Grant.objects.all(), *MemberGrant.objects.all()):
        told = ("member", 0) if isinstance(row, MemberGrant) else (row.purpose, row.epoch)
        place = bind("grant", row.org_id, *told, row.key_id, row.generation)
        if any(_try(by, row.sealed, place) for by in private):
            found.add((row.key_id, row.generation))
    return found


def _try(by: bytes, sealed: bytes, place: bytes) -> bytes | None:
    try:
        return unseal(by, bytes(sealed), place)
    except Denied:
        return None


def test_what_follows_is_under_a_key_that_she_never_had_and_what_was_said_stays_readable(
    told,
) -> None:
    desk, her, unlocked, hers, _ = told
    with entering("owner"):
        kept = pair_of(Reader(unlocked).data_key(hers.key_id)).private  # she copied it
    with entering("desk", her.user_id):
        let_interpret(hers, who=None, unlocked=None, by=her)  # by herself, in her own rights
    with entering("desk", desk.worker.user_id):
        later = replying.reply(hers, text="You are safe", unlocked=desk.unlocked, by=desk.worker)
        assert (later.key_id, later.generation) == (hers.key_id, 2)
        said = [each.text for each in reading.thread(hers, Reader(desk.unlocked))]
        assert said == ["They have not paid us", "You are safe"]
    with entering("owner"):
        place = ("talk_message", later.pk, "body", hers.key_id)
        for generation in (1, 2):
            assert _try(kept, later.sealed, bind("field", *place, generation)) is None
        assert _all_that_open([unlocked.ring.seals.private]) == set()
        assert not MemberGrant.objects.exists()
    with entering("desk", desk.worker.user_id):
        let_interpret(hers, who=her.user_id, unlocked=desk.unlocked, by=desk.worker)
    with entering("desk", her.user_id):
        assert [each.text for each in reading.thread(hers, Reader(unlocked))] == said


def test_words_that_come_in_after_it_was_taken_back_are_under_the_new_key(told) -> None:
    desk, _, _, hers, _ = told
    with entering("desk", desk.worker.user_id):
        let_interpret(hers, who=None, unlocked=None, by=desk.worker)
    with entering("parse"):
        sealer = thread_of(Conversation.objects.defer("encoding").get(pk=hers.pk)).sealer
    assert sealer.generation == 2
    with entering("desk", desk.worker.user_id):
        opened = pair_of(Reader(desk.unlocked).data_key(hers.key_id, 2))
    assert opened.public == sealer.public


def test_it_is_handed_on_with_the_vault_open_to_who_was_let_in(told) -> None:
    desk, her, _, _, other = told
    stranger = parties.actor("interpreter", desk.org)
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Locked, match="Unlock the vault"):
            let_interpret(other, who=her.user_id, unlocked=None, by=desk.worker)
        with pytest.raises(Refused, match="not let in"):
            let_interpret(other, who=stranger.user_id, unlocked=desk.unlocked, by=desk.worker)


def test_a_grant_goes_to_the_ring_that_the_list_names_whatever_the_row_says(told) -> None:
    desk, her, _, _, other = told
    with entering("owner"):
        Ring.objects.filter(user_id=her.user_id).update(seals=new_pair().public)
    with entering("desk", desk.worker.user_id), pytest.raises(Refused, match="not let in"):
        let_interpret(other, who=her.user_id, unlocked=desk.unlocked, by=desk.worker)


def test_nobody_can_wrap_a_key_of_the_organisation_for_her(told) -> None:
    desk, her, _, _, _ = told
    refused = pytest.raises(DatabaseError, match="an interpreter holds no key")
    with entering("desk", desk.supervisor.user_id), refused, atomic():
        holding.admit(
            her.user_id, purposes=(Purpose.TALK,), compared=holding.fingerprint_of(her.user_id),
            unlocked=desk.unlocked_supervisor, by=desk.supervisor,
        )  # fmt: skip


def test_who_held_the_key_from_before_loses_it_and_reads_on_what_was_handed_to_her(told) -> None:
    """An installation from before: she is on the list for `talk`, with a wrap and no grant."""
    desk, _, _, hers, other = told
    her = parties.actor("case_worker", desk.org)
    with entering("desk", her.user_id):
        ring = unlocking.make_ring(her.user_id, "an interpreter's password")
    with entering("desk", desk.supervisor.user_id):
        holding.admit(
            her.user_id, purposes=(Purpose.TALK,), compared=holding.fingerprint_of(her.user_id),
            unlocked=desk.unlocked_supervisor, by=desk.supervisor,
        )  # fmt: skip
    with entering("owner"):
        wraps = list(Wrap.objects.filter(holder=her.user_id))
        Member.objects.filter(user_id=her.user_id).update(role="interpreter")
        ask("alter table vault_wrap disable trigger no_interpreter; select 1")
        Wrap.objects.bulk_create(wraps)
        ask("alter table vault_wrap enable trigger no_interpreter; select 1")
        Conversation.objects.filter(pk=other.pk).update(handed_to=her.user_id)
    her = member(her.user_id, "interpreter", desk.org_id)
    with entering("desk", desk.supervisor.user_id):
        due = entitling.due(desk.org_id, membership.roles_at_the_desk(desk.org_id))
        assert due == {her.user_id: frozenset()}
        opened = Unlocked(desk.supervisor.user_id, desk.org_id, desk.unlocked_supervisor.ring)
        rotating.rotate(due, keeps=due, unlocked=opened, by=desk.supervisor)
        assert settle(unlocked=opened, by=desk.supervisor) == 1
        assert entitling.due(desk.org_id, membership.roles_at_the_desk(desk.org_id)) == {}
        assert holding.left(desk.org_id) == []
    unlocked = Unlocked(her.user_id, desk.org_id, ring)
    with entering("owner"):
        assert _all_that_open([ring.seals.private]) == {(other.key_id, 1)}
    with entering("desk", her.user_id):
        assert [s.text for s in reading.thread(other, Reader(unlocked))] == [
            "They have not paid us"
        ]
        with pytest.raises(Denied):
            Reader(unlocked).data_key(hers.key_id)


def test_who_leaves_leaves_her_threads_and_they_get_a_new_key(told) -> None:
    desk, her, unlocked, hers, _ = told
    with entering("desk", desk.supervisor.user_id):
        row = Member.objects.get(user_id=her.user_id)
        membership.deactivate(row, by=desk.supervisor)
        assert settle(unlocked=None, by=desk.supervisor) == 1
    with entering("owner"):
        assert _all_that_open([unlocked.ring.seals.private]) == set()
        assert DataKey.objects.get(pk=hers.key_id).generation == 2
        assert Conversation.objects.get(pk=hers.pk).handed_to is None


def test_the_operator_who_lets_her_go_leaves_her_nothing_either(told) -> None:
    desk, her, unlocked, hers, _ = told
    with entering("owner"):
        called = Member.objects.get(user_id=her.user_id).pk
    setting_up.end_member(organisation=desk.org.slug, member=str(called)[:8])
    with entering("owner"):
        assert _all_that_open([unlocked.ring.seals.private]) == set()
        assert DataKey.objects.get(pk=hers.key_id).generation == 2
        assert Conversation.objects.get(pk=hers.pk).handed_to is None


def test_taken_back_she_loses_the_key_that_the_thread_had_before_too(told) -> None:
    """The thread got another key since: somebody had changed the one that she was granted."""
    desk, her, unlocked, hers, _ = told
    with entering("owner"):
        fresh = new_data_key(desk.org_id, Purpose.TALK)[0].key_id
        row = Conversation.objects.get(pk=hers.pk)
        row.key_id = fresh
        vouch(row).save(update_fields=["key_id", "vouched"])
    with entering("desk", desk.worker.user_id):
        thread = Conversation.objects.get(pk=hers.pk)
        let_interpret(thread, who=None, unlocked=None, by=desk.worker)
    with entering("owner"):
        assert not MemberGrant.objects.filter(holder=her.user_id).exists()
        assert _all_that_open([unlocked.ring.seals.private]) == set()


def test_whoever_reads_a_thread_reads_on_when_its_key_changes_for_another(told) -> None:
    desk, her, unlocked, hers, _ = told
    with entering("desk", desk.worker.user_id):
        granting.begin_generation(hers.key_id)
    with entering("desk", her.user_id):
        mine = MemberGrant.objects.filter(key_id=hers.key_id, holder=her.user_id)
        assert sorted(mine.values_list("generation", flat=True)) == [1, 2]
        assert Reader(unlocked).data_key(hers.key_id, 2)
