"""Getting in takes two things, and a no says the same to everybody."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from ilm.faces.desk.events import organisations_of
from ilm.faces.door.models import User
from ilm.faces.door.tests import make

pytestmark = pytest.mark.django_db(databases=["owner", "default"])
NO = "do not open an account here"


@pytest.fixture
def user() -> User:
    return make.account()


def test_password_and_code_open_the_desk(user: User) -> None:
    client, secret = Client(), make.with_app(user)
    asked = make.sign_in(client)
    assert asked.redirect_chain[-1][0] == "/door/2fa/authenticate/"
    done = client.post("/door/2fa/authenticate/", {"code": make.code(secret)}, follow=True)
    assert [step for step, _ in done.redirect_chain] == ["/door/", "/desk/"]
    assert done.status_code == 200


@pytest.mark.parametrize("code", ["000000", "", "12", "' or 1=1 --"])
def test_a_wrong_code_opens_nothing(user: User, code: str) -> None:
    client = Client()
    make.with_app(user)
    make.sign_in(client)
    answer = client.post("/door/2fa/authenticate/", {"code": code})
    assert answer.status_code == 200
    assert client.get("/desk/").url.startswith("/door/login/")


def test_a_code_is_good_once(user: User) -> None:
    secret, shown = make.with_app(user), ""
    for is_in in (True, False):
        client = Client()
        make.sign_in(client)
        shown = shown or make.code(secret)
        client.post("/door/2fa/authenticate/", {"code": shown})
        assert (client.get("/desk/").status_code == 200) is is_in


def test_a_recovery_code_is_good_once(user: User) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    make.with_app(user)
    [first, *_] = RecoveryCodes.activate(user).get_unused_codes()
    for is_in in (True, False):
        client = Client()
        make.sign_in(client)
        client.post("/door/2fa/authenticate/", {"code": first})
        assert (client.get("/desk/").status_code == 200) is is_in


def test_a_no_tells_nobody_who_has_an_account(user: User) -> None:
    User.objects.create_user("gone@door.example", make.PASSWORD, is_active=False)
    tries = [(make.EMAIL, "wrong"), ("nobody@door.example", make.PASSWORD)]
    for email, password in tries:
        answer = make.sign_in(Client(), email, password)
        assert NO in answer.content.decode()
        assert answer.redirect_chain == []


def test_guessing_is_slowed_down(user: User) -> None:
    for _ in range(12):
        answer = make.sign_in(Client(), password="wrong")
    assert "wrong too often" in answer.content.decode()
    assert "wrong too often" in make.sign_in(Client()).content.decode()


@pytest.mark.parametrize("page", ["/desk/", "/desk/cases/", "/respond/", "/buy/", "/authority/"])
def test_the_second_factor_cannot_be_skipped(user: User, page: str) -> None:
    client = Client()
    make.sign_in(client)
    assert client.get(page).url == "/door/2fa/"
    assert client.post(page).url == "/door/2fa/"
    assert client.get("/door/").url == "/door/2fa/"
    assert organisations_of(client.cookies["sessionid"].value) == frozenset()


def test_it_is_the_session_that_must_have_shown_it(user: User) -> None:
    """Somebody who stole the password waits, signed in, until the owner sets a factor up."""
    thief = Client()
    make.sign_in(thief)
    make.with_app(user)
    assert thief.get("/desk/").url == "/door/2fa/"


def test_after_the_factor_one_arrives_where_one_wanted(user: User) -> None:
    client, secret = Client(), make.with_app(user)
    client.get("/desk/cases/")
    make.sign_in(client)
    client.post("/door/2fa/authenticate/", {"code": make.code(secret)})
    assert client.get("/desk/cases/").status_code == 200


@pytest.mark.parametrize(
    "page",
    ["signup/", "email/", "password/reset/", "password/set/", "login/code/", "confirm-email/x/"],
)
def test_ways_this_house_has_not(page: str) -> None:
    assert Client().get(f"/door/{page}").status_code == 404


def test_an_account_without_a_place_is_told(user: User) -> None:
    lonely = User.objects.create_user("lonely@door.example", make.PASSWORD)
    client, secret = Client(), make.with_app(lonely)
    make.sign_in(client, "lonely@door.example")
    page = client.post("/door/2fa/authenticate/", {"code": make.code(secret)}, follow=True)
    assert "You belong to no organisation here" in page.content.decode()
    assert client.get("/desk/").status_code == 404


def test_a_session_ends_after_eight_hours(user: User) -> None:
    client, secret = Client(), make.with_app(user)
    make.sign_in(client)
    client.post("/door/2fa/authenticate/", {"code": make.code(secret)})
    with time_machine.travel(Session.objects.latest("expire_date").expire_date, tick=False):
        assert client.get("/desk/").url.startswith("/door/login/")


def test_settings_say_when_it_is_off(settings) -> None:
    from ilm.wall.checking import unsafe_settings

    settings.SECOND_FACTOR_REQUIRED = False
    assert "SECOND_FACTOR_REQUIRED is off: a password alone opens the desk." in unsafe_settings()


def test_no_page_points_to_a_way_this_house_has_not(user: User) -> None:
    client = Client()
    make.sign_in(client)
    for page in ("login/", "reauthenticate/", "password/change/", "2fa/totp/activate/"):
        said = client.get(f"/door/{page}", follow=True).content.decode()
        assert "password/reset" not in said
