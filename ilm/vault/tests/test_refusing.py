"""Noes of the vault that hardly anybody meets, each with what it keeps from happening."""

from dataclasses import replace
from uuid import uuid4

import pytest

from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.parties.tests import make
from ilm.talk.tests import make as talk
from ilm.vault import deployment, giving_out, granting, recovery, remembering, unlocking
from ilm.vault.models import Alias, DataKey, MemberGrant, Purpose, ShareGiven
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied, new_pair, seal
from ilm.vault.storing import new_data_key, sealer_for
from ilm.vault.tests.make import set_up
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db


def test_a_key_file_that_is_not_there_is_no_key(settings, tmp_path) -> None:
    settings.HOUSE_PUBLIC = tmp_path / "nothing"
    assert deployment.house_public() == b""


def test_a_share_is_for_nobody_who_was_not_let_in() -> None:
    desk = make.two_holders()
    waiting = make.actor("case_worker", desk.org)
    people = [desk.supervisor.user_id, waiting.user_id, None]
    with entering("desk", desk.supervisor.user_id):
        with pytest.raises(Refused, match="after being let in"):
            giving_out.must_differ(people, desk.org_id)
        giving_out.must_differ([people[0], desk.worker.user_id, None], desk.org_id)


def test_a_share_that_was_sealed_to_other_keys_is_not_taken_and_stays() -> None:
    desk = make.two_holders()
    set_up(desk)
    with entering("owner"):
        row = ShareGiven.objects.get(holder=desk.worker.user_id)
        place = giving_out._place(row.pk, row.number)
        elsewhere = seal(new_pair().public, b"x" * 32, place)
        ShareGiven.objects.filter(pk=row.pk).update(sealed=elsewhere)
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Refused, match="not sealed to your keys"):
            giving_out.take(unlocked=desk.unlocked, by=desk.worker)
        assert giving_out.waiting_for(desk.worker.user_id, desk.org_id).taken_at is None


def test_what_was_erased_meanwhile_is_taken_back_without_a_new_key() -> None:
    desk = make.desk()
    with entering("owner"):
        key_id = new_data_key(desk.org_id, Purpose.TALK)[0].key_id
        her = uuid4()
        MemberGrant.objects.create(
            org_id=desk.org_id, key_id=key_id, generation=1, holder=her, sealed=b"x"
        )
        DataKey.objects.filter(pk=key_id).delete()
        granting.take_back(her, key_id)
        assert not MemberGrant.objects.filter(key_id=key_id).exists()
        assert not DataKey.objects.filter(pk=key_id).exists()


def test_no_generation_of_a_key_opens_what_was_moved() -> None:
    desk = make.desk()
    said = talk.message(desk, "They keep my passport")
    with entering("desk", desk.worker.user_id):
        reader = Reader(desk.unlocked)
        place = ("talk_message", said.pk, "body", bytes(said.sealed))
        assert b"passport" in reader.later_field(said.key_id, said.generation, *place)
        with pytest.raises(Denied):
            reader.later_field(said.key_id, said.generation, "talk_message", uuid4(), *place[2:])


def test_what_was_added_later_opens_under_the_key_of_then_and_no_other() -> None:
    desk = make.desk()
    said = talk.message(desk, "They keep my passport")
    with entering("desk", desk.worker.user_id):
        for _ in range(2):
            granting.begin_generation(said.key_id)
        reader, row = Reader(replace(desk.unlocked, opened={})), uuid4()
        sealed = sealer_for(said.key_id).field("talk_attachment", row, "record", b"a photo")
        place = ("talk_attachment", row, "record", sealed)
        assert reader.later_field(said.key_id, said.generation, *place) == b"a photo"
        with pytest.raises(Denied):
            reader.later_field(said.key_id, said.generation, "talk_attachment", uuid4(), *place[2:])


def test_before_founding_there_is_nothing_to_recover() -> None:
    org = make.organisation()
    boss = make.actor("supervisor", org)
    with entering("desk", boss.user_id):
        unlocked = Unlocked(
            boss.person, org.pk, unlocking.make_ring(boss.person, "a long enough password")
        )
        with pytest.raises(Refused, match="no keys yet"):
            recovery._held(unlocked)


def test_an_entry_that_names_nobody_stops_no_other_from_being_kept() -> None:
    desk = make.desk()
    with entering("desk", desk.worker.user_id):
        record(Alias(id=uuid4(), org_id=desk.org_id), "person.erased", by=desk.worker)
    with entering("owner"):
        ask("set constraints all immediate")
        [(real,)] = ask("select subject from ledger_entry where verb = 'person.erased'")
    assert remembering._parsed_entry("vault.alias:nonsense", "person.erased", "2026-11-01") is None
    assert remembering._parsed_entry(real, "person.erased", "2026-11-01").verb == "person.erased"
