"""Index now: batches of one transaction, resumed after a crash, with keys that are lent alone."""

from datetime import timedelta

import pytest

from ilm.kit.errors import Locked, Refused
from ilm.parties.models import Member
from ilm.parties.tests.make import Desk, desk
from ilm.talk import catching_up, indexing
from ilm.talk.models import Indexing, Vocabulary
from ilm.talk.tests import make
from ilm.talk.tests.test_indexing import found, untold
from ilm.vault import searching
from ilm.vault.models import SearchKey
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_at_a_time(monkeypatch) -> None:
    """A batch is one thread."""
    monkeypatch.setattr(indexing, "AT_ONCE", 1)
    monkeypatch.setattr(catching_up, "AT_ONCE", 0.000001)


@pytest.fixture
def one() -> Desk:
    """Three threads that nobody opened."""
    made = desk()
    account = make.account(made)
    for n in range(3):
        make.conversation(made, text="The broker", account=account, address=f"95900000001{n}")
    return made


def start(one: Desk):
    with entering("desk", one.worker.user_id):
        return catching_up.start(unlocked=one.unlocked, by=one.worker)


def run() -> Indexing:
    with entering("owner"):
        return Indexing.objects.latest("started_at")


def test_it_goes_on_batch_after_batch_until_all_is_found(one) -> None:
    loan = start(one)
    after, is_over = catching_up.index_batch(loan, None)
    assert (run().done, run().total, is_over) == (1, 3, False)
    catching_up.index_all(loan)
    assert (run().done, run().left_behind, run().finished_at is not None) == (3, 0, True)
    assert (untold(one), len(found(one, "broker"))) == (0, 3)
    assert start(one) is None
    assert catching_up.index_batch(loan, after) == (None, True)


def test_what_a_run_that_died_did_stays_and_another_takes_the_rest(one) -> None:
    catching_up.index_batch(start(one), None)
    with pytest.raises(Refused, match="being done already"):
        start(one)
    with entering("owner"):
        Indexing.objects.update(beat_at=run().beat_at - timedelta(minutes=3))
    loan = start(one)
    assert run().total == 2
    catching_up.index_all(loan)
    assert untold(one) == 0


def test_words_under_a_key_that_is_over_are_kept_anew_and_the_old_key_goes(one) -> None:
    catching_up.index_all(start(one))
    with entering("desk", one.worker.user_id):
        assert searching.renew(one.unlocked) == 2
        assert indexing.under_old_keys(one.worker) == 3
    catching_up.index_all(start(one))
    with entering("owner"):
        assert set(Vocabulary.objects.values_list("version", flat=True)) == {2}
        assert [k.version for k in SearchKey.objects.filter(org_id=one.org_id)] == [2]
    with entering("desk", one.worker.user_id):
        assert indexing.under_old_keys(one.worker) == 0


def test_it_ends_with_the_hour_and_with_the_membership(one) -> None:
    loan = start(one)
    with entering("owner"):
        Member.objects.filter(user_id=one.worker.user_id).update(is_active=False)
    assert catching_up.index_batch(loan, None) == (None, True)
    with entering("owner"):
        Member.objects.filter(user_id=one.worker.user_id).update(is_active=True)
        assert not Vocabulary.objects.exists()


def test_an_hour_is_the_longest(one, monkeypatch) -> None:
    monkeypatch.setattr(catching_up, "LENT_FOR", timedelta(0))
    assert catching_up.index_batch(start(one), None) == (None, True)
    assert untold(one) == 3


def test_the_ring_is_not_lent_and_nothing_of_a_loan_is_printed(one) -> None:
    loan = start(one)
    mine = one.unlocked.ring
    assert loan.unlocked.ring != mine
    assert set(loan.unlocked.opened) == {("talk", 1)}
    for raw in (mine.seals.private, *loan.unlocked.opened.values()):
        assert raw.hex() not in repr(loan)
        assert repr(raw) not in repr(loan)


def test_a_thread_runs_it_and_a_fault_ends_it_without_a_word(one, monkeypatch, caplog) -> None:
    monkeypatch.setattr(catching_up, "index_all", lambda loan: 1 / 0)
    monkeypatch.setattr(catching_up, "hang_up", lambda: None)
    loan = start(one)
    thread = catching_up.lend(loan)
    thread.join(5)
    assert not thread.is_alive()
    assert "indexing stopped: ZeroDivisionError" in caplog.text


def test_it_takes_an_open_vault(one) -> None:
    with entering("desk", one.worker.user_id), pytest.raises(Locked):
        catching_up.start(unlocked=None, by=one.worker)
