"""A copy of a file with what it shows and says, and nothing of where, when or by whose phone."""

import io
import subprocess
import wave
from collections.abc import Callable

from PIL import Image, ImageOps

from ilm.talk import sounding
from ilm.talk.documents import bare_pages

LONGEST_SIDE = 2048  # pixels
MOST_PIXELS = 50_000_000
PICTURES = (
    "JPEG",
    "PNG",
    "WEBP",
    "GIF",
)  # no decoder that starts another program, or is seldom used
CONTAINERS = {  # MIME type → ffmpeg's name of the container
    "audio/ogg": "ogg",
    "audio/opus": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "ipod",
    "audio/x-m4a": "ipod",
    "audio/aac": "adts",
    "audio/amr": "amr",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/webm": "webm",
    "video/webm": "webm",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
}
# what is heard, and in films what is seen: a cover is a picture with places and times of its own
STREAMS = {"audio": ("-map", "0:a"), "video": ("-map", "0:V?", "-map", "0:a?")}
RATE = 8_000  # samples a second: a telephone carries no more
TELEPHONE = ("-map", "0:a:0", "-ac", "1", "-ar", str(RATE), "-af", "loudnorm=I=-18", "-c:a",
             "pcm_s16le", "-f", "s16le", "pipe:1")  # fmt: skip


class NotClean(Exception):
    """The file is not what it says; keep it as it came, and say so."""


def clean(kind: str, content: bytes, media_type: str) -> tuple[bytes, str]:
    """(cleaned bytes, MIME type) of a photo, voice note, film or PDF. Raises NotClean."""
    plain = media_type.split(";", maxsplit=1)[0].strip().lower()
    way: Callable[[bytes, str], tuple[bytes, str]]
    if kind == "photo":
        way = _photo
    elif kind in ("voice", "video"):
        way = _sound
    elif plain == "application/pdf":
        way = _pdf
    else:
        raise NotClean
    try:
        return way(content, plain)
    except NotClean:
        raise
    except Exception:  # what a stranger sends may break a decoder in any way
        raise NotClean from None


def _photo(content: bytes, media_type: str) -> tuple[bytes, str]:
    """Pixels alone, turned as she saw them, at most 2,048 on the longer side."""
    with Image.open(io.BytesIO(content), formats=PICTURES) as found:
        if found.width * found.height > MOST_PIXELS:
            raise NotClean
        upright = ImageOps.exif_transpose(found).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.frombytes("RGB", upright.size, upright.tobytes())
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=82, method=2)
    return out.getvalue(), "image/webp"


def _sound(content: bytes, media_type: str) -> tuple[bytes, str]:
    """The same streams in a new container, without tags. In memory alone."""
    if (container := CONTAINERS.get(media_type)) is None:
        raise NotClean
    bare = (*STREAMS[media_type[:5]], "-map_metadata", "-1", "-map_chapters", "-1", "-c", "copy")
    done = sounding.run(content, target=(*bare, "-fflags", "+bitexact", "-f", container))
    if done.is_broken or not done.copy:
        raise NotClean
    return done.copy, media_type


def as_prompt(content: bytes) -> tuple[bytes, float]:
    """(WAV of 8,000 samples a second, its seconds), of any sound we can read. Raises NotClean."""
    try:
        done = sounding.run(content, after=TELEPHONE)
    except (OSError, subprocess.SubprocessError):
        raise NotClean from None
    if done.is_broken or not done.said:
        raise NotClean
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(done.said)
    return out.getvalue(), len(done.said) / 2 / RATE


def _pdf(content: bytes, media_type: str) -> tuple[bytes, str]:
    """The pages alone: no author, no dates, no attached files, nothing beside their photos."""
    from pypdf import PdfReader

    return bare_pages(PdfReader(io.BytesIO(content))), media_type
