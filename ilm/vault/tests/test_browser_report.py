"""The report and receipt pages, under the strictest headers."""

import json
from base64 import b64decode as un64
from io import BytesIO

import brotli
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from ilm.vault import keys, receipts
from ilm.vault.sealing import bind, pad, pair_of, private_key, seal, unpad, unseal
from ilm.vault.tests.phone import (
    HELD,
    IDENTITY,
    NUMBER,
    ORG,
    REPORT,
    SCRIPTS,
    SHELL,
    STORY,
    TALK,
    Net,
    b64,
    says,
)


def opened(item: dict) -> tuple[bytes, dict]:
    data = keys.redeem(TALK.private, un64(item["grant"]), ORG, "talk", 3, item["key_id"], 1)
    place = bind("field", "talk_message", item["id"], "body", item["key_id"], 1)
    return data, json.loads(unpad(unseal(data, un64(item["sealed"]), place)))


def picture() -> bytes:
    image, exif = Image.new("RGB", (3200, 800), "red"), Image.Exif()
    exif[0x010F] = "PLANTED-MAKER"
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_report_is_sealed_on_the_phone_and_opened_by_the_organisation(
    page: Page, net: Net
) -> None:
    page.fill("[name=text]", STORY)
    page.check("[value=evening]")
    page.check("[value=night]")
    page.click("button")
    says(page, "Sent.")
    [item] = net.sealed
    data, words = opened(item)
    assert words == {"text": STORY, "safe_hours": ["evening", "night"], "site_hint": "gate-2"}
    assert pair_of(private_key(data)).public == un64(item["data_public"])
    assert (item["org"], item["epoch"], item["token"], item["language"]) == (ORG, 3, "t-1", "my")
    assert "identity" not in item
    assert "PLANTED" not in json.dumps(item)
    assert page.is_hidden("#report")
    code = page.inner_text("#receipt")
    assert receipts.lookup(receipts.read(code)) == un64(item["lookup"])
    said = seal(un64(item["reporter_public"]), pad(b"Read."), bind("reply", item["id"], 1))
    kept = (un64(item["reporter_public"]), un64(item["reporter_locked"]), said)
    assert receipts.open_reply(receipts.read(code), *kept, item["id"], 1) == b"Read."


def test_her_number_goes_under_the_identity_key(page: Page, net: Net) -> None:
    page.fill("[name=text]", STORY)
    page.fill("[name=contact]", NUMBER)
    page.click("button")
    says(page, "Sent.")
    [item] = net.sealed
    assert "contact" not in opened(item)[1]
    who = item["identity"]
    private = keys.redeem(
        IDENTITY.private, un64(who["grant"]), ORG, "identity", who["epoch"], who["key_id"], 1
    )
    place = bind("field", "vault_person", item["id"], "contact", who["key_id"], 1)
    assert unpad(unseal(private, un64(who["sealed"]), place)).decode() == NUMBER


