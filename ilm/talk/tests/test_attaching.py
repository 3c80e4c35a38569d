"""Files lose where, when and by whose phone; they are kept sealed and open for a member."""

import io
import subprocess
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image
from pypdf import PdfReader, PdfWriter

from ilm.parties.tests import make as parties
from ilm.talk import attaching, cleaning
from ilm.talk.models import Attachment
from ilm.talk.tests import make
from ilm.vault.sealing import Denied
from ilm.vault.storing import sealer_for
from ilm.wall.entering import entering


def photo() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Demo phone"
    exif[0x0112] = 6
    Image.new("RGB", (3000, 1500), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def sound() -> bytes:
    command = [
        get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", "sine=d=0.2", "-metadata",
        "title=Demo person", "-f", "ogg", "-c:a", "libopus", "pipe:1",
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_a_photo_keeps_its_pixels_alone() -> None:
    cleaned, kind = cleaning.clean("photo", photo(), "image/jpeg")
    with Image.open(io.BytesIO(cleaned)) as shown:
        assert (shown.size, kind, len(shown.getexif())) == ((1024, 2048), "image/webp", 0)
    assert b"Demo phone" not in cleaned


def test_a_voice_note_loses_its_tags() -> None:
    assert b"Demo person" in sound()
    cleaned, kind = cleaning.clean("voice", sound(), "audio/ogg; codecs=opus")
    assert cleaned[:4] == b"OggS"
    assert b"Demo person" not in cleaned
    assert kind == "audio/ogg"


def test_a_document_loses_its_author() -> None:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": "Demo person"})
    writer.write(out)
    cleaned, _ = cleaning.clean("document", out.getvalue(), "application/pdf")
    assert len(PdfReader(io.BytesIO(cleaned)).pages) == 1
    assert b"Demo person" not in cleaned


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("photo", "image/jpeg"), ("voice", "audio/ogg"), ("voice", "x/y"), ("document", "application/pdf"),
     ("document", "application/msword")],
)  # fmt: skip
def test_what_is_not_what_it_says_is_not_clean(kind: str, media_type: str) -> None:
    with pytest.raises(cleaning.NotClean):
        cleaning.clean(kind, b"nonsense", media_type)


def test_only_what_phones_send_is_opened(tmp_path: Path) -> None:
    """A playlist names other files, and a PostScript picture is a program."""
    beside = tmp_path / "beside.ts"
    command = [get_ffmpeg_exe(), "-v", "error", "-i", "pipe:0", "-f", "mpegts", "pipe:1"]
    beside.write_bytes(
        subprocess.run(command, input=sound(), capture_output=True, check=True).stdout
    )
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{beside}\n#EXT-X-ENDLIST\n"
    for voice in (playlist.encode(), beside.read_bytes()):
        with pytest.raises(cleaning.NotClean):
            cleaning.clean("voice", voice, "audio/ogg")
    for kind in ("EPS", "TIFF", "BMP"):
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, kind)
        with pytest.raises(cleaning.NotClean):
            cleaning.clean("photo", out.getvalue(), "image/jpeg")


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "is_clean"), [(photo(), True), (b"nonsense", False)])
def test_a_file_is_kept_sealed_and_opens_for_a_member(content: bytes, is_clean: bool) -> None:
    desk = parties.desk()
    message = make.message(desk)
    with entering("parse"):
        row = Attachment(org_id=desk.org_id, message=message, kind="photo")
        attaching.keep_file(
            row, content, media_type="image/jpeg", sealer=sealer_for(message.key_id)
        )
        row.save(force_insert=True)
    on_disk = attaching.place(desk.org_id, row.pk).read_bytes()
    assert b"WEBP" not in on_disk
    assert b"nonsense" not in on_disk
    with entering("desk", desk.worker.user_id):
        found, kind = attaching.attachment_bytes(row, make.reader(desk))
        assert attaching.record_of(row, make.reader(desk))["is_clean"] is is_clean
    assert (kind == "image/webp") is is_clean
    assert is_clean or found == content


@pytest.mark.django_db
def test_what_is_not_there_yet_does_not_open() -> None:
    desk = parties.desk()
    message = make.message(desk)
    with entering("desk", desk.worker.user_id), pytest.raises(Denied):
        row = Attachment(org_id=desk.org_id, message=message, kind="photo")
        attaching.attachment_bytes(row, make.reader(desk))
