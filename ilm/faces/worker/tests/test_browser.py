"""The pages in a real browser against a real server, with all headers on."""

import json
import re
from base64 import b64decode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from ilm.faces.worker.tests import make
from ilm.faces.worker.tests.conftest import phone
from ilm.vault import keys, receipts
from ilm.vault.sealing import bind, unpad, unseal
from ilm.vault.tests.phone import HELD, SHELL

pytestmark = pytest.mark.django_db(transaction=True)
STORY = "They keep my passport. ကူညီပါ PLANTED"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def unsealed(got: dict, pairs: dict) -> dict:
    grant = b64decode(got["grant"])
    data = keys.redeem(pairs["talk"].private, grant, got["org"], "talk", 1, got["key_id"], 1)
    place = bind("field", "talk_message", got["id"], "body", got["key_id"], 1)
    return json.loads(unpad(unseal(data, b64decode(got["sealed"]), place)))


def accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


def test_a_report_is_sealed_on_the_phone(page: Page, live_server) -> None:
    org, pairs = make.taker(name="Mangrove House (demo)")
    page.goto(f"{live_server}/w/?lang=en")
    accessible(page)
    page.click("text=Tell what happened")
    page.wait_for_selector("text=sealed on this phone before they leave it")
    accessible(page)
    page.fill("[name=text]", STORY)
    page.fill("[name=site_hint]", "Pier")
    page.click("#record")
    page.wait_for_timeout(300)
    page.click("text=Stop recording")
    page.wait_for_selector("text=Recorded. Record again")
    page.click("button:has-text('Send')")
    page.wait_for_selector("#status:has-text('Sent.')")
    accessible(page)
    receipt = receipts.read(page.inner_text("#receipt"))
    [got] = make.arrived(org.pk)
    assert got["kind"] == "sealed_report"
    assert unsealed(got, pairs) == {"text": STORY, "site_hint": "Pier", "answer": "here"}
    assert [a["kind"] for a in got["attachments"]] == ["voice"]
    assert b64decode(got["lookup"]) == receipts.lookup(receipt)
    assert "PLANTED" not in page.content()


def test_her_own_code_is_stopped_on_the_phone(page: Page, live_server) -> None:
    org = make.taker()[0]
    page.goto(f"{live_server}/w/report/?lang=en")
    page.fill("[name=text]", receipts.show(receipts.new_receipt()))
    page.click("button:has-text('Send')")
    page.wait_for_selector("#status:has-text('Your secret code is in these words.')")
    assert make.arrived(org.pk) == []


def test_leaving_is_quick_and_back_shows_nothing(page: Page, live_server) -> None:
    make.taker()
    page.goto(f"{live_server}/w/?lang=en")
    for leave in (
        lambda: page.click("#exit"),
        lambda: [page.keyboard.press("Escape") for _ in "123"],
    ):
        page.goto(f"{live_server}/w/report/?lang=en")
        page.fill("[name=text]", STORY)
        leave()
        page.wait_for_url("about:blank")
        page.go_back()
        assert "/w/report/" not in page.url


def test_replies_open_on_the_phone_and_she_answers(page: Page, live_server) -> None:
    org, issued = make.taker()[0], receipts.issue()
    alias = make.thread(org, issued)
    wanted = make.told(org, alias)
    make.told(org, alias, status="released", text="Already sent")
    make.said(org, alias, issued, "Are you safe? <b>")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.goto(f"{live_server}/w/receipt/?lang=en")
    accessible(page)
    code = receipts.show(issued.receipt)
    page.fill("[name=receipt]", code)
    page.click("button:has-text('Open')")
    page.wait_for_selector("text=Are you safe? <b>")
    assert page.is_hidden("#open")
    assert page.locator("#told article").count() == 2
    assert page.locator("#told button").count() == 2
    accessible(page)
    with page.expect_navigation():
        page.click("text=Yes, send exactly these words")
    assert "We have your answer" in page.inner_text("main")
    accessible(page)
    [got] = make.arrived(org.pk)
    assert (got["kind"], got["disclosure"]) == ("approve", str(wanted))
    assert not [a for a in asked if code in a or code.replace(" ", "") in a or code[:9] in a]


