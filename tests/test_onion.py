"""R11: the same house under an onion name. Links stay where they are, nobody else is asked for anything."""

import re

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ilm.faces.desk.tests.make import PASSWORD, account
from ilm.faces.worker import assets, tokens
from ilm.faces.worker.tests.make import taker
from ilm.faces.worker.tests.test_bursts import STORY
from ilm.parties.tests import make as parties
from tests.test_house import OURS

pytestmark = pytest.mark.django_db(databases=["owner", "default"])
ONION = f"{'openilm2' * 7}.onion"
# base64 may hold two slashes in a row: an address begins a word
ELSEWHERE = re.compile(r"(?<![\w+/])(?:[a-z]{2,10}:)?//[\w\[][\w.:\]-]*", re.IGNORECASE)
NAMESPACE = re.compile(r'xmlns(?::\w+)?="http://www\.w3\.org/[\w/]+"')
PAGES = sorted(
    "/" + path.replace("<slug:form>", "csv").replace("<slug:slug>", "reports")
    for path, _ in OURS
    if not path.startswith(("desk/", "respond/", "buy/", "authority/", "door/"))
)


@pytest.fixture
def onion(settings) -> Client:
    settings.ONION, settings.IS_TLS = ONION, True
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ONION]
    return Client(HTTP_HOST=ONION)


def elsewhere(answer: HttpResponse) -> list[str]:
    """Each address of another place that an answer names, in its words or its headers."""
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Encoding") == "br":
        said = brotli.decompress(said)
    text = NAMESPACE.sub("", said.decode("utf-8", "replace"))
    heads = "\n".join(f"{k}: {v}" for k, v in answer.items())
    return ELSEWHERE.findall(text) + ELSEWHERE.findall(heads)


def test_what_would_be_found_is() -> None:
    for body in ('<a href="https://x.example/">', "fetch('//cdn.example/a')", '<a href="HTTP://a">',
                 "url(//x.example/a.woff)"):  # fmt: skip
        assert elsewhere(HttpResponse(body)), body
    moved = HttpResponse(status=302, headers={"Location": "https://ilm.example/w/"})
    assert elsewhere(moved) == ["https://ilm.example"]
    assert elsewhere(HttpResponse('<svg xmlns="http://www.w3.org/2000/svg"><a href="/w/">')) == []


@pytest.mark.parametrize("path", [*PAGES, "/nowhere/", "/w/nowhere/", "/static/css/worker.css"])
def test_no_answer_leads_elsewhere(onion: Client, path: str) -> None:
    taker()
    for answer in (onion.get(path), onion.post(path), onion.get(path, {"lang": "my"})):
        assert answer.status_code < 500
        assert elsewhere(answer) == []
        assert not answer.has_header("Onion-Location")
        assert not answer.has_header("Strict-Transport-Security")


def test_nor_do_the_answers_to_what_she_sends(onion: Client) -> None:
    org, _ = taker()
    given = {"token": tokens.new_token(), "text": STORY}
    received = onion.post(f"{reverse('worker:report')}?org={org.slug}", given)
    assert b"receipt" in received.content
    code = re.search(r"<output[^>]*>([\d ]+)<", received.content.decode())[1]
    unknown = onion.post(reverse("worker:receipt"), {"token": given["token"], "receipt": code})
    for answer in (received, unknown):
        assert elsewhere(answer) == []
        assert not answer.cookies


def test_scripts_ask_nobody_else() -> None:
    for name in assets.BUNDLES:
        assert ELSEWHERE.findall(assets.bundle(name).plain.decode()) == []


@pytest.mark.parametrize("path", ["/", "/w/", "/w/report/?lang=my"])
def test_open_pages_say_where_the_onion_is(onion: Client, path: str) -> None:
    taker()
    answer = Client().get(path)
    assert answer["Onion-Location"] == f"http://{ONION}{path}"
    assert answer.has_header("Strict-Transport-Security")


def test_nothing_else_says_so(onion: Client, settings) -> None:
    for path in (
        "/door/login/",
        "/nowhere/",
        reverse("worker:report.js"),
        "/static/css/worker.css",
    ):
        assert not Client().get(path).has_header("Onion-Location")
    settings.IS_TLS = False
    assert not Client().get("/w/").has_header("Onion-Location")


def test_a_member_signs_in_there_and_the_cookies_come_back(onion: Client, settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    user = account(parties.desk().worker)
    entry = {"login": user.email, "password": PASSWORD}
    client = Client(True, HTTP_HOST=ONION, HTTP_ORIGIN=f"http://{ONION}")
    page = client.get("/door/login/").content.decode()
    entry["csrfmiddlewaretoken"] = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answer = client.post("/door/login/", entry)
    assert answer.status_code == 302
    assert answer.cookies
    assert not any(cookie["secure"] for cookie in answer.cookies.values())
    assert all(cookie["httponly"] for cookie in answer.cookies.values())
    assert client.get("/desk/").status_code == 200
    elsewhere_ = Client().post("/door/login/", entry)
    assert all(cookie["secure"] for cookie in elsewhere_.cookies.values())


def test_a_name_that_is_not_ours_is_no_onion(onion: Client) -> None:
    assert onion.get("/w/", HTTP_HOST=f"x{ONION}").status_code == 400


def test_behind_a_proxy_that_speaks_tls_forms_are_taken(settings) -> None:
    """The browser's origin begins with https, what reaches us with http."""
    user = account(parties.desk().worker)
    entry = {"login": user.email, "password": PASSWORD}
    ours = ["https://testserver"]
    for known, origin, status in (
        ([], ours[0], 403), (ours, "https://other.example", 403), (ours, ours[0], 302),
    ):  # fmt: skip
        settings.CSRF_TRUSTED_ORIGINS = known
        client = Client(True, HTTP_ORIGIN=origin)
        page = client.get("/door/login/").content.decode()
        entry["csrfmiddlewaretoken"] = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        assert client.post("/door/login/", entry).status_code == status


def test_every_name_of_the_house_is_an_origin_where_tls_stands_before_it() -> None:
    import json
    import os
    import subprocess
    import sys

    told = {"ILM_URL": "https://ilm.example", "ILM_HOSTS": "ilm.example,w.ilm.example"}
    script = "import json; from ilm import settings as s; print(json.dumps(s.CSRF_TRUSTED_ORIGINS))"
    for more, wanted in ((told, ["https://ilm.example", "https://w.ilm.example"]), ({}, [])):
        ran = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True,
            env={**os.environ, "ILM_TESTING": "1", **more},
        )  # fmt: skip
        assert json.loads(ran.stdout) == wanted
