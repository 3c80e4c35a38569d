"""V5: any two of three shares, never one; the drill touches no key; red while too few hold one."""

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as some

from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make
from ilm.vault import (
    health,
    holding,
    keys,
    pinning,
    recovery,
    resetting,
    rotating,
    shares,
    trusting,
    unlocking,
)
from ilm.vault.models import KeyEntry, Purpose, RecoveryPair, Ring, Wrap
from ilm.vault.sealing import Denied, new_pair
from ilm.vault.shares import Share
from ilm.vault.tests.make import keepers, set_up, shares_of
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db


def founded() -> tuple[make.Desk, list[str]]:
    desk = make.two_holders()
    return desk, shares_of(desk)


def members(desk) -> list:
    return [desk.worker.user_id, desk.supervisor.user_id]


@given(some.integers(1, 3), some.binary(min_size=32, max_size=32))
def test_a_share_comes_back_as_it_was_printed(number: int, secret: bytes) -> None:
    text = shares.printed(Share(number, secret))
    assert shares.typed(text) == (number, secret)
    assert shares.typed(text.lower().replace("0", "o").replace("1", "l", 1)) == (number, secret)
    wrong = text[:-1] + ("0" if text[-1] != "0" else "2")
    with pytest.raises(Refused, match="is wrong"):
        shares.typed(wrong)


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "has 0"), ("1 7K2Q", "has 5"), ("4" + "0" * 56, "is none"), ("1" + "U" * 56, "is none")],
)
def test_what_is_no_share_is_said(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        shares.typed(text)


@pytest.mark.parametrize("which", list(permutations(range(3), 2)))
def test_any_two_bring_the_keys_back_to_a_member_with_a_ring(which) -> None:
    desk, printed = founded()
    newcomer = make.actor("supervisor", desk.org)
    with entering("desk", newcomer.user_id):
        ring = unlocking.make_ring(newcomer.user_id, "a password of some length")
        mine = Unlocked(newcomer.user_id, desk.org_id, ring)
        with pytest.raises(Denied):
            mine.org_private(Purpose.IDENTITY, 1)
        two = [printed[n] for n in which]
        assert recovery.recover(*two, unlocked=mine, by=newcomer) == 2
        assert recovery.recover(*two, unlocked=mine, by=newcomer) == 2
        for purpose in Purpose:
            assert mine.org_private(purpose, 1) == desk.unlocked_supervisor.org_private(purpose, 1)
    with entering("desk", desk.supervisor.user_id):
        assert Entry.objects.visible_to(desk.supervisor).filter(verb="recovery.used").count() == 2


def test_one_share_twice_is_one_and_gives_nothing() -> None:
    desk, printed = founded()
    with entering("desk", desk.supervisor.user_id):
        given = {"unlocked": desk.unlocked_supervisor, "by": desk.supervisor}
        with pytest.raises(Refused, match="two different shares"):
            recovery.recover(printed[0], printed[0], **given)
        mine, guess = shares.typed(printed[0]), Share(2, bytes(32))
        publics = set(holding.standing_of(desk.org_id).pairs().values())
        assert recovery.Two(mine, guess).pair(desk.org_id).public not in publics
        assert recovery.Two(mine, mine).pair(desk.org_id).public not in publics
        with pytest.raises(Refused, match="do not belong"):
            recovery.recover(printed[0], shares.printed(guess), **given)
        with pytest.raises(Refused, match="do not belong"):
            recovery.drill(printed[0], shares.printed(guess), by=desk.supervisor)


def test_shares_of_another_organisation_or_from_before_open_nothing() -> None:
    (desk, old), (_, foreign) = founded(), founded()
    boss, given = desk.supervisor, {"unlocked": desk.unlocked_supervisor, "by": desk.supervisor}
    with entering("desk", boss.user_id):
        with pytest.raises(Refused, match="never shown again"):
            recovery.set_up(replaces=None, keepers=keepers(desk), **given)
        set_id = recovery.current_set(desk.org_id)
    new = shares_of(desk, replaces=set_id)
    with entering("desk", boss.user_id):
        assert RecoveryPair.objects.count() == 3
        assert Wrap.objects.filter(org_id=desk.org_id).count() == 4 + 6
        for pair in (old, foreign, [old[0], new[1]]):
            with pytest.raises(Refused, match="do not belong"):
                recovery.recover(pair[0], pair[1], **given)
        recovery.drill(new[0], new[2], by=boss)


def test_what_setting_up_takes() -> None:
    desk = make.two_holders()
    by = desk.supervisor
    with entering("desk", by.user_id):
        with pytest.raises(Locked):
            recovery.set_up(unlocked=None, replaces=None, keepers=[], by=by)
        with pytest.raises(Locked):
            recovery.recover("", "", unlocked=None, by=by)
        shared = [shares.printed(s) for s in shares.issue()]
        with pytest.raises(Refused, match="never set up"):
            recovery.drill(shared[0], shared[1], by=by)
        assert recovery.drill_by(desk.org_id) is None
        with pytest.raises(Forbidden):
            recovery.set_up(unlocked=desk.unlocked, replaces=None, keepers=[], by=desk.worker)
        stranger = Unlocked(by.user_id, desk.org_id, keys.new_ring())
        with pytest.raises(Refused, match="every key"):
            recovery.set_up(unlocked=stranger, replaces=None, keepers=keepers(desk), by=by)
    bare = make.actor("supervisor")
    with entering("desk", bare.user_id), pytest.raises(Refused, match="three different"):
        mine = Unlocked(bare.user_id, bare.org_id, keys.new_ring())
        recovery.set_up(unlocked=mine, replaces=None, keepers=[], by=bare)


def test_a_rotation_needs_no_share_and_seals_to_no_pair_that_nobody_signed() -> None:
    """New keys go to the pairs on the signed list; a row that a thief adds gets none of them."""
    desk, printed = founded()
    with entering("owner"):
        planted = RecoveryPair.objects.filter(org_id=desk.org_id)[0]
        planted.pk, planted.first, planted.second = uuid4(), 8, 9
        planted.save(force_insert=True)
    newcomer = make.actor("supervisor", desk.org)
    with entering("desk", desk.supervisor.user_id):
        given = {"unlocked": desk.unlocked_supervisor, "by": desk.supervisor}
        assert Purpose.TALK in rotating.rotate([desk.worker.user_id], **given)
        assert not Wrap.objects.filter(holder=planted.pk, epoch=2).exists()
    with entering("desk", newcomer.user_id):
        ring = unlocking.make_ring(newcomer.user_id, "another long password")
        unlocked = Unlocked(newcomer.user_id, desk.org_id, ring)
        recovery.recover(printed[1], printed[2], unlocked=unlocked, by=newcomer)
        assert unlocked.org_private("talk", 2)
        assert newcomer.user_id in holding.standing_of(desk.org_id).holders
        assert rotating.may_rotate([desk.supervisor.user_id], unlocked)


def test_keys_go_to_the_ring_that_was_unlocked_and_not_to_the_one_in_the_table() -> None:
    desk, printed = founded()
    newcomer, thief = make.actor("supervisor", desk.org), new_pair()
    with entering("desk", newcomer.user_id):
        ring = unlocking.make_ring(newcomer.user_id, "another long password")
    with entering("owner"):
        Ring.objects.filter(user_id=newcomer.user_id).update(seals=thief.public)
    with entering("desk", newcomer.user_id):
        unlocked = Unlocked(newcomer.user_id, desk.org_id, ring)
        recovery.recover(printed[0], printed[1], unlocked=unlocked, by=newcomer)
        assert unlocked.org_private("identity", 1)
        for wrap in Wrap.objects.filter(holder=newcomer.user_id):
            place = (desk.org_id, wrap.purpose, wrap.epoch, newcomer.user_id)
            with pytest.raises(Denied):
                keys.unwrap(thief.private, bytes(wrap.sealed), *place)


def test_a_key_that_was_swapped_underneath_is_not_recovered() -> None:
    desk, printed = founded()
    newcomer = make.actor("supervisor", desk.org)
    with entering("desk", newcomer.user_id):
        ring = unlocking.make_ring(newcomer.user_id, "another long password")
    with entering("owner"):
        pair = RecoveryPair.objects.get(org_id=desk.org_id, first=1, second=2)
        place = (desk.org_id, "talk", 1, pair.pk)
        sealed = keys.wrap(bytes(pair.public), new_pair().private, *place)
        Wrap.objects.filter(holder=pair.pk, purpose="talk").update(sealed=sealed)
    with entering("desk", newcomer.user_id), pytest.raises(Refused, match="changed underneath"):
        unlocked = Unlocked(newcomer.user_id, desk.org_id, ring)
        recovery.recover(printed[0], printed[1], unlocked=unlocked, by=newcomer)


def test_who_was_struck_off_opens_nothing_even_with_a_wrap_that_was_kept() -> None:
    desk = make.two_holders()
    user, org = desk.worker.user_id, desk.org_id
    with entering("owner"):
        kept = list(Wrap.objects.filter(holder=user))
    with entering("desk", desk.supervisor.user_id):
        rotating.rotate([user], unlocked=desk.unlocked_supervisor, by=desk.supervisor)
        assert not Wrap.objects.filter(holder=user).exists()
    with entering("owner"):
        Wrap.objects.bulk_create(kept)  # as if they had never gone
    with entering("desk", user), pytest.raises(Denied):
        Unlocked(user, org, desk.unlocked.ring).org_private("talk", 1)


def test_shares_are_made_only_by_who_stands_on_the_list() -> None:
    desk = make.two_holders()
    with entering("owner"):
        KeyEntry.objects.filter(org_id=desk.org_id).delete()
    pinning._file(desk.org_id).unlink()
    trusting.forget()
    with pytest.raises(Refused, match="not been signed"):
        set_up(desk)


def test_a_drill_is_due_every_ninety_days() -> None:
    began = clock.now()
    with time_machine.travel(began, tick=False) as time:
        desk, printed = founded()
        time.shift(timedelta(days=91))
        with entering("desk", desk.supervisor.user_id):
            assert health.standing(desk.org_id, members(desk)).is_drill_overdue
            recovery.drill(printed[2], printed[0], by=desk.supervisor)
            found = health.standing(desk.org_id, members(desk))
    assert not found.is_drill_overdue
    assert found.drill_by == (began + timedelta(days=181)).date()


def test_nobody_outside_or_below_retires_shares() -> None:
    desk, _ = founded()
    for actor in (desk.worker, make.actor("supervisor")):
        with entering("desk", actor.user_id):
            ask("select wall.retire_recovery(%s)", [desk.org_id])
    with entering("desk", desk.supervisor.user_id):
        assert recovery.current_set(desk.org_id) is not None


def test_red_while_fewer_than_two_opened_lately_and_blocked_after_a_week() -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        desk = make.two_holders()
        with entering("desk", desk.supervisor.user_id):
            assert health.standing(desk.org_id, members(desk)).short == []
            one = [desk.supervisor.user_id]
            assert health.standing(desk.org_id, one).short == list(Purpose)
            health.must_stand(desk.org_id, one)  # a founder has a week
            time.shift(timedelta(days=8))
            with pytest.raises(Refused, match="Reports still come in"):
                health.must_stand(desk.org_id, one)
            health.must_stand(desk.org_id, members(desk))
            time.shift(timedelta(days=53))
            assert health.standing(desk.org_id, members(desk)).is_blocked
            unlocking.unlock(desk.supervisor.user_id, "a long enough password")
        with entering("desk", desk.worker.user_id):
            unlocking.unlock(desk.worker.user_id, "another long password")
            health.must_stand(desk.org_id, members(desk))


def test_before_founding_nothing_is_red_and_without_holders_all_is() -> None:
    nobody = make.actor("supervisor")
    with entering("desk", nobody.user_id):
        found = health.standing(nobody.org_id, [nobody.user_id])
        assert (found.short, found.is_blocked, found.has_recovery) == ([], False, False)
    desk, _ = founded()
    with entering("owner"):
        Ring.objects.filter(user_id__in=members(desk)).update(used_on=None)
    with entering("desk", desk.supervisor.user_id):
        assert health.standing(desk.org_id, [uuid4()]).is_blocked
        resetting.reset(by=desk.supervisor)
        assert health.standing(desk.org_id, members(desk)).is_blocked
