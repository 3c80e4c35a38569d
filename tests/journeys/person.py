"""A person with a browser of their own, who remembers everything that went wrong in it."""

import re
import time
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.journeys.house import PASSWORD

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
LOOK = """async (tags) => {
  const found = await axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
  return found.violations.flatMap((rule) => rule.nodes.map((n) => [rule.id, n.html.slice(0, 160)]));
}"""
EXPECTED = re.compile(r"status of (422|423)")  # a form shown again is no fault
expect.set_options(timeout=8_000)


class Person:
    """`call` her name for messages; further wishes go to the browser's context."""

    def __init__(
        self, browser: Browser, url: str, *, called: str = "somebody", **wishes: Any
    ) -> None:
        wishes = {"viewport": {"width": 1280, "height": 900}, "base_url": url} | wishes
        self.called, self.url, self.wrong = called, url, list[str]()
        self.context = browser.new_context(**wishes)
        self.context.set_default_timeout(10_000)
        self.page = self.new_page()

    def new_page(self) -> Page:
        """A further window, watched like the first."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrong.append(f"{self.called}: {error}"))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            where = message.location.get("url", "")
            self.wrong.append(f"{self.called}: {message.text} ({where})")

    def leave(self) -> None:
        self.context.close()

    def sign_in(self, email: str, to: str = "") -> "Person":
        """Through the door, with the password of the demonstration."""
        self.go("/door/login/")
        self.fill("E-mail address", email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        if to:
            self.go(to)
        return self

    def join(self, email: str) -> "Person":
        """Make an account on the page of an invitation."""
        self.fill("E-mail address", email)
        for field in self.main.locator("input[type=password]").all():
            field.fill(PASSWORD)
        self.main.locator("input[name=called]").fill("Newcomer")
        self.main.get_by_role("button").first.click()
        self.page.wait_for_url(re.compile(r"/door/(2fa/)?$|/desk/|/respond/|/buy/|/authority/"))
        return self

    def unlock(self) -> "Person":
        """Open the vault of the desk."""
        self.go("/desk/unlock/")
        self.fill("Your password", PASSWORD)
        self.main.get_by_role("button", name="Unlock").click()
        expect(self.page.get_by_role("button", name="Lock")).to_be_visible()
        return self

    def go(self, path: str) -> "Person":
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{self.called}: {path} answered {answer.status}"
        return self

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.url)

    def field(self, label: str) -> Locator:
        """The field of that label, whether it must be filled in or not."""
        return self.main.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+\(optional\))?\s*$"))

    def fill(self, label: str, words: str) -> None:
        written = self.main.locator("input:not([type=checkbox], [type=radio]), textarea")
        self.field(label).and_(written).fill(words)

    def choose(self, label: str, option: str) -> None:
        """An option of a list, by its value, its words or a part of them."""
        field = self.field(label)
        if not field.locator(f'option[value="{option}"]').count():
            words = field.locator("option", has_text=option).first
            option = words.get_attribute("value") or ""
        field.select_option(value=option)

    def tick(self, label: str) -> None:
        self.field(label).check()

    def pick(self, name: str, value: str) -> None:
        """One of several round or square boxes, by the form's own names."""
        self.main.locator(f"input[name={name}][value={value}]").check()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.main.get_by_role("link", name=name).first.click()

    def sees(self, words: str) -> None:
        expect(self.main).to_contain_text(words)

    def sees_not(self, words: str) -> None:
        expect(self.main).not_to_contain_text(words)

    def waits_for(self, words: str, *, seconds: float = 20) -> None:
        """Open the page again until it says so."""
        until = time.monotonic() + seconds
        while words not in self.main.inner_text():
            assert time.monotonic() < until, f"{self.path} never said “{words}”"
            self.page.wait_for_timeout(250)
            self.page.reload()

    def status(self, path: str) -> int:
        """What the address answers to this person's session; redirects are not followed."""
        return self.context.request.get(path, max_redirects=0).status

    def barriers(self) -> list[str]:
        """What axe finds on the page as it stands."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE)
        found = self.page.evaluate(LOOK, TAGS)
        return [f"{self.path} {rule}: {html}" for rule, html in found]
