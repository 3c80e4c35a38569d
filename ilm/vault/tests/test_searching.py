"""Search keys: who opens them, who cannot plant one, what a renewed one does."""

import pytest

from ilm.parties.tests.make import Desk, actor, desk
from ilm.vault import keys, searching, unlocking
from ilm.vault.models import OrgKey, Purpose, Ring, SearchKey, Wrap
from ilm.vault.sealing import Denied, bind, new_pair, seal
from ilm.vault.searching import Finder
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
KEY = Finder(None, 1, b"k" * 32)


def opened(one: Desk, *, by: Unlocked | None = None) -> list[Finder]:
    by = by or one.unlocked
    with entering("desk", by.user_id):
        return searching.finders(Unlocked(by.user_id, by.org_id, by.ring))


def test_founding_makes_a_key_that_every_holder_opens_alike() -> None:
    one = desk()
    [mine], [theirs] = opened(one), opened(one, by=one.unlocked_supervisor)
    assert mine == theirs
    assert (mine.version, len(mine.key)) == (1, 32)
    assert mine.key.hex() not in repr(mine)
    assert opened(desk())[0].key != mine.key


def test_an_organisation_founded_before_gets_one_when_a_holder_comes() -> None:
    one = desk()
    with entering("owner"):
        SearchKey.objects.all().delete()
    [made] = opened(one)
    assert opened(one, by=one.unlocked_supervisor) == [made]


def test_a_key_made_at_the_same_moment_by_another_is_the_one() -> None:
    one = desk()
    before = opened(one)
    with entering("desk", one.worker.user_id):
        searching.make_key(one.org_id, version=1, epoch=1, private=b"p" * 32)
    assert opened(one) == before


def test_a_member_without_the_key_of_the_talk_finds_nothing_and_makes_nothing() -> None:
    one = desk()
    with entering("owner"):
        SearchKey.objects.all().delete()
    from ilm.parties.tests import make

    interpreter = make.actor("interpreter", one.org)
    with entering("desk", interpreter.user_id):
        ring = unlocking.make_ring(interpreter.user_id, "yet another password")
        by = Unlocked(interpreter.user_id, one.org_id, ring)
        assert searching.finders(by) == []
        assert searching.current(by) is None
        with pytest.raises(Denied):
            searching.renew(by)
        assert searching.newest(one.org_id) == 0


def test_whoever_writes_to_the_database_cannot_plant_a_key_they_know() -> None:
    one = desk()
    honest = opened(one)
    place = bind("search", one.org_id, 2, 1)
    with entering("owner"):
        public = bytes(OrgKey.objects.get(org_id=one.org_id, purpose=Purpose.TALK).public)
        mine = SearchKey.objects.get(org_id=one.org_id)
        for locked in (seal(public, b"k" * 32, place), bytes(mine.locked), new_pair().private):
            planted = SearchKey(org_id=one.org_id, version=2, epoch=1, locked=locked)
            planted.save(force_insert=True)
            assert opened(one) == honest
            planted.delete()


def test_nothing_is_kept_under_an_older_key_when_the_newest_does_not_open() -> None:
    one = desk()
    with entering("owner"):
        SearchKey.objects.create(org_id=one.org_id, version=2, epoch=1, locked=b"\x01" * 61)
    with entering("desk", one.worker.user_id):
        assert searching.current(one.unlocked) is None


def test_a_renewed_key_comes_first_and_the_old_one_stays_while_it_is_used() -> None:
    one = desk()
    [old] = opened(one)
    with entering("desk", one.worker.user_id):
        assert searching.renew(one.unlocked) == 2
        assert searching.current(one.unlocked).version == 2
        assert [f.version for f in searching.finders(one.unlocked)] == [2, 1]
        searching.forget_unused(one.org_id, {1, 2})
        assert old in searching.finders(one.unlocked)
        searching.forget_unused(one.org_id, {2})
        assert [f.version for f in searching.finders(one.unlocked)] == [2]
        searching.forget_unused(one.org_id, set())
        assert [f.version for f in searching.finders(one.unlocked)] == [2]


@pytest.mark.parametrize(
    ("words", "size"), [(0, 16), (1, 16), (16, 16), (17, 32), (33, 64), (64, 64)]
)
def test_a_set_shows_its_size_class_and_no_more(words: int, size: int) -> None:
    said = [f"word{n}" for n in range(words)]
    kept = KEY.filled(said, "talk", "2026-11-01")
    assert len(kept) == len(set(kept)) == size
    assert kept == sorted(kept)
    assert set(KEY.numbers(said)) <= set(kept)
    assert all(-(2**63) <= number < 2**63 for number in kept)


def test_what_fills_a_set_stays_where_it_is_and_is_no_one_elses() -> None:
    before = set(KEY.filled(["pay"], "talk", "2026-11-01"))
    after = set(KEY.filled(["pay", "passport"], "talk", "2026-11-01"))
    assert len(before & after) == 15
    assert len(before & set(KEY.filled(["pay"], "talk", "2026-12-01"))) == 1
    assert len(before & set(KEY.filled(["pay"], "other", "2026-11-01"))) == 1


def test_a_word_is_the_same_once_and_twice() -> None:
    assert KEY.numbers(["b", "a", "b"]) == KEY.numbers(["a", "b"])


def test_a_wrap_that_anybody_sealed_opens_no_search_key_that_they_know() -> None:
    """Who writes rows plants an epoch of their own and a search key under it: it is not taken."""
    one, theirs = desk(), new_pair()
    user, org = one.worker.user_id, one.org_id
    with entering("owner"):
        seals = bytes(Ring.objects.get(user_id=user).seals)
        sealed = keys.wrap(seals, theirs.private, org, "talk", 777, user)
        Wrap(org_id=org, purpose="talk", epoch=777, holder=user, sealed=sealed).save(
            force_insert=True
        )
        searching.make_key(org, version=9, epoch=777, private=theirs.private)
    with entering("desk", user):
        mine = Unlocked(user, org, one.unlocked.ring)
        assert [one.version for one in searching.finders(mine)] == [1]
        with pytest.raises(Denied):
            mine.org_private("talk", 777)


def test_an_interpreter_makes_no_search_key() -> None:
    one = desk()
    her = actor("interpreter", one.org)
    with entering("owner"):
        SearchKey.objects.filter(org_id=one.org_id).delete()
    with entering("desk", her.user_id):
        ring = unlocking.make_ring(her.user_id, "an interpreter's password")
        assert searching.finders(Unlocked(her.user_id, one.org_id, ring)) == []
