"""V9: words of ours are signed by a member or the house, for one message of one conversation."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from ilm.parties.tests import make
from ilm.vault import deployment, rotating, saying, trusting
from ilm.vault.models import KeyEntry
from ilm.vault.sealing import new_pair
from ilm.wall.entering import entering

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
M, C = uuid4(), uuid4()


def test_the_signed_bytes_are_frozen() -> None:
    assert saying.said("m1", "c1", VECTORS["text"]).hex() == VECTORS["said"]
    by = [bytes.fromhex(VECTORS["public"])]
    assert saying.is_signed(by, VECTORS["said_signature"], "m1", "c1", VECTORS["text"])


def test_it_holds_for_these_words_in_this_place_by_this_key_alone() -> None:
    pair = new_pair()
    mark = saying.sign(M, C, "Are you safe?", private=pair.private)
    assert saying.is_signed([new_pair().public, pair.public], mark, M, C, "Are you safe?")
    for by, told in (
        ([new_pair().public], (mark, M, C, "Are you safe?")),
        ([], (mark, M, C, "Are you safe?")),
        ([pair.public], (mark, C, M, "Are you safe?")),
        ([pair.public], (mark, M, uuid4(), "Are you safe?")),
        ([pair.public], (mark, M, C, "Are you safe")),
        ([pair.public], (mark[:-2], M, C, "Are you safe?")),
        ([pair.public], ("no hex", M, C, "Are you safe?")),
        ([pair.public], (None, M, C, "Are you safe?")),
        ([pair.public], ("", M, C, "Are you safe?")),
    ):
        assert not saying.is_signed(by, *told)


def test_the_house_signs_what_nobody_wrote_where_its_key_is_at_hand(monkeypatch) -> None:
    pair = new_pair()
    monkeypatch.setattr(deployment, "house_private", lambda: b"")
    monkeypatch.setattr(deployment, "house_public", lambda: b"")
    assert saying.sign(M, C, "Is it fixed?", private=None) == ""
    assert saying.house() == []
    monkeypatch.setattr(deployment, "house_private", lambda: pair.private)
    monkeypatch.setattr(deployment, "house_public", lambda: pair.public)
    mark = saying.sign(M, C, "Is it fixed?", private=None)
    assert saying.is_signed(saying.house(), mark, M, C, "Is it fixed?")


@pytest.mark.django_db
def test_the_keys_of_whom_the_list_ever_named_count_and_none_that_only_a_row_names() -> None:
    desk = make.desk()
    mine, gone = (desk.unlocked_supervisor.ring.signs, desk.unlocked.ring.signs)
    with entering("desk", desk.supervisor.user_id):
        rotating.rotate(
            [desk.worker.user_id], unlocked=desk.unlocked_supervisor, by=desk.supervisor
        )
        assert set(saying.signers(desk.org_id)) - set(saying.house()) == {mine.public, gone.public}
        assert saying.signers_of(desk.org_id, desk.worker.user_id) == [gone.public]
        assert saying.signers_of(desk.org_id, uuid4()) == []
        assert saying.signers_of(desk.org_id, None) == saying.house()


@pytest.mark.django_db
def test_while_the_list_does_not_verify_nothing_is_ours() -> None:
    desk = make.desk()
    with entering("owner"):
        trusting.forget()
        last = KeyEntry.objects.filter(org_id=desk.org_id).latest("seq")
        KeyEntry.objects.filter(pk=last.pk).update(body=last.body.replace("admit", "found"))
        assert saying.signers(desk.org_id) == []
        assert saying.signers_of(desk.org_id, desk.worker.user_id) == []


@pytest.mark.django_db
def test_a_reader_gets_the_keys_of_those_who_wrote_and_no_others() -> None:
    desk = make.desk()
    mine, colleague = desk.unlocked_supervisor.ring.signs.public, desk.unlocked.ring.signs.public
    me, other = desk.supervisor.user_id, desk.worker.user_id
    with entering("desk", me):
        assert saying.signers_among(desk.org_id, []) == []
        assert saying.signers_among(desk.org_id, [me, me]) == [mine]
        assert saying.signers_among(desk.org_id, [me, other]) == sorted([mine, colleague])
        assert saying.signers_among(desk.org_id, [None]) == saying.house()
        assert saying.signers_among(desk.org_id, [me, None]) == sorted([mine, *saying.house()])
        assert saying.signers_among(desk.org_id, [uuid4()]) == []
        trusting.forget()
    with entering("owner"):
        last = KeyEntry.objects.filter(org_id=desk.org_id).latest("seq")
        KeyEntry.objects.filter(pk=last.pk).update(body=last.body.replace("admit", "found"))
        assert saying.signers_among(desk.org_id, [me, other]) == []
