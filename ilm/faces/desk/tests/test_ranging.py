"""Parts of a file, as players ask for them; and a voice on the page of its thread."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from ilm.faces.desk.beside import drawn
from ilm.faces.desk.ranging import in_part
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.talk import attaching
from ilm.talk.models import Attachment
from ilm.talk.tests import make as talk
from ilm.talk.tests.test_sounding import voice
from ilm.vault.storing import sealer_for
from ilm.wall.entering import entering


@pytest.mark.parametrize(
    ("asked", "status", "content", "said"),
    [
        ("bytes=0-1", 206, b"ab", "bytes 0-1/6"),
        ("bytes=4-", 206, b"ef", "bytes 4-5/6"),
        ("bytes=4-99", 206, b"ef", "bytes 4-5/6"),
        ("bytes=-2", 206, b"ef", "bytes 4-5/6"),
        ("bytes=-99", 206, b"abcdef", "bytes 0-5/6"),
        ("bytes=6-", 416, b"", "bytes */6"),
        ("bytes=3-2", 416, b"", "bytes */6"),
        ("bytes=-0", 416, b"", "bytes */6"),
        ("bytes=0-1,3-4", 200, b"abcdef", None),
        ("bytes=-", 200, b"abcdef", None),
        ("lines=1-2", 200, b"abcdef", None),
        ("", 200, b"abcdef", None),
    ],
)
def test_one_range_or_the_whole(asked: str, status: int, content: bytes, said: str) -> None:
    answer = in_part(RequestFactory().get("/", headers={"range": asked}), HttpResponse(b"abcdef"))
    assert (answer.status_code, answer.content) == (status, content)
    assert answer.headers.get("Content-Range") == said


def test_an_outline_is_a_path() -> None:
    assert drawn([0, 100]) == "M2 11v2M6 1v22"


@pytest.mark.django_db
def test_a_voice_has_its_outline_and_is_played_in_parts() -> None:
    client, desk = signed_in()
    message = talk.message(desk)
    with entering("parse"):
        row = Attachment(org_id=desk.org_id, message=message, kind="voice")
        attaching.keep_file(row, voice(), media_type="audio/ogg", sealer=sealer_for(message.key_id))
        row.save(force_insert=True)
    page = client.get(f"/desk/talk/{message.conversation.ref}/").content.decode()
    assert 'class="wave"' in page
    assert "Voice, 0:0" in page
    assert "Voice note" in page
    assert "Hotline" not in page  # the channel of that name is none of it
    place = f"/desk/attachments/{row.pk}/"
    part = client.get(f"{place}?heard", headers={"range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part["Content-Type"] == "audio/mp4"
    assert part["Content-Security-Policy"].startswith("sandbox")
    assert client.get(place).content[:4] == b"OggS"
    assert stranger().get(f"{place}?heard").status_code == 404
    locked, _ = signed_in(desk=desk, is_unlocked=False)
    assert locked.get(f"{place}?heard").status_code == 423
