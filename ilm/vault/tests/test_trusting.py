"""V6 in the database: what a writer of rows does to the list is seen, and intake goes on."""

from pathlib import Path

import pytest
from django.conf import settings

from ilm.kit.errors import Refused
from ilm.parties.tests import make
from ilm.vault import holding, keylist, keys, pinning, storing, trusting
from ilm.vault.models import KeyEntry, OrgKey, Purpose
from ilm.vault.sealing import new_pair
from ilm.wall.entering import ask, atomic, entering, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def started_anew() -> None:
    trusting.forget()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A desk whose list was verified after its commit, as any process would."""
    desk = make.desk()
    trusting.forget()
    with django_capture_on_commit_callbacks(using="owner", execute=True), entering("parse"):
        trusting.look(desk.org_id)
    return desk


def seals_to(desk, face: str = "parse") -> bytes:
    with entering(face):
        return storing.current_key(desk.org_id, Purpose.TALK).public


def real(desk) -> bytes:
    with entering("owner"):
        return bytes(OrgKey.objects.get(org_id=desk.org_id, purpose="talk", epoch=1).public)


def forge(desk, what: str) -> bytes:
    """A rogue administrator's hand in the tables; the key that he would like us to seal to."""
    his, ring = new_pair().public, keys.new_ring()
    with entering("owner"):
        last = KeyEntry.objects.filter(org_id=desk.org_id).order_by("-seq").first()
        after, by = (last.seq, bytes(last.hash)), desk.supervisor.user_id
        OrgKey.objects.create(org_id=desk.org_id, purpose="talk", epoch=2, public=his)
        rows = KeyEntry.objects.filter(org_id=desk.org_id)
        if what == "rotate":
            said = keylist.rotate({"talk": (2, his)}, make.clock.today())
            new = keylist.write(desk.org_id, after, said, by=by, private=ring.signs.private)
            KeyEntry.objects.create(
                org_id=desk.org_id, seq=new.seq, body=new.body, signature=new.signature,
                hash=new.hash,
            )  # fmt: skip
        elif what == "cut":
            rows.filter(seq=2).delete()
        elif what == "begin":
            rows.filter(seq=1).delete()
        elif what == "empty":
            rows.delete()
        elif what == "reorder":
            rows.filter(seq=1).update(seq=9)
            rows.filter(seq=2).update(seq=1)
        elif what == "founder":
            rows.delete()
            holding.sign(
                desk.org_id,
                None,
                keylist.found(
                    keylist.Holder(by, ring.seals.public, ring.signs.public, frozenset({"talk"})),
                    {"talk": (1, his)},
                    make.clock.today(),
                ),
                by,
                ring.signs.private,
            )
    return his


WAYS = ["rotate", "cut", "begin", "empty", "reorder", "founder"]


@pytest.mark.parametrize("what", WAYS)
@pytest.mark.parametrize("is_restarted", [False, True])
def test_intake_seals_to_the_last_verified_key_and_alarms(what, is_restarted, committed) -> None:
    true = real(committed)
    his = forge(committed, what)
    if is_restarted:
        trusting.forget()
    for face in ("parse", "worker", "jobs"):
        assert seals_to(committed, face) == true != his
        with entering(face):
            # the head that was verified still stands: who starts anew sees what lies before it
            assert trusting.complaint(committed.org_id) or (what, is_restarted) == ("begin", False)
    trusting._looked.clear()
    with entering("desk", committed.supervisor.user_id):
        assert seals_to(committed) == true
        for act in (holding.left, trusting.verified):
            with pytest.raises(Refused, match="does not verify"):
                act(committed.org_id)


def test_a_row_beside_the_list_is_not_even_looked_at(committed) -> None:
    with entering("owner"):
        OrgKey.objects.create(
            org_id=committed.org_id, purpose="talk", epoch=7, public=new_pair().public
        )
    assert seals_to(committed) == real(committed)
    with entering("parse"):
        assert trusting.complaint(committed.org_id) == ""


def test_who_has_verified_nothing_yet_lets_it_wait() -> None:
    desk = make.desk()
    pinning._file(desk.org_id).unlink()
    trusting.forget()
    with entering("parse"), pytest.raises(trusting.Unsealable, match="does not verify"):
        storing.current_key(desk.org_id, Purpose.TALK)


def test_a_list_is_replayed_once_per_head_not_per_message(committed, monkeypatch) -> None:
    seals_to(committed)
    monkeypatch.setattr(trusting, "replay", None)
    for _ in range(3):
        assert seals_to(committed)


def test_one_that_does_not_verify_is_looked_at_again_after_a_minute(committed, monkeypatch) -> None:
    forge(committed, "empty")
    looks, replay = [], trusting.replay
    monkeypatch.setattr(trusting, "replay", lambda *a, **k: looks.append(1) or replay(*a, **k))
    seals_to(committed)
    seals_to(committed)
    assert len(looks) == 1
    monkeypatch.setattr(trusting.time, "monotonic", lambda: float("inf"))
    seals_to(committed)
    assert len(looks) == 2


def test_a_vault_older_than_lists_seals_to_its_newest_key() -> None:
    desk = make.desk()
    with entering("owner"):
        KeyEntry.objects.filter(org_id=desk.org_id).delete()
    pinning._file(desk.org_id).unlink()
    trusting.forget()
    assert seals_to(desk) == real(desk)
    with entering("desk", desk.supervisor.user_id):
        with pytest.raises(Refused, match="not been signed yet"):
            holding.standing_of(desk.org_id)
        assert holding.left(desk.org_id) == []


def test_a_partner_reads_no_list() -> None:
    desk = make.desk()
    partner = make.actor("supplier")
    with entering("respondent", partner.user_id), pytest.raises(Refused, match="cannot receive"):
        storing.current_key(desk.org_id, Purpose.TALK)  # no notice: not even the key


def test_what_is_remembered_only_grows_and_outlives_a_folder_that_cannot_be_written(
    committed, monkeypatch
) -> None:
    org = committed.org_id
    pin = pinning.pinned(org)
    assert (pin.seq, set(pin.keys)) == (2, {"talk", "identity"})
    with entering("desk", committed.supervisor.user_id):
        standing = trusting.verified(org)
    pinning.remember(standing, "another founder")
    trusting._remember(standing, pin.founder)
    assert pinning.pinned(org) == pin
    pinning._file(org).write_text("[]")
    assert pinning.pinned(org) is None
    monkeypatch.setattr(settings, "PINS", Path("/proc/nowhere"))
    with pytest.raises(Refused, match="cannot be kept"):
        pinning.pin(org, pin.founder)
    pinning.remember(standing, pin.founder)


def test_nobody_at_the_desk_changes_the_list_or_deletes_a_wrap(committed) -> None:
    from django.db.utils import ProgrammingError

    for statement in (
        "update vault_keyentry set body = ''",
        "delete from vault_keyentry",
        "delete from vault_wrap",
        "select wall.end_epochs()",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            entering("desk", committed.supervisor.user_id),
        ):
            tell(statement)
    # another organisation reads the list, to seal what it passes on, and writes nothing in it
    with entering("desk", make.actor("supervisor").user_id):
        theirs = "from vault_keyentry where org_id = %s"
        assert ask(f"select 1 {theirs}", [committed.org_id])
        columns = "org_id, seq + 100, body, signature, hash"
        forged = f"insert into vault_keyentry select gen_random_uuid(), {columns} {theirs}"
        with pytest.raises(ProgrammingError, match="row-level security"), atomic():
            tell(forged, [committed.org_id])
