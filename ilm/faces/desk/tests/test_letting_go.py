"""What goes with a member who is let go, and how somebody comes back."""

import pytest
from django.test import Client

from ilm.faces.desk.tests.make import signed_in
from ilm.kit.errors import Refused
from ilm.parties.membership import deactivate, invite, token_hash
from ilm.parties.models import Invitation, Member
from ilm.parties.tests import make
from ilm.vault import holding, unlocking
from ilm.vault.models import Purpose, VaultSession, Wrap
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def link(desk, by, role: str = "supervisor") -> str:
    with entering("desk", by.user_id):
        return invite(desk.org_id, face="desk", role=role, by=by)


def let_go(who, *, by) -> None:
    with entering("desk", by.user_id):
        deactivate(Member.objects.get(user_id=who.user_id), by=by)


def accepted(token: str, who) -> bool:
    with entering("owner"):
        return ask("select wall.accept(%s, %s, 'x')", [token_hash(token), who.user_id])[0][0]


def held(who) -> tuple[int, int]:
    with entering("owner"):
        mine = VaultSession.objects.filter(user_id=who.user_id).count()
        return Wrap.objects.filter(holder=who.user_id).count(), mine


def test_keys_and_sessions_go_with_a_member() -> None:
    desk = make.desk()
    with entering("desk", desk.worker.user_id):
        unlocking.start_session(desk.worker.user_id, desk.unlocked.ring)
    assert held(desk.worker) == (1, 1)
    let_go(desk.worker, by=desk.supervisor)
    assert held(desk.worker) == (0, 0)
    assert held(desk.supervisor)[0] == 2


def test_nobody_comes_back_by_a_link_she_kept() -> None:
    desk = make.two_holders()
    other = make.actor("supervisor", desk.org)
    own, given = link(desk, desk.supervisor), link(desk, other)
    let_go(desk.supervisor, by=other)
    with entering("owner"):
        assert Invitation.objects.get(token_hash=token_hash(own)).revoked_at
    assert not accepted(own, desk.supervisor)
    assert not accepted(given, desk.supervisor)  # given before she left
    with entering("desk", desk.supervisor.user_id):
        assert ask("select * from wall.membership('desk')") == []


def test_a_fresh_link_lets_her_wait_to_be_let_in() -> None:
    desk = make.desk()
    let_go(desk.worker, by=desk.supervisor)
    assert accepted(link(desk, desk.supervisor, "case_worker"), desk.worker)
    assert held(desk.worker) == (0, 0)
    with entering("desk", desk.supervisor.user_id):
        assert Member.objects.get(user_id=desk.worker.user_id).left_at is None
        [ring] = holding.waiting(desk.org_id, [desk.worker.user_id])
    assert ring.user_id == desk.worker.user_id


def test_the_door_says_why_a_link_is_too_old() -> None:
    client, desk = signed_in()
    token = link(desk, desk.supervisor)
    with entering("owner"):
        [mine] = Member.objects.filter(org_id=desk.org_id, role="case_worker")
    with entering("desk", desk.supervisor.user_id):
        deactivate(mine, by=desk.supervisor)
    page = client.get(f"/door/invitation/{token}/")
    assert page.status_code == 409
    assert "has ended since" in page.content.decode()
    assert Client().get(f"/door/invitation/{token}/").status_code == 200


def test_the_last_holder_of_a_key_is_not_let_go() -> None:
    desk = make.desk()
    other = make.actor("supervisor", desk.org)
    let_go(desk.worker, by=desk.supervisor)
    with pytest.raises(Refused, match="Nobody else holds"):
        let_go(desk.supervisor, by=other)
    with entering("owner"):
        Member.objects.filter(user_id=desk.supervisor.user_id).update(is_active=False)
    assert held(desk.supervisor)[0] == len(Purpose)  # or all that workers said would be lost
