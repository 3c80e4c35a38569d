"""The sentences of the hotline: recorded, listened to, taken away; who may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ilm.faces.desk.tests.make import signed_in
from ilm.talk.models import Prompt
from ilm.talk.tests import make
from ilm.wall.entering import entering
from tests.gateways.calling import tone

pytestmark = pytest.mark.django_db
PAGE = "/desk/calls/prompts/"


def stored() -> list[Prompt]:
    with entering("owner"):
        return list(Prompt.objects.all())


def send(client, name: str = "menu", content: bytes = b""):
    sound = SimpleUploadedFile("x.wav", content or tone(), "audio/wav")
    return client.post(f"{PAGE}?language=my", {"name": name, "sound": sound})


def test_a_sentence_is_recorded_heard_and_taken_away() -> None:
    client, desk = signed_in("supervisor")
    make.account(desk, "voice")
    assert "A machine says it" in client.get(f"{PAGE}?language=my").content.decode()
    assert send(client).status_code == 302
    [row] = stored()
    assert (row.language, row.name, row.seconds) == ("my", "menu", 1)
    assert b"RIFF" not in bytes(row.sound)
    heard = client.get(f"{PAGE}{row.pk}/")
    assert heard.content.startswith(b"RIFF")
    assert send(client, content=tone(2)).status_code == 302
    [anew] = stored()
    assert anew.token != row.token
    assert client.post(f"{PAGE}{anew.pk}/drop/").status_code == 302
    assert stored() == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("menu", b"no sound at all", "no sound in this file"),
        ("nonsense", b"", "no such sentence"),
        ("menu", b"x" * 9_000_000, "too large"),
    ],
)
def test_what_is_no_sentence_is_refused(name: str, content: bytes, says: str) -> None:
    client, desk = signed_in("supervisor")
    make.account(desk, "voice")
    no = send(client, name, content)
    assert no.status_code == 422
    assert says in no.content.decode()
    assert stored() == []


def test_the_page_may_hear_the_microphone_and_no_other_page_may() -> None:
    client, _ = signed_in("supervisor")
    assert "microphone=(self)" in client.get(PAGE)["Permissions-Policy"]
    assert "microphone=()" in client.get("/desk/calls/")["Permissions-Policy"]


def test_who_may_and_who_sees() -> None:
    client, desk = signed_in("supervisor")
    make.account(desk, "voice")
    send(client)
    [row] = stored()
    assert signed_in("case_worker", desk)[0].get(PAGE).status_code == 403
    assert signed_in("supervisor")[0].get(f"{PAGE}{row.pk}/").status_code == 404
