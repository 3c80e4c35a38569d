"""V10: a password changes, a passkey opens, guessing pauses, a ring is given up."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from ilm.access.actor import Actor
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make
from ilm.vault import (
    holding,
    passkeys,
    relocking,
    resetting,
    rotating,
    throttling,
    unlocking,
)
from ilm.vault.models import Lock, Purpose, Ring, Tries, VaultSession, Wrap
from ilm.vault.tests.make import set_up
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db
OLD, NEW = "another long password", "seven grey geese at dusk"


@pytest.fixture
def desk() -> make.Desk:
    return make.desk()


def opens(user, password: str) -> bool:
    with entering("desk", user):
        try:
            return bool(unlocking.unlock(user, password))
        except Refused:
            return False


def test_the_ring_follows_a_new_password_and_the_old_opens_nothing(desk) -> None:
    user = desk.worker.user_id
    assert relocking.follow(user, old=OLD, new=NEW)
    assert (opens(user, OLD), opens(user, NEW)) == (False, True)
    with entering("desk", user):
        assert unlocking.unlock(user, NEW)[0] == desk.unlocked.ring
        assert holding.is_holder(user, desk.org_id)


def test_a_wrong_old_password_moves_nothing(desk) -> None:
    user = desk.worker.user_id
    assert not relocking.follow(user, old="not this one", new=NEW)
    assert (opens(user, OLD), opens(user, NEW)) == (True, False)
    assert relocking.follow(uuid4(), old=OLD, new=NEW)  # somebody without keys


def test_a_lock_left_behind_is_caught_up_with_once(desk) -> None:
    user = desk.worker.user_id
    with entering("desk", user):
        with pytest.raises(Refused, match="from before does not open"):
            relocking.catch_up(user, old="not this one", new=NEW)
        cookie = relocking.catch_up(user, old=OLD, new=NEW)
        assert unlocking.resume(cookie, user_id=user, org_id=desk.org_id).ring == desk.unlocked.ring
    assert (opens(user, OLD), opens(user, NEW)) == (False, True)
    with entering("desk", user), pytest.raises(Refused):
        relocking.catch_up(uuid4(), old=OLD, new=NEW)


def test_a_passkey_opens_beside_the_password_until_it_is_removed(desk) -> None:
    user, prf, credential = desk.worker.user_id, os.urandom(32), b"phone"
    with entering("desk", user):
        asked = passkeys.new_input()
        passkeys.add(desk.unlocked, credential=credential, asked=asked, prf=prf)
        assert passkeys.inputs(user) == {credential: asked}
        cookie = passkeys.unlock(user, credential=credential, prf=prf)
        assert unlocking.resume(cookie, user_id=user, org_id=desk.org_id).ring == desk.unlocked.ring
        with pytest.raises(Refused, match="already"):
            passkeys.add(desk.unlocked, credential=credential, asked=asked, prf=prf)
        assert relocking.catch_up(user, old=OLD, new=NEW)  # the other lock stays
        assert passkeys.unlock(user, credential=credential, prf=prf)
        passkeys.remove(user, credential)
        with pytest.raises(Refused, match="does not open"):
            passkeys.unlock(user, credential=credential, prf=prf)


@pytest.mark.parametrize(
    ("credential", "prf", "why"),
    [
        (b"phone", b"\1" * 32, "does not open"),
        (b"other", b"\0" * 32, "does not open"),
        (b"phone", b"\0" * 31, "cannot open a vault"),
        (b"phone", b"", "cannot open a vault"),
    ],
)
def test_a_wrong_passkey_or_output_opens_nothing(desk, credential, prf, why) -> None:
    user = desk.worker.user_id
    with entering("desk", user):
        passkeys.add(desk.unlocked, credential=b"phone", asked=b"i" * 32, prf=bytes(32))
        with pytest.raises(Refused, match=why):
            passkeys.unlock(user, credential=credential, prf=prf)
    other = desk.supervisor.user_id
    with entering("desk", other), pytest.raises(Refused, match="does not open"):
        passkeys.unlock(other, credential=b"phone", prf=bytes(32))


def test_a_lock_does_not_open_as_another_kind_or_anothers(desk) -> None:
    """V2: the kind, the member and the lock are bound."""
    user = desk.worker.user_id
    with entering("owner"):
        row = Lock.objects.get(user_id=user)
        Lock.objects.filter(pk=row.pk).update(user_id=desk.supervisor.user_id)
    assert not opens(desk.supervisor.user_id, OLD)


def test_five_wrong_ones_pause_one_account_for_fifteen_minutes(desk) -> None:
    user, began = desk.worker.user_id, clock.now()
    with time_machine.travel(began, tick=False) as time, entering("desk", user):
        for _ in range(throttling.MOST):
            throttling.enter(user)
            throttling.wrong(user)
        with pytest.raises(Refused, match="paused for 15 minutes"):
            throttling.enter(user)
        time.shift(timedelta(minutes=15))
        throttling.enter(user)
        throttling.wrong(user)
        throttling.right(user)
        assert Tries.objects.get(user_id=user).wrong == 0
    with entering("desk", desk.supervisor.user_id):
        throttling.enter(desk.supervisor.user_id)
        assert not Tries.objects.filter(user_id=user).exists()


def test_a_ring_is_given_up_and_its_member_waits(desk) -> None:
    user, org = desk.worker.user_id, desk.org_id
    with entering("desk", user):
        unlocking.start_session(user, desk.unlocked.ring)
        resetting.reset(by=desk.worker)
        for model in (Ring, Lock, VaultSession):
            assert not model.objects.filter(user_id=user).exists()
        assert not Wrap.objects.filter(holder=user).exists()
        fresh = unlocking.make_ring(user, NEW)
        assert [r.user_id for r in holding.waiting(org, [user])] == [user]
    with entering("desk", desk.supervisor.user_id):
        boss = {"unlocked": desk.unlocked_supervisor, "by": desk.supervisor}
        assert holding.left(org) == [user]
        rotating.rotate([user], **boss)
        compared = holding.fingerprint_of(user)
        holding.admit(user, purposes=(Purpose.TALK,), compared=compared, **boss)
        assert Entry.objects.get(verb="ring.reset").actor == desk.worker.id
    with entering("desk", user):
        assert Unlocked(user, org, fresh).org_private(Purpose.TALK, 2)


def alone() -> tuple[make.Desk, Actor]:
    """A desk whose supervisor is the only holder."""
    desk = make.desk()
    with entering("desk", desk.worker.user_id):
        resetting.reset(by=desk.worker)
    return desk, desk.supervisor


def test_the_last_holder_keeps_her_keys_unless_there_is_recovery() -> None:
    desk, last = alone()
    with entering("desk", last.user_id):
        assert resetting.stays_with_her(last.user_id) == [desk.org_id]
        with pytest.raises(Refused, match="lost for ever"):
            resetting.reset(by=last)
        set_up(desk)
        resetting.reset(by=last)
        assert not unlocking.has_ring(last.user_id)


def test_an_operators_reset_is_a_reset_too() -> None:
    desk, last = alone()
    with entering("owner"):
        with pytest.raises(Refused, match="--lose-everything"):
            resetting.reset_by_operator(last.user_id, org_id=desk.org_id)
        resetting.reset_by_operator(last.user_id, org_id=desk.org_id, may_lose=True)
        assert not Wrap.objects.filter(holder=last.user_id).exists()
        assert not Ring.objects.filter(user_id=last.user_id).exists()
        assert Entry.objects.filter(verb="ring.reset", actor="operator").count() == 1


def test_nobody_drops_anothers_ring(desk) -> None:
    with entering("desk", desk.worker.user_id):
        ask("select wall.drop_ring()")
    with entering("desk", desk.supervisor.user_id):
        assert unlocking.has_ring(desk.supervisor.user_id)
        assert holding.is_holder(desk.supervisor.user_id, desk.org_id)
