"""The desk by keyboard, in a real browser with the headers on."""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from ilm.faces.desk.tests.make import signed_in
from ilm.talk.tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner", "default"])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def desk(chromium: Browser, live_server) -> Iterator[tuple[Page, list[str]]]:
    """The inbox with three threads, the vault open; what the console complains about."""
    client, its_desk = signed_in()
    at = make.account(its_desk)
    for n in range(3):
        make.messages(at, make.said(f"Words {n}", address=f"95900000000{n}"))
    base = str(live_server).replace("127.0.0.1", "localhost")
    context = chromium.new_context(locale="en", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10000)
    for cookie in client.cookies.values():
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: said.type == "error" and _complaint(said, problems))
    page.goto(f"{base}/desk/")
    yield page, problems
    context.close()


def _complaint(said: ConsoleMessage, problems: list[str]) -> None:
    """The server of the tests has no live events; everything else counts."""
    if "/events/" not in said.location["url"]:
        problems.append(said.text)


def refs(page: Page) -> list[str]:
    return page.locator("tbody th a").all_inner_texts()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_from_the_list_to_an_answer_and_back_without_a_mouse(desk) -> None:
    page, problems = desk
    listed = refs(page)
    assert len(listed) == 3
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert focused(page) == listed[at]
    page.keyboard.press("o")
    page.wait_for_url(f"**/talk/{listed[1]}/")
    page.keyboard.press("r")
    page.keyboard.type("just jot it, ok?")  # letters of the list, typed into the answer
    assert page.input_value("[name=text]") == "just jot it, ok?"
    page.keyboard.press("Tab")
    page.keyboard.press("u")
    page.wait_for_url("**/desk/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/desk/cases/")
    assert problems == []


def test_a_sheet_tells_the_keys_of_the_page_and_turns_them_off(desk) -> None:
    page, problems = desk
    page.keyboard.press("?")
    told = page.inner_text("#keys")
    assert "Down the list" in told
    assert "Log a call" in told
    assert Axe().run(page).violations_count == 0
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert focused(page) not in refs(page)
    page.reload()
    page.keyboard.press("j")
    assert focused(page) not in refs(page)
    page.click("#keys-open")
    page.check("#keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert focused(page) == refs(page)[0]
    assert problems == []


def test_with_ctrl_a_key_is_the_browsers(desk) -> None:
    page, _ = desk
    page.keyboard.press("Control+j")
    assert focused(page) not in refs(page)
