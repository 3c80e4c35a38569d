"""Browser and server write the same bytes, under the strictest headers; no server is asked."""

import json
import unicodedata
from base64 import b64decode as un64
from base64 import b64encode
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

import ilm
from ilm.vault import keys, receipts
from ilm.vault.sealing import bind, new_pair, pad, pair_of, private_key, seal, unpad, unseal

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
SCRIPTS = Path(ilm.__file__).parent / "faces/worker/static/worker"
ORG, TALK, IDENTITY = "0b6f4c1e-6a53-4f0c-9f0a-5a4f3d2c1b00", new_pair(), new_pair()
STORY, NUMBER = "They keep my passport. ကူညီပါ PLANTED-7f3a", "+855 00 000 000"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ilm-sw"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def b64(raw: bytes) -> str:
    return b64encode(raw).decode()


KEY = {
    "org": ORG,
    "purpose": "talk",
    "epoch": 3,
    "public": b64(TALK.public),
    "identity_public": b64(IDENTITY.public),
    "identity_epoch": 2,
}
REPORT = f"""<!doctype html><html lang="my"><title>Report</title><a id="exit" href="/elsewhere">Leave</a>
<form id="report" method="post" enctype="multipart/form-data" data-sealed-url="sealed/"
 data-kept="Kept." data-sent="Sent."><input type="hidden" name="token" value="t-1">
<textarea name="text" required></textarea><input name="contact">
<input type="checkbox" name="safe_hours" value="evening"><input type="checkbox" name="safe_hours" value="night">
<select name="site_hint"><option value="gate-2">2</option></select>
<input type="file" name="photo" multiple><input type="file" name="voice"><button>Send</button></form>
<p id="status" role="status"></p><div id="done" hidden><output id="receipt"></output></div>
<script type="application/json" id="seal-key">{json.dumps(KEY)}</script>
{"".join(f'<script src="/static/{name}.js" defer></script>' for name in ("seal", "receipt", "report", "exit"))}"""
STATUS = f"""<!doctype html><html lang="en"><title>Replies</title>
<form id="open" method="post" data-replies-url="replies/" data-mistyped="Mistyped." data-unknown="Unknown."
 data-offline="Offline." data-unopened="Not opened."><input name="receipt"><button>Open</button></form>
<p id="status" role="status"></p><p id="state"></p><ol id="replies"></ol>
{"".join(f'<script src="/static/{name}.js" defer></script>' for name in ("seal", "receipt", "status"))}"""
HELD = """() => new Promise(done => { const asked = indexedDB.open('o', 1);
asked.onsuccess = () => { const all = asked.result.transaction('o').objectStore('o').getAll();
all.onsuccess = () => { asked.result.close(); done(JSON.stringify(all.result)); }; }; })"""
PAGES = {"/w/": REPORT, "/w/receipt/": STATUS, "/elsewhere": "<title>Weather</title>"}


class Net:
    """What the phone can reach: pages, scripts, and an intake that answers as told."""

    def __init__(self) -> None:
        self.intake: int | None = 201
        self.replies: tuple[int, object] | None = None
        self.sealed: list[dict] = []
        self.posted: list[bytes] = []
        self.asked: list[str] = []

    def answer(self, route: Route) -> None:
        request, path = route.request, "/" + route.request.url.split("/", 3)[3].split("?")[0]
        if path == "/w/sealed/":
            self._sealed(route)
        elif path == "/w/receipt/replies/":
            self.asked.append(request.url)
            status, body = self.replies or (0, None)
            route.fulfill(status=status, json=body) if status else route.abort()
        elif request.method == "POST":
            self.posted.append(request.post_data_buffer or b"")
            self._page(route, "<title>By the server</title>")
        elif path.endswith(".js"):
            script = (SCRIPTS / path.rsplit("/", 1)[1]).read_text()
            route.fulfill(body=script, content_type="text/javascript", headers=HEADERS)
        else:
            self._page(route, PAGES.get(path, "<!doctype html>"))

    def _page(self, route: Route, html: str) -> None:
        route.fulfill(body=html, headers={**HEADERS, "Content-Type": "text/html; charset=utf-8"})

    def _sealed(self, route: Route) -> None:
        if self.intake is None:
            return route.abort()
        assert "cookie" not in route.request.headers
        self.sealed.append(json.loads(route.request.post_data_buffer or b""))
        return route.fulfill(status=self.intake, body="")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def net() -> Net:
    return Net()


@pytest.fixture
def context(browser: Browser, net: Net) -> Iterator[BrowserContext]:
    context = browser.new_context(service_workers="block")
    context.set_default_timeout(9000)
    context.route("**/*", net.answer)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto("http://localhost/w/")
    yield page
    assert not problems


def says(page: Page, what: str) -> None:
    page.wait_for_function("w => document.getElementById('status').textContent === w", arg=what)


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
    assert page.locator("#replies p").all_inner_texts() == ["ឥឡូវ <b>safe</b>", "Not opened."]
    assert page.inner_text("#state") == "We are checking."
    assert net.asked[-1].endswith("?lookup=" + mine.lookup.hex())
    assert not net.posted


