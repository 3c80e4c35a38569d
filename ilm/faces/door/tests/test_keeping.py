"""Sessions, passwords and factors: what an account does for its own safety."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from fido2.utils import websafe_encode

from ilm.faces.door.models import User
from ilm.faces.door.tests import make
from ilm.faces.frame import VAULT_COOKIE
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.vault import passkeys, unlocking
from ilm.vault.models import VaultSession
from ilm.vault.unlocking import Unlocked, make_ring, start_session
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db(databases=["owner", "default"])


def inside(user: User, secret: str, ago: int = 0) -> Client:
    client = Client()
    make.sign_in(client)
    client.post("/door/2fa/authenticate/", {"code": make.code(secret, ago)})
    assert client.get("/desk/").status_code == 200
    return client


def once_more(client: Client, page: str) -> None:
    """The password again, because the page changes who can get in."""
    asked = client.get(page)
    assert "/reauthenticate/" in asked.url
    client.post(f"/door/reauthenticate/?next={page}", {"password": make.PASSWORD})


@pytest.fixture
def user() -> User:
    return make.account()


def test_other_sessions_are_listed_and_ended(user: User, settings) -> None:
    settings.MFA_TOTP_TOLERANCE = 2
    secret = make.with_app(user)
    lost, here = inside(user, secret, 1), inside(user, secret)
    page = here.get("/door/sessions/").content.decode()
    assert page.count("on a computer") == 2
    assert page.count("This one") == 1
    here.post("/door/sessions/")
    assert here.get("/desk/").status_code == 200
    assert lost.get("/desk/").url.startswith("/door/login/")


def test_signing_out_locks_the_vault(user: User) -> None:
    client = inside(user, make.with_app(user))
    with entering("desk", user.pk):
        client.cookies[VAULT_COOKIE] = start_session(user.pk, make_ring(user.pk, make.PASSWORD))
    answer = client.post("/door/logout/")
    assert answer.cookies[VAULT_COOKIE]["max-age"] == 0
    assert answer.cookies[VAULT_COOKIE]["path"] == "/desk/"  # where it lies
    with entering("desk", user.pk):
        assert not VaultSession.objects.exists()
    assert client.get("/desk/").url.startswith("/door/login/")


def test_a_new_password_ends_the_other_sessions(user: User, settings) -> None:
    settings.MFA_TOTP_TOLERANCE = 2
    secret, new = make.with_app(user), "seven loud herons at dusk"
    lost, here = inside(user, secret, 1), inside(user, secret)
    given = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    here.post("/door/password/change/", given)
    assert here.get("/desk/").status_code == 200
    assert lost.get("/desk/").url.startswith("/door/login/")
    user.refresh_from_db()
    assert user.check_password(new)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("wrong", "seven loud herons", "not your password"),
        (make.PASSWORD, "short", "12 characters"),
    ],
)
def test_it_asks_again(user: User, old: str, new: str, why: str) -> None:
    client = inside(user, make.with_app(user))
    given = {"oldpassword": old, "password1": new, "password2": new}
    assert why in client.post("/door/password/change/", given).content.decode()
    user.refresh_from_db()
    assert user.check_password(make.PASSWORD)


def test_the_only_factor_stays(user: User) -> None:
    client = inside(user, make.with_app(user))
    once_more(client, "/door/2fa/totp/deactivate/")
    page = client.post("/door/2fa/totp/deactivate/").content.decode()
    assert "your only second factor" in page
    assert make.kinds(user.pk) == ["totp"]


def test_a_passkey_goes_where_another_factor_stays(user: User) -> None:
    client = inside(user, make.with_app(user))
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Phone"})
    page = f"/door/2fa/webauthn/keys/{key.pk}/remove/"
    once_more(client, page)
    client.post(page)
    assert make.kinds(user.pk) == ["totp"]


def test_new_recovery_codes_replace_the_old(user: User) -> None:
    client = inside(user, make.with_app(user))
    once_more(client, "/door/2fa/recovery-codes/generate/")
    shown = []
    for _ in "12":
        page = client.post("/door/2fa/recovery-codes/generate/", follow=True).content.decode()
        shown.append(page.split("<output", 1)[1].split("</output>")[0])
    assert shown[0] != shown[1]
    file = client.get("/door/2fa/recovery-codes/download/")
    assert len(file.content.split()) == 10
    assert "attachment" in file["Content-Disposition"]


def test_factors_are_sealed_at_rest(user: User) -> None:
    secret = make.with_app(user)
    assert secret not in str(Authenticator.objects.get().data)


def test_nobody_signed_in_changes_nothing() -> None:
    for page in ("account/", "sessions/", "2fa/", "2fa/totp/activate/", "password/change/"):
        assert Client().get(f"/door/{page}").url.startswith("/door/login/")


def test_the_ring_follows_the_new_password_and_a_wrong_one_changes_nothing(user: User) -> None:
    new, client = "seven loud herons at dusk", inside(user, make.with_app(user))
    with entering("desk", user.pk):
        ring = unlocking.make_ring(user.pk, make.PASSWORD)
    given = {"oldpassword": "wrong", "password1": new, "password2": new}
    client.post("/door/password/change/", given)
    with entering("desk", user.pk):
        assert unlocking.unlock(user.pk, make.PASSWORD)[0] == ring
    client.post("/door/password/change/", given | {"oldpassword": make.PASSWORD})
    with entering("desk", user.pk):
        with pytest.raises(Refused):
            unlocking.unlock(user.pk, make.PASSWORD)
        assert not VaultSession.objects.filter(user_id=user.pk).exists()
        assert unlocking.unlock(user.pk, new)[0] == ring


def test_a_ring_left_behind_is_said(user: User) -> None:
    new, client = "seven loud herons at dusk", inside(user, make.with_app(user))
    with entering("desk", user.pk):
        unlocking.make_ring(user.pk, "a password from before")
    given = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    page = client.post("/door/password/change/", given, follow=True).content.decode()
    assert "It asks you for that one, once" in page


def test_a_passkey_that_goes_takes_its_lock_along(user: User) -> None:
    client = inside(user, make.with_app(user))
    data = {"name": "Phone", "credential": {"rawId": websafe_encode(b"phone")}}
    key = Authenticator.objects.create(user=user, type="webauthn", data=data)
    with entering("desk", user.pk):
        opened = Unlocked(user.pk, user.pk, unlocking.make_ring(user.pk, make.PASSWORD))
        for credential in (b"phone", b"other"):
            passkeys.add(opened, credential=credential, asked=b"i" * 32, prf=b"p" * 32)
    page = f"/door/2fa/webauthn/keys/{key.pk}/remove/"
    once_more(client, page)
    client.post(page)
    with entering("desk", user.pk):
        assert list(passkeys.inputs(user.pk)) == [b"other"]


def test_an_account_switched_off_is_out_at_once(user: User) -> None:
    client = inside(user, make.with_app(user))
    assert client.get("/desk/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/desk/").url.startswith("/door/login/")


def test_a_session_that_is_over_opens_nothing(user: User) -> None:
    client = inside(user, make.with_app(user))
    Session.objects.update(expire_date=clock.now())
    assert client.get("/desk/").url.startswith("/door/login/")
