"""A worker's phone for the tests: the pages it opens and what it can reach; no server is asked."""

import json
from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Page, Route

import ilm
from ilm.vault.sealing import new_pair

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
{"".join(f'<script src="/static/{name}.js" defer></script>' for name in ("seal", "receipt", "effort", "report", "exit"))}"""
STATUS = f"""<!doctype html><html lang="en"><title>Replies</title>
<form id="open" method="post" data-replies-url="replies/" data-mistyped="Mistyped." data-unknown="Unknown."
 data-offline="Offline." data-unopened="Not opened."><input name="receipt"><button>Open</button></form>
<p id="status" role="status"></p><p id="state"></p><ol id="replies"></ol>
{"".join(f'<script src="/static/{name}.js" defer></script>' for name in ("seal", "receipt", "said", "effort", "status"))}"""
HELD = """() => new Promise(done => { const asked = indexedDB.open('o', 1);
asked.onsuccess = () => { const all = asked.result.transaction('o').objectStore('o').getAll();
all.onsuccess = () => { asked.result.close(); done(JSON.stringify(all.result)); }; }; })"""
# wait_for_function does not wait for what an async function answers: this one does, 6 s at most
SHELL = """async wanted => { for (let tries = 0; tries < 300; tries += 1) {
const kept = (await (await caches.open('ilm-1')).keys()).map(k => k.url);
if (kept.length >= wanted) return kept;
await new Promise(done => setTimeout(done, 20)); } return []; }"""
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


def says(page: Page, what: str) -> None:
    page.wait_for_function("w => document.getElementById('status').textContent === w", arg=what)
