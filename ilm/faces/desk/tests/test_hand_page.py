"""A thread is let to an interpreter, who sees no other, and given back."""

import pytest
from django.test import Client

from ilm.cases.tests import make as cases
from ilm.faces.desk.tests.make import account, signed_in
from ilm.faces.frame import VAULT_COOKIE
from ilm.parties.tests import make
from ilm.talk.models import Conversation
from ilm.vault import holding, unlocking
from ilm.vault.models import MemberGrant
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def fresh(thread: Conversation) -> Conversation:
    with entering("owner"):
        return Conversation.objects.get(pk=thread.pk)


def test_she_sees_what_she_is_let_into_until_she_is_done() -> None:
    client, desk = signed_in()
    her, hers = make.actor("interpreter", desk.org), Client()
    hers.force_login(account(her))
    with entering("desk", her.user_id):
        ring = unlocking.make_ring(her.user_id, "an interpreter's password")
        hers.cookies[VAULT_COOKIE] = unlocking.start_session(her.user_id, ring)
    thread, other = (cases.message(desk).conversation for _ in "12")
    place = f"/desk/talk/{thread.ref}/"
    assert hers.get(place).status_code == 404
    assert "Let interpret" in client.get(place).content.decode()
    let = {"do": "interpret", "who": str(her.user_id)}
    assert "not let in to the vault yet" in client.post(f"{place}hand/", let).content.decode()
    with entering("desk", desk.supervisor.user_id):
        holding.admit(
            her.user_id, purposes=(), compared=holding.fingerprint_of(her.user_id),
            unlocked=desk.unlocked_supervisor, by=desk.supervisor,
        )  # fmt: skip
    locked, _ = signed_in(desk=desk, is_unlocked=False)
    assert "Unlock to let an interpreter in" in locked.get(place).content.decode()
    assert locked.post(f"{place}hand/", let).status_code == 423
    assert client.post(f"{place}hand/", let).url == place
    assert "who holds the key to this thread alone" in client.get(place).content.decode()
    with entering("owner"):
        MemberGrant.objects.all().delete()
    assert "has no key to this thread yet" in client.get(place).content.decode()
    assert "They have not paid us" not in hers.get(place).content.decode()
    assert client.post(f"{place}hand/", let).url == place
    assert "has no key" not in client.get(place).content.decode()
    assert "They have not paid us" in hers.get(place).content.decode()
    inbox = hers.get("/desk/").content.decode()
    assert thread.ref in inbox
    assert other.ref not in inbox
    assert hers.get(f"/desk/talk/{other.ref}/").status_code == 404
    assert hers.post(f"{place}hand/", let).status_code == 403
    assert hers.post(f"{place}hand/", {"do": "take"}).status_code == 403
    assert hers.get("/desk/call/").status_code == 403
    assert hers.post(f"{place}hand/", {"do": "alone"}).url == "/desk/"
    assert fresh(thread).handed_to is None
    assert hers.get(place).status_code == 404


def test_only_an_interpreter_of_the_desk_is_let_in() -> None:
    client, desk = signed_in()
    thread = cases.message(desk).conversation
    for who in (desk.supervisor.user_id, make.actor("interpreter").user_id, "nobody"):
        no = client.post(f"/desk/talk/{thread.ref}/hand/", {"do": "interpret", "who": str(who)})
        assert no.status_code == 409
    assert fresh(thread).handed_to is None
