"""Members: fingerprints, letting in with one's word for it, new keys when somebody leaves."""

import re

import pytest
from django.core.cache import cache

from ilm.faces.desk.tests.make import account, signed_in
from ilm.parties.models import Member
from ilm.parties.tests import make
from ilm.talk import catching_up
from ilm.vault import holding, resealing, storing, trusting, unlocking
from ilm.vault.models import KeyEntry, OrgKey, Purpose, Resealing, VaultSession, Wrap
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
DUE = "new keys are due"


def row_of(desk, who) -> Member:
    with entering("owner"):
        return Member.objects.get(user_id=who.user_id, org_id=desk.org_id)


def end(client, desk, who, status: int = 302) -> None:
    assert client.post(f"/desk/members/{row_of(desk, who).pk}/end/").status_code == status


def page_of(client, where: str = "members/") -> str:
    return client.get(f"/desk/{where}").content.decode()


def waiting(desk):
    who = make.actor("case_worker", desk.org)
    with entering("desk", who.user_id):
        unlocking.make_ring(who.user_id, "a long enough password")
        return who, holding.fingerprint_of(who.user_id)


def epoch(desk, purpose: Purpose = Purpose.TALK) -> int:
    with entering("parse"):
        return storing.current_key(desk.org_id, purpose).epoch


def test_everybody_s_fingerprint_is_shown() -> None:
    client, desk = signed_in("supervisor")
    page = page_of(client)
    with entering("owner"):
        for who in (desk.worker, desk.supervisor):
            assert holding.fingerprint_of(who.user_id) in page
    assert "Not compared yet" not in page
    assert DUE not in page.lower()


def test_a_colleague_is_let_in_only_by_one_who_answers_for_the_fingerprint() -> None:
    client, desk = signed_in("supervisor")
    who, shown = waiting(desk)
    assert shown in page_of(client)
    where = f"/desk/members/{who.user_id}/admit/"
    for sent, why in (
        ({"fingerprint": shown}, "by voice or face to face first"),
        ({"fingerprint": "1" * 30, "is_compared": "on"}, "not the ones you compared"),
    ):
        answer = client.post(where, sent)
        assert answer.status_code == 422
        assert why in answer.content.decode()
    assert client.post(where, {"fingerprint": shown, "is_compared": "on"}).status_code == 302
    with entering("desk", who.user_id):
        assert holding.is_holder(who.user_id, desk.org_id)
        assert holding.standing_of(desk.org_id).holders[who.user_id].is_compared
    locked, _ = signed_in("supervisor", desk, is_unlocked=False)
    assert locked.post(where).status_code == 423


def test_who_is_let_go_loses_everything_and_new_keys_begin_in_the_same_act(
    django_capture_on_commit_callbacks, monkeypatch
) -> None:
    client, desk = signed_in("supervisor")
    signed_in(desk=desk)
    with entering("parse"):
        storing.new_data_key(desk.org_id, Purpose.TALK)
    lent = []
    monkeypatch.setattr(resealing, "lend", lent.append)
    indexed = []
    monkeypatch.setattr(catching_up, "lend", indexed.append)
    with django_capture_on_commit_callbacks(using="owner", execute=True):
        end(client, desk, desk.worker)
    assert (epoch(desk), epoch(desk, Purpose.IDENTITY)) == (2, 1)  # what she held, no more
    with entering("owner"):
        assert not Wrap.objects.filter(holder=desk.worker.user_id).exists()
        assert not VaultSession.objects.filter(user_id=desk.worker.user_id).exists()
    assert re.search(r"0 of 1 are sealed", page_of(client))
    assert client.post("/desk/members/seal-anew/").status_code == 409
    resealing.seal_all(lent[0])
    assert indexed == []  # no word was said yet
    page = page_of(client)
    assert "sealed to" not in page
    assert DUE not in page.lower()
    assert client.post("/desk/members/seal-anew/").status_code == 302


def test_at_a_locked_desk_it_is_shown_in_red_until_somebody_unlocked_does_it() -> None:
    locked, desk = signed_in("supervisor", is_unlocked=False)
    other = make.actor("case_worker", desk.org)
    end(locked, desk, other)  # who held nothing leaves nothing to do
    assert DUE not in page_of(locked).lower()
    end(locked, desk, desk.worker)
    cache.clear()  # it is looked up a few times a minute
    assert epoch(desk) == 1
    for where in ("", "members/"):
        page = page_of(locked, where)
        assert re.search(
            r'class="alert is-bad" role="alert" *>.*?new keys are due', page, re.DOTALL
        )
    assert locked.post("/desk/members/new-keys/").status_code == 423
    client, _ = signed_in("supervisor", desk)
    assert "Begin new keys" in page_of(client)
    assert client.post("/desk/members/new-keys/").status_code == 302
    assert epoch(desk) == 2
    assert DUE not in page_of(locked).lower()
    assert client.post("/desk/members/new-keys/").status_code == 302
    assert epoch(desk) == 2


def test_what_a_dead_thread_left_over_is_begun_again() -> None:
    client, desk = signed_in("supervisor")
    with entering("parse"):
        storing.new_data_key(desk.org_id, Purpose.TALK)
    end(client, desk, desk.worker)
    with entering("owner"):
        Resealing.objects.update(beat_at=Resealing.objects.get().beat_at - resealing.SILENT,
                                 left_behind=1)  # fmt: skip
    page = page_of(client)
    assert "still sealed to keys that are over" in page
    assert "open for nobody" in page
    assert client.post("/desk/members/seal-anew/").status_code == 302
    with entering("owner"):
        assert Resealing.objects.count() == 2
    locked, _ = signed_in("supervisor", desk, is_unlocked=False)
    assert locked.post("/desk/members/seal-anew/").status_code == 423


