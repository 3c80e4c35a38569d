"""R1: who sends is kept nowhere. Every page open to strangers is asked with planted addresses, browsers
and pages they came from, also wrongly; then all that the product wrote is searched for them."""

import asyncio
import hashlib
import hmac
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from ilm.faces.desk.tests.make import PASSWORD, account
from ilm.faces.forgetting import Forgetting
from ilm.faces.hooks.receiving import hooks
from ilm.faces.jobs.tests.make import parse_all
from ilm.faces.logs import NoProse
from ilm.faces.worker import tokens
from ilm.faces.worker.tests.make import taker
from ilm.faces.worker.tests.test_sealed import item
from ilm.parties.tests import make as parties
from ilm.talk.tests import make as talk
from ilm.vault import receipts
from tests.stolen.looking import files, seen
from tests.test_house import OURS
from tests.test_stolen import carried_away, logged  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner", "default"])
V4, V6, TOLD, CAME, BROWSER, TONGUE, HOST = (
    "203.0.113.77", "3fff:77:abcd::5", "198.51.100.88", "zarquonreferrer.example",
    "QuilzarBrowser/9.9", "qx-zarquontongue", "203-0-113-77.zarquonhost.example",
)  # fmt: skip
MARKERS = (V4, V6, TOLD, CAME, BROWSER, TONGUE, HOST)
ASKED = {
    "HTTP_X_FORWARDED_FOR": f"{V6}, {TOLD}",
    "HTTP_X_REAL_IP": TOLD,
    "HTTP_FORWARDED": f'for="[{V6}]";host={HOST}',
    "HTTP_VIA": f"1.1 {HOST}",
    "HTTP_USER_AGENT": f"Mozilla/5.0 {BROWSER} Mobile",
    "HTTP_REFERER": f"https://{CAME}/her/page",
    "HTTP_ACCEPT_LANGUAGE": f"{TONGUE},en;q=0.5",
    "HTTP_ORIGIN": f"https://{CAME}",
    "REMOTE_HOST": HOST,
}
STRANGE = ("/w/nowhere/", "/nowhere/", "/door/nowhere/", "/w/report/?x=%00", "/door/?x=%00")
OPEN = sorted(
    "/" + path.replace("<slug:form>", "csv").replace("<slug:slug>", "reports").replace(
        "<slug:token>", "none"
    ).replace("<int:pk>", "7").replace("^(?:signup|email|confirm-email|login/code|password/(?:set|reset))/", "signup/")
    for path, _ in OURS
    if not path.startswith(("desk/", "respond/", "buy/", "authority/"))
)  # fmt: skip


def knock_everywhere() -> set[int]:
    """Each address open to strangers, by each way, from both families; the statuses that came."""
    came: set[int] = set()
    for address in (V4, V6):
        client = Client(True, raise_request_exception=False, REMOTE_ADDR=address, **ASKED)
        for path in (*OPEN, *STRANGE):
            come = [client.get(path), client.post(path, {"text": "x"}), client.put(path)]
            come.append(client.post(path, b"{", content_type="application/json"))
            come.append(client.get(path, HTTP_HOST=HOST))
            came |= {answer.status_code for answer in come}
    large, kind = b"x=" + b"y" * 33_000_000, "application/x-www-form-urlencoded"
    for path in ("/w/report/", "/w/sealed/", "/w/receipt/", "/door/login/", "/"):
        came.add(client.post(path, large, content_type=kind).status_code)
    return came


