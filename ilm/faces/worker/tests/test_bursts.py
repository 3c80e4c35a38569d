"""Bursts: nobody is refused and nothing lost; who shares no network with a flood feels nothing."""

import json
import re
from itertools import count
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ilm.cases.models import Report
from ilm.faces.jobs.tests.make import parse_all
from ilm.faces.worker import bursts, tokens
from ilm.faces.worker.bursts import solves
from ilm.faces.worker.tests import make
from ilm.faces.worker.tests.test_report_page import token
from ilm.faces.worker.tests.test_sealed import item, post
from ilm.talk.models import Attachment
from ilm.vault import receipts
from ilm.wall.entering import entering, tell

pytestmark = pytest.mark.django_db
VECTORS = json.loads((Path(__file__).parent / "work.json").read_text())
STORY = "They keep my passport."
FLOOD, NEIGHBOUR = "203.0.113.7", "198.51.100.7"


@pytest.fixture(autouse=True)
def known_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bursts, "SPREAD", 1)


def solved(words: str, subject: str) -> int:
    bits = tokens.read(words).bits
    return next(n for n in count() if solves(words, subject, n, bits))


def heat(how_many: int, kind: str = bursts.REPORT, at: str = FLOOD) -> None:
    """As many have come from this address within the hour."""
    from ilm.faces.labels import hourly, this_hour

    with entering("owner"):
        sql = "insert into wall.arrival select %s, %s, %s from generate_series(1, %s)"
        tell(sql, [this_hour(), kind, hourly(at), how_many])


def write(client: Client, org: object, at: str = FLOOD, **fields: object) -> str:
    """One report from a phone without scripts; the page that answers."""
    url = f"{reverse('worker:report')}?org={org.slug}&lang=en"
    page = client.get(url, REMOTE_ADDR=at).content.decode()
    answer = client.post(url, {"token": token(page), "text": STORY} | fields, REMOTE_ADDR=at)
    assert answer.status_code == 200
    return answer.content.decode()


def sealed(client: Client, report: dict, at: str = FLOOD) -> tuple[int, int]:
    """As report.js sends: where work is asked for it is done, and sent again. (status, bits)"""
    answer = post(client, report, REMOTE_ADDR=at)
    if answer.status_code != 428:
        return answer.status_code, 0
    words = answer.json()["token"]
    done = report | {"token": words, "work": solved(words, report["id"])}
    return post(client, done, REMOTE_ADDR=at).status_code, tokens.read(words).bits


def test_five_hundred_reports_in_an_hour_from_one_network_are_all_kept(client: Client) -> None:
    """R6: by both roads, none refused and none lost; the neighbours notice nothing."""
    org = make.taker()[0]
    asked = []
    for number in range(90):
        status, bits = sealed(client, item(org.pk), at=f"203.0.113.{number}")
        assert status == 201
        asked.append(bits)
    assert asked[:20] == [0] * 20
    assert set(asked[20:]) == {12, 13}
    codes = {re.search(r"<output[^>]*>([\d ]+)<", write(client, org))[1] for _ in range(412)}
    assert len(codes) == 412
    assert sealed(client, item(org.pk), at=NEIGHBOUR) == (201, 0)
    assert (
        "<noscript>"
        not in client.get(
            f"{reverse('worker:report')}?org={org.slug}", REMOTE_ADDR=NEIGHBOUR
        ).content.decode()
    )
    arrived = make.arrived(org.pk)
    assert len(arrived) == 90 + 412 + 1
    assert len({one["id"] for one in arrived}) == len(arrived)
    marked = [one for one in arrived if one.get("burst")]
    assert len(marked) == 412  # those who neither worked nor waited
    assert "burst" not in arrived[-1]


