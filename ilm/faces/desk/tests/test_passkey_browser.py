"""A passkey opens the vault in a real browser, headers on: PRF, user verification, Trusted Types."""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from ilm.faces.door.models import User
from ilm.faces.door.tests import make
from ilm.vault import passkeys, throttling
from ilm.vault.models import Tries
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner", "default"])
KEY = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def desk_in(chromium: Browser, live_server, *, has_prf: bool) -> tuple[Page, User, list[str]]:
    """A member at the desk with a passkey and an open vault; what the console complains about."""
    context = chromium.new_context(locale="en", viewport={"width": 360, "height": 800})
    context.set_default_timeout(20000)
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: said.type == "error" and problems.append(said.text))
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | {"hasPrf": has_prf}})
    user, base = make.account(), str(live_server).replace("127.0.0.1", "localhost")
    page.goto(f"{base}/door/login/")
    page.fill("[name=login]", make.EMAIL)
    page.fill("[name=password]", make.PASSWORD)
    page.click("form .button.primary")
    page.wait_for_url("**/desk/")
    page.goto(f"{base}/door/2fa/webauthn/add/")
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", make.PASSWORD)
        page.click("form .button.primary")
    page.fill("[name=name]", "Phone")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    page.goto(f"{base}/desk/unlock/")
    page.fill("[name=password]", make.PASSWORD)
    page.click("main .button.primary")
    page.goto(f"{base}/desk/locks/")
    return page, user, problems


@pytest.fixture
def _as_on_a_machine_of_ones_own(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.usefixtures("_as_on_a_machine_of_ones_own")
def test_a_passkey_becomes_a_lock_and_opens_the_vault(chromium: Browser, live_server) -> None:
    page, user, problems = desk_in(chromium, live_server, has_prf=True)
    fits(page)
    page.click("#passkey-ask")
    page.wait_for_selector("text=opens the vault as well")
    with entering("desk", user.pk):
        assert len(passkeys.inputs(user.pk)) == 1
    page.click("header form button")  # lock
    page.wait_for_url("**/desk/unlock/")
    fits(page)
    with entering("desk", user.pk):
        for _ in range(2):
            throttling.enter(user.pk)
            throttling.wrong(user.pk)
    page.click("#passkey-ask")
    page.wait_for_url("**/desk/")
    assert [c["name"] for c in page.context.cookies() if c["name"] == "vault"]
    with entering("desk", user.pk):
        assert Tries.objects.get(user_id=user.pk).wrong == 0
    page.goto(page.url + "locks/")
    page.click("text=Take away")
    page.wait_for_selector("text=opens the vault no more")
    page.context.close()
    assert [p for p in problems if "404" not in p] == []  # no live line in this server


@pytest.mark.usefixtures("_as_on_a_machine_of_ones_own")
def test_a_passkey_without_prf_says_so(chromium: Browser, live_server) -> None:
    page, user, problems = desk_in(chromium, live_server, has_prf=False)
    page.click("#passkey-ask")
    page.wait_for_selector("text=it cannot open a vault")
    with entering("desk", user.pk):
        assert passkeys.inputs(user.pk) == {}
    page.context.close()
    assert [p for p in problems if "404" not in p] == []  # no live line in this server


def fits(page: Page) -> None:
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