def test_contexts_padding_and_receipts_agree(page: Page) -> None:
    got = page.evaluate(
        """async ([receipt, shown]) => { const { bind, pad, unpad, hex, un64 } = ilmSeal;
        const raw = ilmReceipt.read(shown), utf8 = s => new TextEncoder().encode(s);
        return [hex(bind('field', 'person', 'r1', 'name', 'k1', 1)), hex(pad(utf8('abc'))),
          hex(raw), ilmReceipt.show(un64(receipt)), hex(await ilmReceipt.lookup(raw)),
          [0, 60, 61, 65532, 65533, 70000].map(n => unpad(pad(new Uint8Array(n))).length
            && pad(new Uint8Array(n)).length)]; }""",
        [b64(bytes.fromhex(VECTORS["receipt"])), VECTORS["receipt_shown"]],
    )
    assert got[:5] == [
        VECTORS[name] for name in ("bind", "pad", "receipt", "receipt_shown", "receipt_lookup")
    ]
    assert got[5] == [0, *(len(pad(bytes(n))) for n in (60, 61, 65532, 65533, 70000))]


def test_receipts_read_the_same_at_the_ends_of_their_range(page: Page) -> None:
    for receipt in (bytes(16), b"\xff" * 16, receipts.new_receipt()):
        shown = page.evaluate("r => ilmReceipt.show(ilmSeal.un64(r))", b64(receipt))
        assert shown == receipts.show(receipt)
        assert page.evaluate("s => ilmSeal.b64(ilmReceipt.read(s))", shown) == b64(receipt)
    wrong = "9" * 39 + receipts._luhn("9" * 39)
    tried = "s => { try { ilmReceipt.read(s); return 'read'; } catch (e) { return e.message; } }"
    assert page.evaluate(tried, wrong) == "mistyped"
    assert page.evaluate(tried, "12 34") == "mistyped"


def test_every_script_of_the_basic_plane_is_read(page: Page) -> None:
    zeros = [chr(c) for c in range(0x10000) if unicodedata.decimal(chr(c), None) == 0]
    shown, digits = VECTORS["receipt_shown"], "0123456789"
    for zero in [*zeros, "\U00010d30", "\U00011136", "\U0001e950"]:
        typed = shown.translate({ord(d): ord(zero) + int(d) for d in digits})
        got = page.evaluate("s => ilmSeal.hex(ilmReceipt.read(s))", typed)
        assert got == VECTORS["receipt"], hex(ord(zero))


def test_rfc9180_known_answer_in_the_browser(page: Page) -> None:
    path = files("cryptography_vectors") / "HPKE" / "test-vectors.json"
    suite = {"mode": 0, "kem_id": 16, "kdf_id": 1, "aead_id": 2}
    known = next(v for v in json.loads(path.read_text()) if suite.items() <= v.items())
    first, raw = known["encryptions"][0], bytes.fromhex
    key = private_key(raw(known["skEm"]))
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    wanted = (known["pkEm"], known["pkRm"], known["info"], first["aad"], first["pt"])
    got = page.evaluate(
        """async given => { const [der, pub, to, info, aad, data] = given.map(ilmSeal.un64);
        const curve = { name: 'ECDH', namedCurve: 'P-256' };
        const pair = { privateKey: await crypto.subtle.importKey('pkcs8', der, curve, false, ['deriveBits']),
          publicKey: await crypto.subtle.importKey('raw', pub, curve, true, []) };
        return ilmSeal.b64(await ilmSeal.hpkeSeal(to, data, info, aad, pair)); }""",
        [b64(der), *(b64(raw(value)) for value in wanted)],
    )
    assert un64(got) == raw(known["enc"]) + raw(first["ct"])


def test_a_changed_byte_is_denied_in_the_browser_too(page: Page) -> None:
    mine = receipts.issue()
    sealed = seal(mine.public, pad(b"x"), bind("reply", "m1", 1))
    tried = """async given => { const [receipt, pub, locked, sealed] = given.map(ilmSeal.un64);
        return ilmReceipt.openReply(receipt, pub, locked, sealed, 'm1', 1).then(() => 1, () => 0); }"""
    right = [mine.receipt, mine.public, mine.locked, sealed]
    assert page.evaluate(tried, [b64(raw) for raw in right]) == 1
    for part in range(1, 4):
        for at in (0, -1):
            wrong = [bytearray(raw) for raw in right]
            wrong[part][at] ^= 1
            assert page.evaluate(tried, [b64(bytes(raw)) for raw in wrong]) == 0


def test_the_page_comes_back_without_a_network(browser: Browser, net: Net) -> None:
    context = browser.new_context()
    context.set_default_timeout(9000)
    context.route("**/*", net.answer)
    page = context.new_page()
    page.goto("http://localhost/w/?site=2")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.wait_for_function("async () => (await caches.keys()).length")
    page.wait_for_function("async () => (await (await caches.open('ilm-1')).keys()).length === 5")
    context.unroute("**/*")
    context.route("**/*", lambda route: route.abort())
    page.reload()
    page.wait_for_function("() => self.ilmReceipt")
    assert page.title() == "Report"
    context.close()


def test_page_and_scripts_fit_into_twelve_kilobytes() -> None:
    scripts = [path.read_bytes() for path in SCRIPTS.glob("*.js")]
    assert sum(len(brotli.compress(whole)) for whole in [REPORT.encode(), *scripts]) < 12_288