def test_what_comes_after_five_hundred_is_taken_and_marked(client: Client) -> None:
    org = make.taker()[0]
    heat(500)
    words = tokens.new_token(bits=12)
    report = item(org.pk)
    report |= {"token": words, "work": solved(words, report["id"])}
    assert post(client, report, REMOTE_ADDR=FLOOD).status_code == 201
    assert make.arrived(org.pk)[0]["burst"] is True
    waited = tokens.new_token(wait=10)
    with time_machine.travel(_in(11), tick=False):
        heat(500)
        write(client, org, token=waited)
    assert [one.get("burst") for one in make.arrived(org.pk)] == [True, True]


def test_work_is_for_one_report_and_for_enough_of_it(client: Client) -> None:
    org = make.taker()[0]
    heat(30)
    report, other = item(org.pk), item(org.pk)
    cheap = tokens.new_token(bits=2)
    assert post(client, report | {"token": cheap, "work": solved(cheap, report["id"])},
                REMOTE_ADDR=FLOOD).status_code == 428  # fmt: skip
    words = post(client, report, REMOTE_ADDR=FLOOD).json()["token"]
    nonce = solved(words, report["id"])
    assert not solves(words, other["id"], nonce, 12)
    for wrong in (
        other,
        report | {"work": nonce + 1} if not solves(words, report["id"], nonce + 1, 12) else other,
    ):
        assert post(client, {"work": nonce} | wrong | {"token": words},
                    REMOTE_ADDR=FLOOD).status_code == 428  # fmt: skip
    assert make.arrived(org.pk) == []
    done = report | {"token": words, "work": nonce}
    assert [post(client, done, REMOTE_ADDR=FLOOD).status_code for _ in "12"] == [201, 409]


def test_what_was_asked_holds_for_some_minutes_though_more_come(client: Client) -> None:
    org, report = make.taker()[0], item
    heat(30)
    one = report(org.pk)
    words = post(client, one, REMOTE_ADDR=FLOOD).json()["token"]
    done = one | {"token": words, "work": solved(words, one["id"])}
    heat(400)
    with time_machine.travel(_in(400), tick=False):
        heat(400)
        assert post(client, done, REMOTE_ADDR=FLOOD).status_code == 428
    assert post(client, done, REMOTE_ADDR=FLOOD).status_code == 201


def test_a_phone_without_scripts_waits_and_goes_on_by_itself(client: Client) -> None:
    org = make.taker()[0]
    heat(140)
    url = f"{reverse('worker:report')}?org={org.slug}&lang=en"
    page = client.get(url, REMOTE_ADDR=FLOOD).content.decode()
    assert "This page goes on by itself in 22 seconds." in page
    seconds, onward = re.search(r'http-equiv="refresh" content="(\d+);url=([^"]+)"', page).groups()
    onward = reverse("worker:report") + onward.replace("&amp;", "&")
    early = client.get(onward, REMOTE_ADDR=FLOOD).content.decode()
    assert 'http-equiv="refresh" content="2' in early
    with time_machine.travel(_in(int(seconds) + 1), tick=False):
        heat(140)
        form = client.get(onward, REMOTE_ADDR=FLOOD).content.decode()
        assert "<noscript>" not in form
        given = {"token": token(form), "text": " "}
        again = client.post(url, given, REMOTE_ADDR=FLOOD).content.decode()
        assert token(again) == token(form)  # a slip does not cost the wait
        for _ in "12":
            client.post(url, given | {"text": STORY}, REMOTE_ADDR=FLOOD)
    first, second = make.arrived(org.pk)
    assert "burst" not in first
    assert second["burst"] is True  # one wait, one report


def test_what_is_marked_waits_in_a_queue_of_its_own(client: Client) -> None:
    org = make.taker()[0]
    write(client, org, at=NEIGHBOUR)
    heat(500)
    write(client, org)
    sealed_one = item(org.pk)
    words = tokens.new_token(bits=12)
    post(
        client,
        sealed_one | {"token": words, "work": solved(words, sealed_one["id"])},
        REMOTE_ADDR=FLOOD,
    )
    parse_all()
    with entering("owner"):
        rows = Report.objects.filter(org_id=org.pk)
        assert (rows.untriaged().count(), rows.of_bursts().count()) == (1, 2)


