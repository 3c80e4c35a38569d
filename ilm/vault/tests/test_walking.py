"""From an address to an alias, from a sealed field to an unlocked reader, through the real rights."""

import pytest

from ilm.kit.errors import Refused
from ilm.parties.tests import make
from ilm.vault import routing, storing, unlocking
from ilm.vault.models import Alias, Purpose
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_returning_sender_meets_the_same_alias() -> None:
    desk = make.desk()
    with entering("parse"):
        first = routing.aliases_for(desk.org_id, "whatsapp", ["95900000001", "95900000002"])
        again = routing.aliases_for(desk.org_id, "whatsapp", ["95900000001"])
    assert all(met.is_new for met in first.values())
    assert again["95900000001"].alias_id == first["95900000001"].alias_id
    assert not again["95900000001"].is_new


def test_only_the_sender_reads_the_copy() -> None:
    desk = make.desk()
    with entering("parse"):
        met = routing.aliases_for(desk.org_id, "telegram", ["5550001"])["5550001"]
    with entering("sender"):
        copy = routing.standing_address(met.alias_id)
        assert routing.address_from(copy) == "5550001"


def test_a_member_with_a_wrap_reads_what_intake_sealed() -> None:
    desk = make.desk()
    with entering("parse"):
        sealer, _, _ = storing.new_data_key(desk.org_id, Purpose.TALK)
        row = sealer.key_id
        sealed = sealer.field("talk_message", row, "body", b"They keep my passport")
    with entering("desk", desk.worker.user_id):
        read = Reader(desk.unlocked).field(sealer.key_id, 1, "talk_message", row, "body", sealed)
        assert read == b"They keep my passport"
        with pytest.raises(Denied):
            Reader(desk.unlocked).field(sealer.key_id, 1, "talk_message", row, "other", sealed)


def test_another_organisation_sees_no_alias_and_opens_nothing() -> None:
    mine, theirs = make.desk(), make.desk()
    with entering("parse"):
        routing.aliases_for(mine.org_id, "telegram", ["5550002"])
        sealer, _, _ = storing.new_data_key(mine.org_id, Purpose.TALK)
        sealed = sealer.field("talk_message", sealer.key_id, "body", b"x")
    with entering("desk", theirs.worker.user_id):
        assert not Alias.objects.all().exists()
        with pytest.raises(Denied):
            Reader(theirs.unlocked).field(
                sealer.key_id, 1, "talk_message", sealer.key_id, "body", sealed
            )


def test_unlocking_takes_the_password_and_the_cookie() -> None:
    desk = make.desk()
    user, org = desk.worker.user_id, desk.org_id
    with entering("desk", user):
        with pytest.raises(Refused, match="does not open"):
            unlocking.unlock(user, "a wrong password")
        _, cookie = unlocking.unlock(user, "another long password")
        assert unlocking.resume(cookie, user_id=user, org_id=org)
        other = "00" if cookie[-2:] != "00" else "01"
        assert unlocking.resume(cookie[:-2] + other, user_id=user, org_id=org) is None
        assert unlocking.resume("", user_id=user, org_id=org) is None
        unlocking.lock_up(user)
        assert unlocking.resume(cookie, user_id=user, org_id=org) is None