def break_everywhere(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The same addresses while every template is broken: the page of a 500, and what is logged."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"broke for {V4} {BROWSER}")

    came: set[int] = set()
    with monkeypatch.context() as patch:
        patch.setattr("django.template.base.Template.render", broken)
        client = Client(raise_request_exception=False, REMOTE_ADDR=V4, **ASKED)
        came |= {client.get(path).status_code for path in OPEN}
    return came


def walk_through(org: object, user: object) -> None:
    """What strangers do there that writes: reports by both roads, a code, signing in."""
    client = Client(REMOTE_ADDR=V4, **ASKED)
    given = {"token": tokens.new_token(), "text": "They took it."}
    page = f"/w/report/?org={org.slug}&lang=en"
    assert client.post(page, given).status_code == 200
    report = item(org.pk)
    sent = client.post("/w/sealed/", json.dumps(report), content_type="application/json")
    assert sent.status_code == 201
    code = {"token": tokens.new_token(), "receipt": receipts.show(receipts.new_receipt())}
    assert client.post("/w/receipt/", code).status_code == 404
    entry = {"login": user.email, "password": "wrong"}
    assert client.post("/door/login/", entry).status_code == 200
    assert client.post("/door/login/", entry | {"password": PASSWORD}).status_code == 302


def deliver(body: bytes, name: str, *, signature: str = "") -> int:
    """A provider knocks at the hooks, outside Django."""
    sent: list[dict] = []
    secret = talk.SECRETS["whatsapp"]["app_secret"].encode()
    mac = signature or hmac.new(secret, body, hashlib.sha256).hexdigest()
    told = {name.removeprefix("HTTP_").replace("_", "-").lower(): v for name, v in ASKED.items()}
    headers = [(k.encode(), v.encode()) for k, v in told.items()]
    headers.append((b"x-hub-signature-256", f"sha256={mac}".encode()))

    async def receive() -> dict:
        return {"type": "http.request", "body": body}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": f"/hooks/whatsapp/{name}/",
        "query_string": b"", "headers": headers, "client": (V4, 4711),
    }  # fmt: skip
    asyncio.run(hooks(scope, receive, send))
    return int(sent[0]["status"])


def everything_written(folder: Path, said: io.StringIO) -> Iterator[tuple[str, bytes]]:
    """Dump, cluster, media, back-ups, logs, and what lies beside: keys of the hour, pins, statics."""
    yield from carried_away(folder, said)
    for place in (settings.FLEETING, settings.PINS, settings.STATIC_ROOT):
        yield from files(Path(place))


def walk(monkeypatch: pytest.MonkeyPatch) -> None:
    org, _ = taker(name="Mangrove House (demo)")
    desk = parties.desk()
    user = account(desk.worker)
    at = talk.account(desk)
    came = knock_everywhere()
    assert {200, 302, 400, 403, 404, 405, 413} <= came
    assert 500 in break_everywhere(monkeypatch)
    walk_through(org, user)
    good = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()
    knocked = [
        deliver(good, at.name), deliver(good, at.name, signature="0"), deliver(b"[]", at.name),
        deliver(good, f"none-{uuid4().hex[:6]}"), deliver(b"x" * 1_100_000, at.name),
    ]  # fmt: skip
    assert knocked == [200, 403, 400, 404, 413]
    parse_all()


@pytest.mark.parametrize("is_proxied", [False, True])
def test_who_sends_is_kept_nowhere(
    is_proxied: bool, monkeypatch, tmp_path: Path, logged: io.StringIO, settings  # noqa: F811
) -> None:  # fmt: skip
    settings.IS_PROXIED, settings.MEDIA_ROOT = is_proxied, tmp_path / "media"
    walk(monkeypatch)
    places = list(everything_written(tmp_path, logged))
    assert len(places) > 50
    assert any("log" in name and len(data) > 1000 for name, data in places)
    assert seen(places, MARKERS) == []


@pytest.mark.parametrize("leak", ["the gate stands open", "a line of log"])
def test_a_leak_is_found(
    leak: str, monkeypatch, tmp_path: Path, logged: io.StringIO, settings  # noqa: F811
) -> None:  # fmt: skip
    """What the test above would say if the house leaked: once into a table, once into a log."""
    settings.MEDIA_ROOT = tmp_path / "media"
    was = Forgetting.__call__

    def through(self: Forgetting, request: object) -> object:
        if leak == "a line of log":
            logging.getLogger("ilm.faces").info("%s asks", request.META["REMOTE_ADDR"])
            return was(self, request)
        request.label = b"12345678"
        return self.get_response(request)

    monkeypatch.setattr(Forgetting, "__call__", through)
    walk(monkeypatch)
    found = seen(list(everything_written(tmp_path, logged)), MARKERS)
    assert V4 in {marker for _, marker in found}
    kinds = {place.partition(".")[0] for place, _ in found}
    assert ("log" if leak == "a line of log" else "dump") in kinds


def test_the_filter_stands_before_every_handler_of_the_house() -> None:
    for name, handler in settings.LOGGING["handlers"].items():
        assert name == "nowhere" or "no_prose" in handler["filters"]
    assert NoProse.filter