def test_the_whole_walk_without_javascript(plain: Page, live_server) -> None:
    org = make.taker(name="Mangrove House (demo)")[0]
    make.taker(name="Other House (demo)")
    plain.goto(f"{live_server}/w/?lang=en")
    plain.click("text=Tell what happened")
    plain.click("text=Mangrove House")
    assert "sealed when they arrive" in plain.inner_text("main")
    plain.fill("[name=text]", STORY)
    plain.set_input_files(
        "[name=photo]", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": b"J"}
    )
    plain.click("button:has-text('Send')")
    plain.wait_for_selector("#receipt")
    code = plain.inner_text("#receipt")
    [got] = make.arrived(org.pk)
    assert (got["text"], len(got["files"])) == (STORY, 1)

    kept = {name: b64decode(got["receipt"][name]) for name in ("public", "locked")}
    issued = receipts.Issued(
        receipts.read(code), bytes.fromhex(got["receipt"]["lookup"]), kept["public"], kept["locked"]
    )
    alias = make.thread(org, issued)
    make.told(org, alias)
    make.said(org, alias, issued, "Are you safe?")
    plain.goto(f"{live_server}/w/?lang=en")
    plain.click("text=Read answers with my code")
    plain.fill("[name=receipt]", code.replace(" ", "-"))
    plain.click("button:has-text('Open')")
    assert "Are you safe?" in plain.inner_text("main")
    plain.click("text=No, do not send this")
    plain.goto(f"{live_server}/w/receipt/?lang=en")
    plain.fill("[name=receipt]", code)
    plain.click("button:has-text('Open')")
    plain.fill("textarea", "Please wait")
    plain.get_by_role("button", name="Send", exact=True).click()
    assert "A person will read your words." in plain.inner_text("main")
    assert [one["kind"] for one in make.arrived(org.pk)] == ["report", "decline", "say"]
    assert not re.search(r"\d{4}", plain.url.partition("/w/")[2])


def test_a_server_that_is_away_is_asked_again_by_the_page_itself(chromium, live_server) -> None:
    """The network is there all the time: no event of the phone says when the server is back."""
    org = make.taker()[0]
    context = phone(chromium)
    page = context.new_page()
    page.goto(f"{live_server}/w/report/?lang=en")
    context.route("**/w/sealed/**", lambda route: route.abort())
    page.fill("[name=text]", STORY)
    page.click("button:has-text('Send')")
    page.wait_for_selector("#status:has-text('Saved on this phone, sealed.')")
    assert make.arrived(org.pk) == []
    context.unroute("**/w/sealed/**")
    page.wait_for_selector("#status:has-text('Sent.')")
    assert [one["kind"] for one in make.arrived(org.pk)] == ["sealed_report"]
    context.close()


def test_without_a_network_the_report_waits_on_the_phone(chromium, live_server) -> None:
    org = make.taker()[0]
    context = phone(chromium)
    page = context.new_page()
    page.goto(f"{live_server}/w/report/?lang=en")
    held = page.evaluate(SHELL, 3)
    assert sorted(re.sub(r"\?.*", "", url.partition("/w/")[2]) for url in held) == [
        "look.css", "report.js", "report/",
    ]  # fmt: skip
    context.set_offline(True)
    page.reload()
    page.fill("[name=text]", STORY)
    page.click("button:has-text('Send')")
    page.wait_for_selector("#status:has-text('Saved on this phone, sealed.')")
    assert page.is_hidden(".languages")
    assert page.locator("h1:visible").all_inner_texts() == ["Thank you"]
    code = page.inner_text("#receipt")
    kept = page.evaluate(HELD)
    assert "reporter_locked" in kept
    assert "PLANTED" not in kept
    assert make.arrived(org.pk) == []
    context.set_offline(False)
    page.wait_for_selector("#status:has-text('Sent.')")
    assert page.inner_text("#receipt") == code
    assert [one["kind"] for one in make.arrived(org.pk)] == ["sealed_report"]
    context.close()