def test_photos_leave_as_pixels_and_voice_as_it_is(page: Page, net: Net) -> None:
    page.fill("[name=text]", STORY)
    shot = {"name": "passport.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    tone = {"name": "me.ogg", "mimeType": "audio/ogg", "buffer": b"OggS" * 30_000}
    page.set_input_files("[name=photo]", [shot, shot])
    page.set_input_files("[name=voice]", tone)
    page.click("button")
    says(page, "Sent.")
    [item] = net.sealed
    data, got = opened(item)[0], []
    for part in item["attachments"]:
        place = bind("field", "talk_attachment", part["id"], "body", item["key_id"], 1)
        got.append(unpad(unseal(data, un64(part["sealed"]), place)))
    assert [(a["kind"], a["media_type"]) for a in item["attachments"]] == [
        ("photo", "image/jpeg"),
        ("photo", "image/jpeg"),
        ("voice", "audio/ogg"),
    ]
    assert got[2] == tone["buffer"]
    image = Image.open(BytesIO(got[0]))
    assert (image.size, dict(image.getexif())) == ((1600, 400), {})


def test_a_report_waits_for_the_network_without_her_words(page: Page, net: Net) -> None:
    net.intake = None
    page.fill("[name=text]", STORY)
    page.click("button")
    says(page, "Kept.")
    assert page.is_visible("#receipt")
    held = page.evaluate(HELD)
    assert "reporter_locked" in held
    assert "PLANTED" not in held
    for net.intake in (500, 409):  # it had arrived after all
        with page.expect_response("**/sealed/"):
            page.evaluate("dispatchEvent(new Event('online'))")
    says(page, "Sent.")
    assert [item["id"] for item in net.sealed] == [json.loads(held)[0]["id"]] * 2
    assert page.evaluate(HELD) == "[]"


@pytest.mark.parametrize(
    ("field", "name", "body"),
    [("voice", "long.ogg", b"O" * (6 * 1024 * 1024 + 1)), ("photo", "not-a-picture.jpg", b"JFIF?")],
)
def test_what_the_browser_cannot_do_the_server_does(
    page: Page, net: Net, field: str, name: str, body: bytes
) -> None:
    page.fill("[name=text]", STORY)
    kind = "audio/ogg" if field == "voice" else "image/jpeg"
    page.set_input_files(f"[name={field}]", {"name": name, "mimeType": kind, "buffer": body})
    with page.expect_navigation():
        page.click("button")
    assert page.title() == "By the server"
    assert not net.sealed
    assert len(net.posted) == 1


def test_leaving_empties_the_form_and_the_history(context: BrowserContext, net: Net) -> None:
    page = context.new_page()
    for leave in (
        lambda: page.click("#exit"),
        lambda: [page.keyboard.press("Escape") for _ in "123"],
    ):
        page.goto("about:blank")
        page.goto("http://localhost/w/")
        page.fill("[name=text]", STORY)
        with page.expect_navigation():
            leave()
        assert page.title() == "Weather"
        page.go_back()
        assert page.url == "about:blank"


def test_replies_open_on_her_phone_alone(page: Page, net: Net) -> None:
    page.goto("http://localhost/w/receipt/")
    mine = receipts.issue()
    reply = seal(mine.public, pad("ឥឡូវ <b>safe</b>".encode()), bind("reply", "m1", 2))
    say = [
        {"id": i, "at": "2026-03-01", "sealed": b64(reply), "generation": 2} for i in ("m1", "m2")
    ]
    found = {
        "status": "We are checking.",
        "replies": say,
        "reporter_public": b64(mine.public),
        "reporter_locked": b64(mine.locked),
    }
    shown = receipts.show(mine.receipt)
    for typed, answer, status in (
        (shown[:-1] + str(9 - int(shown[-1])), (200, found), "Mistyped."),
        (shown, None, "Offline."),
        (shown, (404, {}), "Unknown."),
        (shown.translate({48 + i: 0x1040 + i for i in range(10)}), (200, found), ""),
    ):
        net.replies = answer
        page.fill("[name=receipt]", typed)
        page.click("button")
        says(page, status)
    page.wait_for_selector("#replies li:nth-child(2) p")
    assert page.locator("#replies p.words").all_inner_texts() == ["ឥឡូវ <b>safe</b>", "Not opened."]
    assert page.inner_text("#state") == "We are checking."
    assert "?" not in net.asked[-1]


def test_the_page_comes_back_without_a_network(browser: Browser, net: Net) -> None:
    context = browser.new_context()
    context.set_default_timeout(9000)
    context.route("**/*", net.answer)
    page = context.new_page()
    page.goto("http://localhost/w/?site=2")
    scripts = [
        f"http://localhost/static/{n}.js" for n in ("exit", "report", "effort", "receipt", "seal")
    ]
    assert page.evaluate(SHELL, 6) == [*scripts, "http://localhost/w/?site=2"]  # the page is last
    page.goto("http://localhost/w/receipt/")
    context.unroute("**/*")
    context.route("**/*", lambda route: route.abort())
    page.goto("http://localhost/w/?site=2")
    page.fill("[name=text]", STORY)
    page.click("button")
    says(page, "Kept.")
    assert receipts.read(page.inner_text("#receipt"))
    assert sorted(page.evaluate(SHELL, 6)) == sorted([*scripts, "http://localhost/w/?site=2"])
    context.close()


def test_page_and_scripts_fit_into_twelve_kilobytes() -> None:
    ours = {path for path in SCRIPTS.glob("*.js") if path.name != "call.js"}  # of another page
    scripts = [path.read_bytes() for path in ours]
    assert sum(len(brotli.compress(whole)) for whole in [REPORT.encode(), *scripts]) < 12_288
