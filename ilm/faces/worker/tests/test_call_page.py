"""The page "call us": numbers without scripts, a call from her browser with them, nobody named."""

import json
import re

import pytest
from django.test import Client
from playwright.sync_api import Page

from ilm.channels.base import Answer
from ilm.channels.errors import Retry
from ilm.faces.desk.tests.test_seat_page import Gateway
from ilm.faces.worker import bursts, calling
from ilm.faces.worker.tests.test_browser import accessible
from ilm.faces.worker.tests.test_home_page import HEADERS
from ilm.parties.tests import make as parties
from ilm.talk.tests import make

pytestmark = pytest.mark.django_db
PAGE, BEGIN, END = "/w/call/?lang=my", "/w/call/begin/?lang=my", "/w/call/end/"
TAKEN = Answer(201, b'{"sid": "CA1", "answer": "v=0 answer"}')


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


def token(client: Client) -> str:
    return re.search(r'data-token="([^"]+)"', client.get(PAGE).content.decode())[1]


def post(client: Client, where: str, **told: object):
    return client.post(where, json.dumps(told), content_type="application/json")


def begin(client: Client, desk: parties.Desk, **told: object):
    given = {"org": desk.org.slug, "offer": "v=0 offer", "token": token(client)} | told
    return post(client, BEGIN, **given)


def test_the_numbers_stand_there_without_scripts(client: Client, desk) -> None:
    assert "tel:" not in client.get(PAGE).content.decode()
    assert "/w/call/" not in client.get("/w/").content.decode()
    make.account(desk, "voice")
    page = client.get(PAGE)
    text = page.content.decode()
    assert 'href="tel:+6620000001"' in text
    assert "<title>" in text
    assert (
        "Call"
        not in re.search(r"<title>(.*)</title>", client.get("/w/call/?lang=en").content.decode())[1]
    )
    assert {key: page.headers.get(key) for key in HEADERS} == HEADERS
    assert "twin-auth-token" not in text
    assert "/w/call/" in client.get("/w/").content.decode()


def test_she_chooses_whom_to_call_and_nobody_else_is_found(client: Client, desk) -> None:
    make.account(desk, "voice")
    other = parties.desk()
    make.account(other, "voice", sender="+6620000009")
    text = client.get(PAGE).content.decode()
    assert "tel:" not in text
    assert {f"?org={each.org.slug}" for each in (desk, other)} <= set(
        re.findall(r'href="(\?org=[\w-]+)', text)
    )
    hers = client.get(f"{PAGE}&org={other.org.slug}").content.decode()
    assert re.findall(r"tel:(\S+)\"", hers) == ["+6620000009"]
    assert client.get(f"{PAGE}&org=nobody").status_code == 404


def test_her_browser_calls_without_a_number_in_her_language_and_hangs_up(
    client: Client, desk, monkeypatch
) -> None:
    make.account(desk, "voice")
    gateway = Gateway([TAKEN, Answer(200, b"{}")])
    monkeypatch.setattr(calling, "HttpxClient", gateway)
    answer = begin(client, desk)
    assert (answer.status_code, answer.json()["answer"]) == (201, "v=0 answer")
    assert not answer.cookies
    word = answer.json()["sid"]
    for forged in ("CA1", f"{word}x", word.replace("CA1", "CA2")):
        assert post(client, END, token=token(client), sid=forged).status_code == 200
    assert len(gateway.asked) == 1  # of a name that we did not give, nobody is asked
    over = post(client, END, org=desk.org.slug, token=token(client), sid=word)
    assert over.status_code == 200
    (url, (_, fields, _)), (ended, (_, told, _)) = gateway.asked
    assert url.endswith("/Pages.json")
    assert (fields["From"], fields["Offer"]) == ("anonymous", "v=0 offer")
    assert fields["Url"].endswith("/?lang=my")
    assert ended.endswith("/Calls/CA1.json")
    assert told == {"Status": "completed"}


def test_what_makes_no_call_is_said_in_her_language(client: Client, desk, monkeypatch) -> None:
    make.account(desk, "voice")
    monkeypatch.setattr(calling, "HttpxClient", gateway := Gateway([Retry(5, "away")]))
    assert begin(client, desk, token="forged").status_code == 400
    assert begin(client, desk, org="nobody").status_code == 400
    assert begin(client, desk, offer="x" * 50_000).status_code == 400
    assert post(client, BEGIN).status_code == 400
    assert client.post(BEGIN, "[1]", content_type="application/json").status_code == 400
    assert begin(client, desk, offer="no offer").status_code == 503
    assert gateway.asked == []
    away = begin(client, desk)
    assert away.status_code == 503
    assert not away.json()["said"].isascii()
    post(client, END, org=desk.org.slug, token="forged", sid="CA1")
    assert len(gateway.asked) == 1


def test_many_calls_from_one_network_are_shown_the_number(
    client: Client, desk, monkeypatch
) -> None:
    make.account(desk, "voice")
    monkeypatch.setitem(bursts.FREE, bursts.CALL, 2)
    monkeypatch.setattr(bursts, "SPREAD", 1)
    monkeypatch.setattr(calling, "HttpxClient", Gateway([TAKEN] * 9))
    assert [begin(client, desk).status_code for _ in range(3)] == [201, 201, 429]


def test_where_she_is_goes_to_no_provider_but_our_gateway(
    client: Client, desk, monkeypatch
) -> None:
    make.account(desk, "voice", api_url="https://api.twilio.example")
    monkeypatch.setattr(calling, "HttpxClient", gateway := Gateway([TAKEN]))
    assert begin(client, desk).status_code == 503
    assert gateway.asked == []


@pytest.mark.django_db(transaction=True)
def test_the_page_in_a_browser(page: Page, live_server) -> None:
    make.account(parties.desk(), "voice")  # nobody is at its gateway
    page.goto(f"{live_server}/w/?lang=en")
    page.click("text=Call us")
    page.wait_for_selector("#call-begin")
    accessible(page)
    page.evaluate("document.getElementById('call-on').hidden = false")
    accessible(page)
    page.evaluate("document.getElementById('call-on').hidden = true")


@pytest.mark.django_db(transaction=True)
def test_a_browser_that_cannot_call_keeps_the_numbers(page: Page, live_server) -> None:
    make.account(parties.desk(), "voice")
    page.add_init_script("delete globalThis.RTCPeerConnection")
    page.goto(f"{live_server}/w/call/?lang=en")
    page.wait_for_selector("text=This browser cannot call.")
    assert page.is_hidden("#call")
    assert page.get_attribute("a[href^='tel:']", "href") == "tel:+6620000001"
