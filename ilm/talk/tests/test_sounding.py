"""A voice is heard in every browser: its outline, and a copy that carries nothing but the voice."""

import base64
import subprocess

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from ilm.parties.tests import make as parties
from ilm.talk import attaching, forgetting, sounding
from ilm.talk.models import Attachment
from ilm.talk.tests import make
from ilm.vault.sealing import Denied
from ilm.vault.storing import sealer_for
from ilm.wall.entering import entering

QUIET_THEN_LOUD = "aevalsrc=if(lt(t\\,1)\\,0.02\\,0.8)*sin(2*PI*200*t):d=2"
WAYS = {
    "audio/ogg": ("-f", "ogg", "-c:a", "libopus"),
    "audio/mpeg": ("-f", "mp3", "-c:a", "libmp3lame"),
    "audio/webm": ("-f", "webm", "-c:a", "libopus"),
}


def voice(media_type: str = "audio/ogg", source: str = QUIET_THEN_LOUD) -> bytes:
    command = [get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", source]
    command += ["-metadata", "title=Demo person", *WAYS[media_type], "pipe:1"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def probed(content: bytes) -> str:
    command = [get_ffmpeg_exe(), "-hide_banner", "-i", "pipe:0", "-f", "null", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stderr.decode()


@pytest.mark.parametrize("media_type", ["audio/ogg", "audio/webm"])
def test_what_not_every_browser_plays_gets_a_copy_that_each_does(media_type: str) -> None:
    sound = sounding.listen(voice(media_type), media_type)
    assert sound.seconds in (2, 3)
    assert "Audio: aac" in probed(sound.copy)
    assert b"Demo person" not in sound.copy


def test_what_every_browser_plays_stays_and_has_an_outline() -> None:
    sound = sounding.listen(voice("audio/mpeg"), "audio/mpeg")
    assert sound.copy is None
    assert len(sound.peaks) == sounding.BARS


def test_the_outline_is_quiet_where_she_is_and_loud_where_she_is() -> None:
    peaks = sounding.listen(voice(), "audio/ogg").peaks
    half = sounding.BARS // 2
    assert max(peaks[: half - 2]) < 10
    assert min(peaks[half + 2 : -2]) > 80
    assert sounding.outline([]) == [0] * sounding.BARS
    assert max(sounding.outline([0, -32768, 5])) == sounding.TALLEST


@pytest.mark.parametrize("content", [b"", b"nonsense", b"OggS" + bytes(400)])
def test_what_is_no_sound_is_told(content: bytes) -> None:
    with pytest.raises(sounding.NotSound):
        sounding.listen(content, "audio/ogg")


def test_a_decoder_that_no_phone_needs_is_not_begun() -> None:
    """FLAC in Ogg is a container that is opened and a codec that is not."""
    command = [get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", "sine=d=1"]
    command += ["-c:a", "flac", "-f", "ogg", "pipe:1"]
    flac = subprocess.run(command, capture_output=True, check=True).stdout
    assert "Audio: flac" in probed(flac)
    with pytest.raises(sounding.NotSound):
        sounding.listen(flac, "audio/ogg")


def test_a_run_is_given_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    real = subprocess.Popen

    def watched(command: list[str], **more: object) -> object:
        seen.update(more)
        return real(command, **more)

    monkeypatch.setattr(sounding.subprocess, "Popen", watched)
    sounding.listen(voice(), "audio/ogg")
    assert seen["env"] == {}


@pytest.mark.django_db
def test_kept_sealed_beside_the_file_heard_by_a_member_and_gone_with_it() -> None:
    desk = parties.desk()
    message = make.message(desk)
    with entering("parse"):
        row = Attachment(org_id=desk.org_id, message=message, kind="voice")
        attaching.keep_file(
            row, voice(), media_type="audio/ogg; codecs=opus", sealer=sealer_for(message.key_id)
        )
        row.save(force_insert=True)
    file, copy = attaching.places(desk.org_id, row.pk)
    assert b"ftyp" not in copy.read_bytes()
    with entering("desk", desk.worker.user_id):
        heard, media_type = attaching.heard_bytes(row, make.reader(desk))
        kept, kept_type = attaching.attachment_bytes(row, make.reader(desk))
        record = attaching.record_of(row, make.reader(desk))
    assert (media_type, heard[4:8]) == ("audio/mp4", b"ftyp")
    assert (kept_type, kept[:4]) == ("audio/ogg", b"OggS")
    assert len(record["peaks"]) == sounding.BARS
    assert base64.b64decode(record["heard"]["key"]) != base64.b64decode(record["key"])
    copy.write_bytes(file.read_bytes())  # swapped by whoever writes to the disk
    with entering("desk", desk.worker.user_id), pytest.raises(Denied):
        attaching.heard_bytes(row, make.reader(desk))
    with entering("owner"):
        Attachment.objects.filter(pk=row.pk).update(state=forgetting.ERASED)
    with entering("jobs"):
        assert forgetting.remove_files() == 1
    assert not file.exists()
    assert not copy.exists()
