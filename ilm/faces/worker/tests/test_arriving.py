"""What the page hands over is what the parse process reads: from the form to her open thread."""

import json
import re
from base64 import b64encode

import pytest
from django.test import Client
from django.urls import reverse

from ilm.faces.worker import tokens
from ilm.faces.worker.tests import make
from ilm.faces.worker.tests.test_sealed import item
from ilm.kit import clock
from ilm.talk import web
from ilm.talk.models import Message
from ilm.vault import receipts
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def parse(org_id: object) -> None:
    for one in make.arrived(org_id):
        with entering("parse"):
            web.hear(json.dumps(one).encode(), org_id=org_id, received_at=clock.now())


def test_a_plain_report_becomes_a_thread_that_her_code_opens(client: Client) -> None:
    org = make.taker()[0]
    given = {"token": tokens.new_token(), "text": "They keep my passport.", "contact": "+855 00"}
    answer = client.post(reverse("worker:report") + "?lang=my", given)
    code = re.search(r"<output[^>]*>([\d ]+)</output>", answer.content.decode())[1]
    url = reverse("worker:receipt") + "?lang=en"
    again = {"token": tokens.new_token(), "receipt": code}
    assert client.post(url, again).status_code == 404
    parse(org.pk)
    page = client.post(url, again)
    assert page.status_code == 200
    assert "We have your report." in page.content.decode()
    assert "There is no answer yet." in page.content.decode()
    proof = re.search(r'name="proof" value="(\w{32})"', page.content.decode())[1]
    more = {"token": tokens.new_token(), "proof": proof, "act": "say", "text": "And no pay."}
    assert client.post(reverse("worker:thread"), more).status_code == 200
    parse(org.pk)
    with entering("owner"):
        assert Message.objects.filter(org_id=org.pk, is_inward=True).count() == 2


def test_a_sealed_report_becomes_one_too(client: Client) -> None:
    org = make.taker()[0]
    proof = bytes(16)
    report = item(org.pk) | {"lookup": b64encode(receipts.lookup_of(proof)).decode()}
    answer = client.post(reverse("worker:sealed"), report, content_type="application/json")
    assert answer.status_code == 201
    parse(org.pk)
    page = reverse("worker:replies") + "?lang=en"
    found = client.post(page, {"proof": proof.hex()}).json()
    assert found["reporter_locked"] == report["reporter_locked"]
    assert (found["status"], found["replies"]) == ("We have your report.", [])