def test_codes_are_tried_at_a_pace(client: Client) -> None:
    org, issued = make.taker()[0], receipts.issue()
    make.thread(org, issued)
    proof = receipts.proof(issued.receipt).hex()
    ask = {"REMOTE_ADDR": FLOOD}
    page = reverse("worker:replies")
    assert client.post(page, {"proof": proof}, **ask).status_code == 200
    heat(60, bursts.LOOKUP)
    answer = client.post(page, {"proof": proof}, **ask)
    assert answer.status_code == 428
    words = answer.json()["token"]
    done = {"proof": proof, "token": words, "work": str(solved(words, proof))}
    assert client.post(page, done, **ask).status_code == 200
    for wrong in ("", "x", "1" * 30, "²"):
        assert client.post(page, done | {"work": wrong}, **ask).status_code == 428
    assert client.post(page, {"proof": proof}, REMOTE_ADDR=NEIGHBOUR).status_code == 200


def test_without_scripts_a_code_waits_too(client: Client) -> None:
    org, issued = make.taker()[0], receipts.issue()
    make.thread(org, issued)
    heat(60, bursts.LOOKUP)
    url = reverse("worker:receipt") + "?lang=en"
    form = {"token": tokens.new_token(), "receipt": receipts.show(issued.receipt)}
    answer = client.post(url, form, REMOTE_ADDR=FLOOD)
    assert answer.status_code == 429
    assert "Wait 10 seconds, then press again." in answer.content.decode()
    again = form | {"token": token(answer.content.decode())}
    assert client.post(url, again, REMOTE_ADDR=FLOOD).status_code == 429
    with time_machine.travel(_in(12), tick=False):
        heat(60, bursts.LOOKUP)
        assert [client.post(url, again, REMOTE_ADDR=FLOOD).status_code for _ in "12"] == [200, 429]


def _in(seconds: int) -> object:
    from datetime import timedelta

    from ilm.kit import clock

    return clock.now() + timedelta(seconds=seconds)


def test_in_a_burst_files_come_later_with_the_code_and_are_taken_if_they_come(
    client: Client,
) -> None:
    org = make.taker()[0]
    heat(500)
    url = f"{reverse('worker:report')}?org={org.slug}&lang=en"
    page = client.get(url, REMOTE_ADDR=FLOOD).content.decode()
    assert "pictures and voices come later" in page
    assert 'name="photo"' not in page
    assert 'name="photo"' in client.get(url, REMOTE_ADDR=NEIGHBOUR).content.decode()
    code = re.search(r"<output[^>]*>([\d ]+)<", write(client, org, photo=[_photo()]))[1]
    assert len(make.arrived(org.pk)[0]["files"]) == 1
    parse_all()
    entry = {"token": tokens.new_token(), "receipt": code}
    thread = client.post(reverse("worker:receipt") + "?lang=en", entry).content.decode()
    assert 'name="photo"' in thread
    proof = receipts.proof(receipts.read(code)).hex()
    more = {
        "token": tokens.new_token(),
        "proof": proof,
        "act": "say",
        "text": "",
        "photo": [_photo()],
    }
    assert client.post(reverse("worker:thread"), more).status_code == 200
    parse_all()
    with entering("owner"):
        kept = Attachment.objects.filter(org_id=org.pk, kind="photo")
        assert kept.values("message_id").distinct().count() == 2
    empty = more | {"token": tokens.new_token(), "photo": []}
    assert client.post(reverse("worker:thread"), empty).status_code == 422
    large = client.post(reverse("worker:thread"), empty, CONTENT_LENGTH=str(31 * 1024 * 1024))
    assert large.status_code == 413


def _photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", b"JPEG", "image/jpeg")
