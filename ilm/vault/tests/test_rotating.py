"""Who leaves takes nothing of what comes; who stays reads everything; old vaults get a list."""

from uuid import uuid4

import pytest

from ilm.kit.errors import Refused
from ilm.ledger.models import Entry
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.vault import holding, keys, pinning, rotating, storing, trusting, unlocking
from ilm.vault.models import KeyEntry, OrgKey, Purpose, Ring, Wrap
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied, new_pair
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def let_go(who) -> None:
    """As the operator does it: at once, with nobody unlocked."""
    with entering("owner"):
        Member.objects.filter(user_id=who.user_id).update(is_active=False)


def rotate(desk, gone=None, unlocked=None, by=None):
    by, unlocked = by or desk.supervisor, unlocked or desk.unlocked_supervisor
    with entering("desk", by.user_id):
        gone = holding.left(desk.org_id) if gone is None else gone
        return rotating.rotate(gone, unlocked=unlocked, by=by)


def newcomer(desk, *purposes: Purpose, role: str = "case_worker"):
    """A colleague who was let in for these purposes."""
    who = make.actor(role, desk.org)
    with entering("desk", who.user_id):
        ring = unlocking.make_ring(who.user_id, "a long enough password")
    with entering("desk", desk.supervisor.user_id):
        holding.admit(
            who.user_id, purposes=purposes, compared=holding.fingerprint_of(who.user_id),
            unlocked=desk.unlocked_supervisor, by=desk.supervisor,
        )  # fmt: skip
    return who, Unlocked(who.user_id, desk.org_id, ring)


def written(desk, purpose: Purpose = Purpose.TALK):
    """A data key made by intake, and what reads it."""
    with entering("parse"):
        return storing.new_data_key(desk.org_id, purpose)[0].key_id


def reads(unlocked, key_id) -> bool:
    fresh = Unlocked(unlocked.user_id, unlocked.org_id, unlocked.ring)
    with entering("owner"):
        try:
            Reader(fresh).data_key(key_id)
        except Denied:
            return False
        return True


def test_what_comes_after_is_read_by_those_who_stay_alone() -> None:
    desk = make.two_holders()
    _, other = newcomer(desk, Purpose.TALK)
    before = written(desk)
    kept = {(p, 1): desk.unlocked.org_private(p.value, 1) for p in []}
    with entering("owner"):
        kept = {("talk", 1): desk.unlocked.org_private("talk", 1)}  # she copied the old keys
    let_go(desk.worker)
    assert rotate(desk) == [Purpose.TALK, Purpose.IDENTITY]
    after = written(desk)
    for who in (desk.unlocked_supervisor, other):
        assert reads(who, before)
        assert reads(who, after)
    assert not reads(desk.unlocked, before)
    assert not reads(desk.unlocked, after)
    with entering("owner"):
        gone = Unlocked(desk.worker.user_id, desk.org_id, desk.unlocked.ring, kept)
        with pytest.raises(Denied):
            Reader(gone).data_key(after)
        assert {w.holder for w in Wrap.objects.filter(epoch=2, purpose="identity")} == {
            desk.supervisor.user_id
        }
        verbs = list(Entry.objects.filter(verb__startswith="vault").values_list("verb", flat=True))
        assert verbs.count("vault.rotated") == 1
        facts = Entry.objects.get(verb="vault.rotated").facts
    assert facts == {"left": [str(desk.worker.user_id)], "purposes": ["talk", "identity"]}


def test_only_what_the_leaver_held_begins_anew() -> None:
    desk = make.two_holders()
    who, _ = newcomer(desk, Purpose.TALK)
    let_go(who)
    assert rotate(desk) == [Purpose.TALK]
    with entering("desk", desk.supervisor.user_id):
        assert holding.left(desk.org_id) == []
        assert holding.standing_of(desk.org_id).current("identity")[0] == 1
    assert rotate(desk) == []
    assert rotate(desk, gone=[uuid4()]) == []


