"""V12: grants are sealed anew in batches; killed at any of them, nothing is lost or half done."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make
from ilm.vault import resealing, storing
from ilm.vault.models import Grant, OrgKey, Purpose, Resealing, SearchKey, Wrap
from ilm.vault.tests.test_rotating import let_go, newcomer, reads, rotate, written
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db
COUNT, BATCH = 7, 3


class Killed(BaseException):
    """As by -9: nothing of the process runs any more."""


@pytest.fixture
def due(monkeypatch):
    """A desk whose worker left: some grants of both purposes wait to be sealed anew."""
    monkeypatch.setattr(resealing, "BATCH", BATCH)
    desk = make.two_holders()
    ids = [written(desk, Purpose(p)) for p in ["talk"] * (COUNT - 2) + ["identity"] * 2]
    let_go(desk.worker)
    rotate(desk)
    return desk, ids


def start(desk):
    with entering("desk", desk.supervisor.user_id):
        fresh = Unlocked(desk.supervisor.user_id, desk.org_id, desk.unlocked_supervisor.ring)
        return resealing.start(unlocked=fresh, by=desk.supervisor)


def left(desk) -> int:
    with entering("desk", desk.supervisor.user_id):
        return resealing.remaining(desk.org_id)


def run_of(desk) -> Resealing:
    with entering("desk", desk.supervisor.user_id):
        return resealing.latest(desk.org_id)


def test_everything_is_sealed_anew_and_read_by_those_who_stay(due) -> None:
    desk, ids = due
    assert left(desk) == COUNT
    loan = start(desk)
    assert "private" not in repr(loan)
    resealing.seal_all(loan)
    assert left(desk) == 0
    run = run_of(desk)
    assert (run.done, run.total, run.left_behind) == (COUNT, COUNT, 0)
    assert run.finished_at
    assert not resealing.is_running(run)
    assert all(reads(desk.unlocked_supervisor, each) for each in ids)
    assert not any(reads(desk.unlocked, each) for each in ids)
    assert start(desk) is None
    with entering("owner"):
        facts = Entry.objects.get(verb="vault.resealed").facts
    assert facts == {"grants": COUNT, "left": 0}


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("where", ["record", "save", "bulk"])
def test_killed_at_any_batch_it_goes_on_where_it_was(at, where, due, monkeypatch) -> None:
    desk, ids = due
    loan, after = start(desk), resealing.FIRST
    for _ in range(at):
        after = resealing.seal_batch(loan, after)
        if after is None:
            break
    before = left(desk)
    target = Resealing if where == "save" else resealing
    real = getattr(target, where)

    def dies(*words: object, **more: object) -> object:
        if where != "bulk" or words[0] is resealing.PUT:
            raise Killed
        return real(*words, **more)

    with monkeypatch.context() as patch:
        patch.setattr(target, where, dies)
        try:
            with entering("owner"), atomic():  # what PostgreSQL does to a line that is cut
                resealing.seal_all(loan) if after is None else resealing.seal_batch(loan, after)
        except Killed:
            assert left(desk) == before
    assert all(reads(desk.unlocked_supervisor, each) for each in ids)
    with pytest.raises(Refused, match="done already") if left(desk) else entering("owner"):
        start(desk)
    with time_machine.travel(clock.now() + 2 * resealing.SILENT):
        if again := start(desk):
            resealing.seal_all(again)
    assert left(desk) == 0
    assert all(reads(desk.unlocked_supervisor, each) for each in ids)


def test_the_loan_ends_after_an_hour_and_with_the_membership(due) -> None:
    desk, _ = due
    loan = start(desk)
    with time_machine.travel(clock.now() + resealing.LENT_FOR + timedelta(seconds=1)):
        assert resealing.seal_batch(loan, resealing.FIRST) is None
    let_go(desk.supervisor)
    assert resealing.seal_batch(loan, resealing.FIRST) is None
    with entering("owner"):
        assert Grant.objects.filter(epoch=2).count() == 0


def test_a_grant_that_opens_for_nobody_is_left_and_counted(due) -> None:
    desk, ids = due
    with entering("owner"):
        Grant.objects.filter(key_id=ids[0]).update(sealed=b"\x01" + bytes(113))
    resealing.seal_all(start(desk))
    assert (left(desk), run_of(desk).left_behind) == (1, 1)


def test_a_thread_does_it_and_a_broken_one_ends_in_silence(due, monkeypatch, caplog) -> None:
    done = []
    monkeypatch.setattr(resealing, "seal_all", done.append)
    monkeypatch.setattr(resealing, "hang_up", lambda: done.append("hung up"))
    resealing.lend("loan").join()
    assert done == ["loan", "hung up"]
    monkeypatch.setattr(resealing, "seal_all", lambda _: {}["a secret"])
    resealing.lend("loan").join()
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text


def test_a_vault_without_old_keys_has_nothing_to_do() -> None:
    desk = make.two_holders()
    written(desk)
    assert (left(desk), start(desk), run_of(desk)) == (0, None, None)
    from ilm.vault.tests.test_rotating import unsigned

    unsigned(desk)
    assert left(desk) == 0


def epochs(desk) -> set[tuple[str, int]]:
    with entering("owner"):
        return set(Wrap.objects.filter(org_id=desk.org_id).values_list("purpose", "epoch"))


def tick() -> None:
    with entering("jobs"):
        resealing.end_epochs()


def test_the_wraps_of_an_epoch_end_when_nothing_uses_it_and_nothing_can_still_come(due) -> None:
    desk, _ = due
    both = {("talk", 1), ("talk", 2), ("identity", 1), ("identity", 2)}
    with entering("owner"):
        OrgKey.objects.update(made_on=clock.today() - timedelta(days=91))
    tick()
    assert epochs(desk) == both  # grants use it
    resealing.seal_all(start(desk))
    with entering("owner"):
        OrgKey.objects.update(made_on=clock.today() - timedelta(days=90))
    tick()
    assert epochs(desk) == both  # a phone out of range may still send what it sealed
    with entering("owner"):
        OrgKey.objects.filter(purpose="talk").update(made_on=clock.today() - timedelta(days=91))
    tick()
    assert epochs(desk) == both  # words are still found under a search key of that epoch
    with entering("owner"):
        SearchKey.objects.filter(epoch=1).delete()
    tick()
    assert epochs(desk) == both - {("talk", 1)}


def test_a_newcomer_gets_the_epochs_that_are_still_in_use(due) -> None:
    desk, ids = due
    _, other = newcomer(desk, Purpose.TALK)
    assert reads(other, ids[0])
    assert reads(other, written(desk))
    assert storing.current_key
    assert not reads(other, uuid4())
