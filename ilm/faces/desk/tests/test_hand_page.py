"""A thread is let to an interpreter, who sees no other, and given back."""

import pytest
from django.test import Client

from ilm.cases.tests import make as cases
from ilm.faces.desk.tests.make import account, signed_in
from ilm.parties.tests import make
from ilm.talk.models import Conversation
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def fresh(thread: Conversation) -> Conversation:
    with entering("owner"):
        return Conversation.objects.get(pk=thread.pk)


def test_she_sees_what_she_is_let_into_until_she_is_done() -> None:
    client, desk = signed_in()
    her, hers = make.actor("interpreter", desk.org), Client()
    hers.force_login(account(her))
    thread, other = (cases.message(desk).conversation for _ in "12")
    place = f"/desk/talk/{thread.ref}/"
    assert hers.get(place).status_code == 404
    assert "Let interpret" in client.get(place).content.decode()
    let = {"do": "interpret", "who": str(her.user_id)}
    assert client.post(f"{place}hand/", let).url == place
    assert "Interpreted by interpreter" in client.get(place).content.decode()
    assert hers.get(place).status_code == 200
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
