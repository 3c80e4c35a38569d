"""A phone in a burst, in a real browser against a real server, with all headers on."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from ilm.faces.worker.tests import make
from ilm.faces.worker.tests.test_bursts import STORY, VECTORS, heat
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db(transaction=True)
# solves each vector, while a beat every 20 ms says how long the page stood still
SOLVED = """async vectors => {
  const found = [];
  for (const { token, subject } of vectors) {
    let last = performance.now(), stood = 0;
    const beat = setInterval(() => {
      stood = Math.max(stood, performance.now() - last); last = performance.now(); }, 20);
    const began = performance.now(), nonce = await ilmWork.work(token, subject);
    clearInterval(beat);
    found.push({ nonce, stood, took: performance.now() - began });
  }
  return found;
}"""


@pytest.fixture(autouse=True)
def cool(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """These tests commit: what they count goes again."""
    monkeypatch.setattr("ilm.faces.worker.bursts.SPREAD", 1)
    yield
    with entering("owner"):
        tell("delete from wall.arrival")


def test_a_phone_works_for_its_turn_and_the_page_goes_on(page: Page, live_server) -> None:
    """The vectors that Python knows, solved beside the page; then a report under a hot label."""
    org = make.taker(name="Mangrove House (demo)")[0]
    heat(150, at="127.0.0.1")
    page.goto(f"{live_server}/w/report/?lang=en")
    assert re.match(r"[\w-]+~14~0~\d+:", page.input_value("[name=token]"))
    assert page.is_visible("[name=text]")  # scripts run: nobody waits before the form
    found = page.evaluate(SOLVED, VECTORS)
    assert [one["nonce"] for one in found] == [v["nonce"] for v in VECTORS]
    assert max(one["stood"] for one in found) < 250  # milliseconds without a beat of the page
    page.fill("[name=text]", STORY)
    page.click("button:has-text('Send')")
    page.wait_for_selector("#status:has-text('Sent.')")
    assert len(make.arrived(org.pk)) == 1


def test_a_phone_that_is_asked_late_works_and_sends_again(page: Page, live_server) -> None:
    org = make.taker(name="Mangrove House (demo)")[0]
    page.goto(f"{live_server}/w/report/?lang=en")
    answers: list[int] = []
    page.on("response", lambda a: a.url.count("sealed") and answers.append(a.status))
    heat(20, at="127.0.0.1")
    page.fill("[name=text]", STORY)
    page.click("button:has-text('Send')")
    page.wait_for_selector("#status:has-text('Sent.')")
    assert answers == [428, 201]
    assert len(make.arrived(org.pk)) == 1


def test_without_scripts_the_page_waits_and_goes_on_by_itself(plain: Page, live_server) -> None:
    org = make.taker(name="Mangrove House (demo)")[0]
    heat(20, at="127.0.0.1")
    plain.goto(f"{live_server}/w/report/?lang=en")
    assert plain.is_hidden("[name=text]")
    assert "goes on by itself in 10 seconds" in plain.inner_text("main")
    plain.wait_for_url("**pass=**", timeout=20_000)
    plain.fill("[name=text]", STORY)
    plain.click("button:has-text('Send')")
    plain.wait_for_selector("#receipt")
    [got] = make.arrived(org.pk)
    assert "burst" not in got