def test_a_list_that_does_not_verify_is_said_on_every_page_and_nobody_is_let_in() -> None:
    client, desk = signed_in("supervisor")
    who, shown = waiting(desk)
    with entering("owner"):
        KeyEntry.objects.filter(org_id=desk.org_id, seq=2).update(body="{}")
    trusting.forget()
    for where in ("", "members/", "cases/"):
        assert "does not verify" in page_of(client, where)
    sent = {"fingerprint": shown, "is_compared": "on"}
    answer = client.post(f"/desk/members/{who.user_id}/admit/", sent)
    assert answer.status_code == 422
    end(client, desk, desk.worker)  # he is out all the same
    with entering("owner"):
        assert not Wrap.objects.filter(holder=desk.worker.user_id).exists()
        assert OrgKey.objects.filter(org_id=desk.org_id, epoch=2).count() == 0


def test_only_who_may_invite_does_any_of_this() -> None:
    client, _ = signed_in()
    for where in ("new-keys", "seal-anew"):
        assert client.post(f"/desk/members/{where}/").status_code == 403
        assert signed_in("supervisor")[0].get(f"/desk/members/{where}/").status_code == 405


def change(client, desk, who, role: str) -> int:
    return client.post(f"/desk/members/{row_of(desk, who).pk}/role/", {"role": role}).status_code


def held(desk, who) -> set[tuple[str, int]]:
    with entering("owner"):
        rows = Wrap.objects.filter(org_id=desk.org_id, holder=who.user_id)
        return set(rows.values_list("purpose", "epoch"))


def second_supervisor(desk):
    who, shown = waiting(desk)
    with entering("owner"):
        Member.objects.filter(user_id=who.user_id).update(role="supervisor")
    with entering("desk", desk.supervisor.user_id):
        holding.admit(
            who.user_id, purposes=tuple(Purpose), compared=shown,
            unlocked=desk.unlocked_supervisor, by=desk.supervisor,
        )  # fmt: skip
    return who


def test_a_supervisor_who_becomes_a_case_worker_loses_who_workers_are(monkeypatch) -> None:
    """V: remove, new keys, sealed anew, in the same act, with the identity keys of before gone."""
    monkeypatch.setattr(resealing, "lend", lambda loan: None)
    client, desk = signed_in("supervisor")
    who = second_supervisor(desk)
    assert held(desk, who) == {("talk", 1), ("identity", 1)}
    assert change(client, desk, who, "case_worker") == 302
    assert held(desk, who) == {("talk", 1), ("talk", 2)}
    assert (epoch(desk), epoch(desk, Purpose.IDENTITY)) == (2, 2)
    with entering("owner"):
        standing = holding.standing_of(desk.org_id)
        assert standing.holders[who.user_id].purposes == {"talk"}
        assert standing.holders[who.user_id].is_compared
    assert "Changes are due" not in page_of(client)
    assert DUE not in page_of(client).lower()
    assert change(client, desk, who, "interpreter") == 302
    assert held(desk, who) == set()
    assert epoch(desk) == 3
    with entering("owner"):
        assert holding.standing_of(desk.org_id).holders[who.user_id].purposes == frozenset()
    assert "What is handed to her" in page_of(client)
    assert change(client, desk, who, "case_worker") == 302
    assert held(desk, who) == set()  # more is given by letting in, never by a role alone
    with entering("desk", who.user_id):
        read_out = {"fingerprint": holding.fingerprint_of(who.user_id), "is_compared": "on"}
    assert f"/desk/members/{who.user_id}/admit/" in page_of(client)
    assert client.post(f"/desk/members/{who.user_id}/admit/", read_out).status_code == 302
    assert {purpose for purpose, _ in held(desk, who)} == {"talk"}
    assert f"/desk/members/{who.user_id}/admit/" not in page_of(client)
    assert change(client, desk, who, "supervisor") == 302
    assert f"/desk/members/{who.user_id}/admit/" in page_of(client)
    assert client.post(f"/desk/members/{who.user_id}/admit/", read_out).status_code == 302
    assert {purpose for purpose, _ in held(desk, who)} == {"talk", "identity"}


def test_with_nobody_unlocked_the_keys_of_the_old_role_go_at_once_and_new_ones_are_due() -> None:
    locked, desk = signed_in("supervisor", is_unlocked=False)
    who = second_supervisor(desk)
    signed_in(desk=desk)
    with entering("desk", who.user_id):
        unlocking.start_session(who.user_id, desk.unlocked.ring)
    assert change(locked, desk, who, "case_worker") == 302
    assert held(desk, who) == {("talk", 1)}
    with entering("owner"):
        assert not VaultSession.objects.filter(user_id=who.user_id).exists()
    cache.clear()
    page = page_of(locked)
    assert DUE in page.lower()
    assert "They stay with what their role is for: case_worker" in page
    client, _ = signed_in("supervisor", desk)
    assert client.post("/desk/members/new-keys/").status_code == 302
    assert held(desk, who) == {("talk", 1), ("talk", 2)}
    assert DUE not in page_of(client).lower()


def test_who_holds_a_key_alone_keeps_her_role() -> None:
    client, desk = signed_in("supervisor")
    other = make.actor("supervisor", desk.org)
    lone, _ = signed_in("case_worker", desk)
    lone.force_login(account(other))
    assert change(lone, desk, desk.supervisor, "case_worker") == 409
    assert held(desk, desk.supervisor) == {("talk", 1), ("identity", 1)}
    assert change(client, desk, desk.supervisor, "case_worker") == 409  # nor by herself
    assert change(client, desk, desk.worker, "supplier") == 409
