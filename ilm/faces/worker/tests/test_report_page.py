"""The form without JavaScript, and what leaves it."""

import re
from base64 import b64decode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ilm.faces.worker.tests import make
from ilm.vault import receipts

pytestmark = pytest.mark.django_db
STORY = "They keep my passport. ကူညီပါ"


def token(page: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', page)[1]


@pytest.fixture
def org():
    return make.taker(name="Mangrove House (demo)")[0]


def send(client: Client, org, **fields: object):
    url = f"{reverse('worker:report')}?org={org.slug}&lang=en"
    fields = {"token": token(client.get(url).content.decode()), "text": STORY} | fields
    return client.post(url, fields)


def test_her_words_arrive_sealed_and_the_code_is_shown_once(client: Client, org) -> None:
    photo = SimpleUploadedFile("p.jpg", b"JPEG", "image/jpeg")
    answer = send(client, org, contact="+855 00", site_hint="Pier", answer="here", photo=[photo])
    assert answer.status_code == 200
    page = answer.content.decode()
    receipt = receipts.read(re.search(r"<output[^>]*>([\d ]+)</output>", page)[1])
    [got] = make.arrived(org.pk)
    assert (got["v"], got["kind"], got["org"], got["language"]) == (1, "report", str(org.pk), "en")
    assert (got["text"], got["contact"], got["site_hint"]) == (STORY, "+855 00", "Pier")
    [file] = got["files"]
    assert (file["kind"], file["media_type"], b64decode(file["b64"])) == (
        "photo", "image/jpeg", b"JPEG",
    )  # fmt: skip
    assert got["receipt"]["lookup"] == receipts.lookup(receipt).hex()
    public, locked = (b64decode(got["receipt"][name]) for name in ("public", "locked"))
    assert receipts.open_reporter(receipt, public, locked)
    assert "<svg" in page
    assert "PLANTED" not in page


@pytest.mark.parametrize(
    ("contact", "answer"), [("+855 00", "contact"), (" ", "here"), ("", "here")]
)
def test_nobody_promises_a_call_without_a_contact(
    client: Client, org, contact: str, answer: str
) -> None:
    assert send(client, org, answer="contact", contact=contact).status_code == 200
    [got] = make.arrived(org.pk)
    assert got["answer"] == answer


def test_the_code_is_in_no_address(client: Client, org) -> None:
    answer = send(client, org)
    page = answer.content.decode()
    code = re.search(r"<output[^>]*>([\d ]+)</output>", page)[1]
    links = re.findall(r'(?:href|src|action|data-\w+)="([^"]*)"', page)
    assert links
    assert not any(part in link for link in links for part in (code, code.replace(" ", "")))
    assert not answer.has_header("Location")
    assert code not in re.search(r"<title>.*?</title>", page)[0]


def test_two_presses_are_two_reports_each_with_a_code_that_works(client: Client, org) -> None:
    send(client, org)
    send(client, org)
    assert len({one["receipt"]["lookup"] for one in make.arrived(org.pk)}) == 2


def test_an_empty_form_comes_again_and_nothing_is_kept(client: Client, org) -> None:
    answer = send(client, org, text="  ", site_hint="Pier")
    assert answer.status_code == 422
    assert "Please write, say or show what happened." in answer.content.decode()
    assert 'value="Pier"' in answer.content.decode()
    assert make.arrived(org.pk) == []


def test_a_voice_alone_is_enough(client: Client, org) -> None:
    voice = SimpleUploadedFile("voice", b"OggS", "audio/ogg;codecs=opus")
    assert send(client, org, text="", voice=voice).status_code == 200
    [got] = make.arrived(org.pk)
    assert [(f["kind"], f["media_type"]) for f in got["files"]] == [("voice", "audio/ogg")]


def test_her_own_code_stays_out_of_her_words(client: Client, org) -> None:
    code = receipts.show(receipts.new_receipt())
    digits = code.translate({48 + i: 0x1040 + i for i in range(10)})
    answer = send(client, org, text=f"my code is {digits}!")
    assert answer.status_code == 422
    assert "Your secret code is in these words." in answer.content.decode()
    assert make.arrived(org.pk) == []


def test_an_old_form_is_sent_with_one_more_press(client: Client, org) -> None:
    url = f"{reverse('worker:report')}?org={org.slug}&lang=en"
    with time_machine.travel("2026-01-01", tick=False):
        old = token(client.get(url).content.decode())
    answer = client.post(url, {"token": old, "text": STORY})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert STORY in page
    again = client.post(url, {"token": token(page), "text": STORY})
    assert again.status_code == 200
    assert client.post(url, {"token": "forged", "text": STORY}).status_code == 422


def test_what_is_too_large_gets_a_sentence(client: Client, org) -> None:
    url = f"{reverse('worker:report')}?org={org.slug}&lang=en"
    answer = client.post(url, {"text": "x"}, CONTENT_LENGTH=str(31 * 1024 * 1024))
    assert answer.status_code == 413
    assert "your words are still there" in answer.content.decode()
    long = send(client, org, text="x" * (64 * 1024 + 1))
    assert long.status_code == 422
    assert "Please send it in parts" in long.content.decode()


def test_she_chooses_among_organisations_those_that_speak_her_language_first(
    client: Client, org
) -> None:
    other = make.taker(name="Aster House (demo)")[0]
    page = client.get(reverse("worker:report"), {"lang": "en"}).content.decode()
    assert page.index("Aster House") < page.index("Mangrove House")
    assert f"?org={other.slug}&amp;lang=en" in page
    assert client.get(reverse("worker:report"), {"org": "nobody"}).status_code == 404


def test_the_only_organisation_is_not_asked_for_and_nobody_is_said_plainly(client: Client) -> None:
    page = client.get(reverse("worker:report"), {"lang": "en"}).content.decode()
    assert "Nobody can take reports here today" in page
    make.taker(name="Aster House (demo)")
    assert 'name="text"' in client.get(reverse("worker:report")).content.decode()
