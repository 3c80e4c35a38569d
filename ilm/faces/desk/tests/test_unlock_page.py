import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from ilm.faces.desk.tests.make import PASSWORD, signed_in
from ilm.faces.door.models import User
from ilm.parties.tests import make
from ilm.vault import holding
from ilm.vault.models import KeyEntry, OrgKey, VaultSession
from ilm.vault.sealing import new_pair
from ilm.vault.tests.test_rotating import unsigned
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
OLD = "a long enough password"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


def test_opens_the_vault_with_a_cookie_of_the_desk_alone() -> None:
    client, _ = signed_in(is_unlocked=False)
    answer = client.post("/desk/unlock/?next=/desk/cases/", {"password": PASSWORD})
    cookie = answer.cookies["vault"]
    assert answer.url == "/desk/cases/"
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/desk/", "Strict", True)
    assert bool(cookie["secure"]) == settings.IS_TLS
    assert client.get("/desk/").context["unlocked"]


def test_a_wrong_password_comes_back_with_the_form() -> None:
    client, _ = signed_in(is_unlocked=False)
    answer = client.post("/desk/unlock/", {"password": "not the password"})
    assert answer.status_code == 422
    assert "not the password of your account" in answer.content.decode()
    assert "vault" not in answer.cookies


def test_never_leads_outside() -> None:
    client, _ = signed_in(is_unlocked=False)
    answer = client.post("/desk/unlock/?next=//elsewhere.example/", {"password": PASSWORD})
    assert answer.url == "/desk/"


def test_the_first_supervisor_founds_the_first_case_worker_waits() -> None:
    org = make.organisation()
    chief, hand = make.actor("supervisor", org), make.actor("case_worker", org)
    clients = []
    for one in (hand, chief):
        client, _ = signed_in(desk=_desk(org, chief, hand), role=one.role.slug, is_unlocked=False)
        assert client.post("/desk/unlock/", {"password": "wrong one"}).status_code == 422
        clients.append((client, client.post("/desk/unlock/", {"password": PASSWORD})))
    (waiting, first), (_, second) = clients
    assert (first.url, second.url) == ("/desk/unlock/", "/desk/")
    assert "wait to be let in" in waiting.get("/desk/unlock/").content.decode()
    with entering("desk", chief.user_id):
        assert holding.is_founded(org.pk)
        assert not holding.is_holder(hand.user_id, org.pk)


def test_locking_ends_every_session() -> None:
    client, desk = signed_in()
    assert client.post("/desk/lock/").url == "/desk/unlock/"
    with entering("desk", desk.worker.user_id):
        assert not VaultSession.objects.filter(user_id=desk.worker.user_id).exists()
    assert client.get("/desk/lock/").status_code == 405


def _desk(org, chief, hand):
    return make.Desk(org, chief, hand, None, None)


def one_password(client: Client, desk: make.Desk) -> None:
    """The supervisor's account has the password that her keys lie behind."""
    with entering("owner"):
        user = User.objects.get(pk=desk.supervisor.user_id)
        user.set_password(OLD)
        user.save()
    client.force_login(user)


def test_an_old_vault_gets_its_list_at_the_next_unlock() -> None:
    client, desk = signed_in("supervisor", is_unlocked=False)
    one_password(client, desk)
    unsigned(desk)
    again = client.post("/desk/unlock/", {"password": OLD})
    assert again.status_code == 302
    with entering("desk", desk.supervisor.user_id):
        assert holding.standing_of(desk.org_id).seq == 2
    assert "Not compared yet" in client.get("/desk/members/").content.decode()


def test_a_key_that_its_holder_cannot_open_is_not_signed_for_and_the_vault_opens() -> None:
    client, desk = signed_in("supervisor", is_unlocked=False)
    one_password(client, desk)
    unsigned(desk)
    with entering("owner"):
        OrgKey.objects.filter(org_id=desk.org_id, purpose="talk").update(public=new_pair().public)
    answer = client.post("/desk/unlock/", {"password": OLD}, follow=True)
    assert answer.context["unlocked"]
    assert "does not verify" in answer.content.decode()
    with entering("owner"):
        assert not KeyEntry.objects.filter(org_id=desk.org_id).exists()
