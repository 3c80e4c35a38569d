"""From a link to a desk, with a second factor on the way."""

import re

import pytest
from django.test import Client

from ilm.faces.door.models import User
from ilm.faces.door.tests import make
from ilm.parties.models import Member
from ilm.wall import doors
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db(databases=["owner", "default"])
GIVEN = {"email": make.EMAIL, "password": make.PASSWORD, "again": make.PASSWORD, "called": "Dawn"}


def test_an_invitation_becomes_a_member_with_a_second_factor() -> None:
    client, page = Client(), f"/door/invitation/{make.invitation()}/"
    assert "invites you" in client.get(page).content.decode()
    told = client.post(page, GIVEN, follow=True)
    assert told.redirect_chain[-1][0] == "/door/2fa/"
    assert client.get("/desk/").url == "/door/2fa/"
    letters = re.search(r'mono">(\w+)<', client.get("/door/2fa/totp/activate/").content.decode())[1]
    wrong = client.post("/door/2fa/totp/activate/", {"code": "000000"})
    assert "That code is not right" in wrong.content.decode()
    codes = client.post("/door/2fa/totp/activate/", {"code": make.code(letters)}, follow=True)
    assert "Write them on paper" in codes.content.decode()
    assert client.get("/door/").url == "/desk/"
    assert client.get("/desk/").status_code == 200
    user = User.objects.get(email=make.EMAIL)
    assert make.kinds(user.pk) == ["recovery_codes", "totp"]
    with entering("owner"):
        assert Member.objects.get(user_id=user.pk).called == "Dawn"


def test_a_link_works_once() -> None:
    page = f"/door/invitation/{make.invitation()}/"
    Client().post(page, GIVEN)
    for method in (Client().get, Client().post):
        assert method(page, GIVEN).status_code == 410
    assert User.objects.count() == 1


def test_who_comes_second_by_a_moment_gets_no_account(monkeypatch) -> None:
    page = f"/door/invitation/{make.invitation()}/"
    monkeypatch.setattr(doors, "accept", lambda *_: False)  # another has just been let in
    assert Client().post(page, GIVEN).status_code == 410
    assert not User.objects.exists()
    user, client = User.objects.create_user(make.EMAIL, make.PASSWORD), Client()
    client.force_login(user)
    assert client.post(page, {"called": "Dawn"}).status_code == 410
    assert User.objects.get() == user


def test_a_link_nobody_gave() -> None:
    assert Client().get("/door/invitation/never-given/").status_code == 410


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("password", "eleven char", "at least 12 characters"),
        ("password", "1q2w3e4r5t6y", "too common"),
        ("again", "six quiet herons at noon", "are not the same"),
        ("email", "no address", "valid email"),
        ("called", "", "required"),
    ],
)
def test_it_asks_again(field: str, value: str, why: str) -> None:
    given = {**GIVEN, field: value} | ({"again": value} if field == "password" else {})
    answer = Client().post(f"/door/invitation/{make.invitation()}/", given)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not User.objects.exists()


def test_who_has_an_account_joins_a_second_organisation() -> None:
    user, client = make.account(), Client()
    secret = make.with_app(user)
    taken = client.post(f"/door/invitation/{make.invitation()}/", GIVEN)
    assert "sign in first" in taken.content.decode()
    make.sign_in(client)
    client.post("/door/2fa/authenticate/", {"code": make.code(secret)})
    client.post(f"/door/invitation/{make.invitation()}/", {"called": "Dawn"})
    choice = client.get("/door/")
    assert choice.status_code == 200
    assert choice.content.decode().count('class="card"') == 2