def test_who_holds_less_and_who_is_on_no_list_begins_nothing() -> None:
    desk = make.two_holders()
    who, opened = newcomer(desk, Purpose.TALK)
    let_go(desk.worker)
    with pytest.raises(Refused, match="fewer keys"):
        rotate(desk, by=who, unlocked=opened)
    with entering("desk", who.user_id):
        gone = holding.left(desk.org_id)
        assert not rotating.may_rotate(gone, opened)
        assert rotating.may_rotate(gone, desk.unlocked_supervisor)
        forged = Unlocked(desk.supervisor.user_id, desk.org_id, opened.ring)
        with pytest.raises(Refused, match="not on the list"):
            rotating.rotate(gone, unlocked=forged, by=desk.supervisor)
        nobody = Unlocked(uuid4(), desk.org_id, opened.ring)
        assert not rotating.may_rotate(gone, nobody)


def test_who_holds_less_gives_no_more_and_only_to_the_compared_keys() -> None:
    desk = make.two_holders()
    who, opened = newcomer(desk, Purpose.TALK)
    third = make.actor("case_worker", desk.org)
    with entering("desk", third.user_id):
        unlocking.make_ring(third.user_id, "a long enough password")
    with entering("desk", who.user_id):
        shown = holding.fingerprint_of(third.user_id)
        with pytest.raises(Refused, match="do not hold"):
            holding.admit(
                third.user_id, purposes=tuple(Purpose), compared=shown, unlocked=opened, by=who
            )
    with entering("owner"):  # the keys are exchanged between the call and the click
        Ring.objects.filter(user_id=third.user_id).update(seals=new_pair().public)
    with entering("desk", who.user_id), pytest.raises(Refused, match="not the ones you compared"):
        holding.admit(
            third.user_id, purposes=(Purpose.TALK,), compared=shown, unlocked=opened, by=who
        )


def test_somebody_who_is_on_the_list_is_not_let_in_with_other_keys() -> None:
    desk = make.two_holders()
    with entering("owner"):
        Ring.objects.filter(user_id=desk.worker.user_id).update(seals=new_pair().public)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="keys are new"):
        holding.admit(
            desk.worker.user_id, purposes=(Purpose.TALK,), by=desk.supervisor,
            compared=holding.fingerprint_of(desk.worker.user_id),
            unlocked=desk.unlocked_supervisor,
        )  # fmt: skip


def test_new_keys_are_sealed_to_the_list_and_not_to_rows_of_rings() -> None:
    desk = make.two_holders()
    _, other = newcomer(desk, Purpose.TALK)
    with entering("owner"):
        Ring.objects.filter(user_id=other.user_id).update(seals=new_pair().public)
    let_go(desk.worker)
    rotate(desk)
    assert reads(other, written(desk))


def unsigned(desk) -> None:
    """As a vault that was founded before there were lists."""
    with entering("owner"):
        KeyEntry.objects.all().delete()
    pinning._file(desk.org_id).unlink()
    trusting.forget()


def take_over(desk, unlocked, by) -> bool:
    with entering("desk", by.user_id):
        return holding.take_over(unlocked=unlocked, by=by)


def test_an_old_vault_gets_its_list_from_a_holder_of_everything() -> None:
    desk = make.two_holders()
    who, opened = newcomer(desk, Purpose.TALK)
    unsigned(desk)
    assert not take_over(desk, opened, who)
    assert take_over(desk, desk.unlocked_supervisor, desk.supervisor)
    assert not take_over(desk, desk.unlocked_supervisor, desk.supervisor)
    with entering("desk", desk.supervisor.user_id):
        holders = holding.standing_of(desk.org_id).holders
        assert {user: h.is_compared for user, h in holders.items()} == {
            desk.supervisor.user_id: True, desk.worker.user_id: False, who.user_id: False,
        }  # fmt: skip
        assert holders[who.user_id].purposes == {"talk"}
        assert Entry.objects.filter(verb="vault.taken_over").exists()
    let_go(who)
    assert rotate(desk) == [Purpose.TALK]


def test_nobody_signs_for_a_key_that_she_cannot_open() -> None:
    desk = make.two_holders()
    unsigned(desk)
    with entering("owner"):
        OrgKey.objects.filter(org_id=desk.org_id, purpose="talk").update(public=new_pair().public)
    with pytest.raises(Refused, match="does not verify"):
        take_over(desk, desk.unlocked_supervisor, desk.supervisor)


def test_before_a_vault_is_founded_there_is_nothing_to_take_over() -> None:
    org = make.organisation()
    boss = make.actor("supervisor", org)
    assert not take_over(None, Unlocked(boss.user_id, org.pk, keys.new_ring()), boss)
