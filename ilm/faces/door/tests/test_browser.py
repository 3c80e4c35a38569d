"""Passkeys in a real browser with all headers on; every page of the door for everybody's eyes."""

import os
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from ilm.faces.door.models import User
from ilm.faces.door.tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner", "default"])
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KEY = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
OPEN = ("login/", "invitation/{token}/", "nowhere/", "invitation/gone/")
PAGES = (
    "account/",
    "2fa/",
    "2fa/totp/deactivate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
    "password/change/",
    "sessions/",
    "logout/",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A browser with a passkey device; whatever the console complains about fails the test."""
    context = chromium.new_context(locale="en")
    context.set_default_timeout(20000)
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console", lambda said: said.type in ("error", "warning") and problems.append(said.text)
    )
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    context.close()
    assert [p for p in problems if "404" not in p and "410" not in p] == []


def sign_in(page: Page, live_server) -> None:
    page.goto(f"{live_server}/door/login/".replace("127.0.0.1", "localhost"))
    page.fill("[name=login]", make.EMAIL)
    page.fill("[name=password]", make.PASSWORD)
    page.click("form .button.primary")


def again(page: Page) -> None:
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", make.PASSWORD)
        with page.expect_navigation(url=lambda url: "/reauthenticate/" not in url):
            page.click("form .button.primary")


def enrol(page: Page, live_server) -> User:
    user = make.account()
    sign_in(page, live_server)
    page.wait_for_url("**/door/2fa/")
    page.click("text=Add a passkey")
    again(page)
    page.fill("[name=name]", "Phone")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    return user


def test_a_passkey_is_added_and_opens_the_desk_alone(page: Page, live_server) -> None:
    user = enrol(page, live_server)
    assert make.kinds(user.pk) == ["recovery_codes", "webauthn"]
    page.click("text=I have written them down")
    page.wait_for_url("**/desk/")
    page.goto(page.url.replace("/desk/", "/door/logout/"))
    page.click("main .button.primary")
    page.wait_for_url("**/door/login/**")
    page.click("#passkey_login")
    page.wait_for_url("**/desk/")


def test_a_passkey_is_the_second_factor_after_the_password(page: Page, live_server) -> None:
    enrol(page, live_server)
    page.context.clear_cookies()
    sign_in(page, live_server)
    page.wait_for_url("**/door/2fa/authenticate/")
    accessible(page)
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/desk/")


def test_the_only_passkey_stays_and_a_failure_is_said(page: Page, live_server) -> None:
    enrol(page, live_server)
    page.goto(page.url.replace("/recovery-codes/", "/webauthn/"))
    page.click("text=Remove")
    again(page)
    page.click("main .button.danger")
    page.wait_for_selector("text=your only second factor")
    page.context.clear_cookies()
    page.goto(page.url.split("/door/")[0] + "/door/login/")
    page.route("**/webauthn/login/", lambda route: route.fulfill(status=200, json={}))
    page.click("#passkey_login")
    page.wait_for_selector("text=could not be used")


def fresh_code(secret: str) -> str:
    """A code with ten seconds or more to live, so that it is still good when it is read."""
    if time.time() % 30 > 20:
        time.sleep(30 - time.time() % 30)
    return make.code(secret)


def accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(page.url, v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    spill = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert spill <= 0, f"{page.url} is {spill} px too wide"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_door_is_for_everybody(page: Page, live_server, scheme: str) -> None:
    base, folder = str(live_server).replace("127.0.0.1", "localhost"), os.environ.get("ILM_LOOK")
    token = make.invitation()
    page.emulate_media(color_scheme=scheme)

    def look(at: str) -> None:
        page.goto(f"{base}/door/{at.format(token=token)}")
        again(page)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            accessible(page)
            if folder:
                name = at.strip("/").replace("/", "-").replace("{token}", "open")
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)

    for at in OPEN:
        look(at)
    user = make.account(places=2)
    secret = make.with_app(user)
    RecoveryCodes.activate(user)
    make.sign_in(Client())
    sign_in(page, live_server)
    page.fill("[name=code]", fresh_code(secret))
    page.click("form .button.primary")
    page.wait_for_url("**/door/")
    for at in PAGES:
        look(at)


@pytest.mark.parametrize("at", ["/door/2fa/", "/door/2fa/totp/activate/", "/door/account/"])
def test_pages_before_there_is_a_factor(page: Page, live_server, at: str) -> None:
    make.account(places=0)
    sign_in(page, live_server)
    page.wait_for_url("**/door/2fa/")
    page.goto(page.url.replace("/door/2fa/", at))
    if "/reauthenticate/" in page.url:
        accessible(page)
    again(page)
    accessible(page)
