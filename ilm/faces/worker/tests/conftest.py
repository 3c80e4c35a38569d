"""A real browser against a real server of this face."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", *fake]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def phone(chromium: Browser, **how: object) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en", **how)
    context.set_default_timeout(9000)
    return context


def complains(said: ConsoleMessage) -> bool:
    """Being asked to work first (428) is no complaint of the page's."""
    return said.type == "error" and "status of 428" not in said.text


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A phone with JavaScript; whatever the console complains about fails the test."""
    context, problems = phone(chromium), []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: complains(said) and problems.append(said.text))
    yield page
    assert context.cookies() == []
    context.close()
    assert problems == []


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A phone that runs no script."""
    context = phone(chromium, java_script_enabled=False)
    yield context.new_page()
    assert context.cookies() == []
    context.close()
