"""A voice as any browser plays it, and its outline: made once, where its plaintext first exists."""

import os
import resource
import subprocess
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SECONDS = 60  # of processor, and on the clock: what takes longer is kept as it came
LARGEST = 64 * 1024 * 1024  # bytes that a copy may have
LONGEST = 3600  # seconds that are listened to
RATE = 2000  # samples a second that the outline is drawn from
BARS = 64
TALLEST = 100
# What may be opened at all. Playlists and the like name other files, and ffmpeg would fetch them.
OPENED = "wav,ogg,mp3,aac,amr,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
# Decoders of what phones and providers send; a stranger chooses none other.
DECODED = "pcm_s16le,pcm_mulaw,pcm_alaw,opus,libopus,vorbis,amrnb,amrwb,aac,mp3,mp3float"
PLAYED_ANYWHERE = ("audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac")
HEARD_AS = "audio/mp4"
LIMITS = {
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_FSIZE: LARGEST,
    resource.RLIMIT_CORE: 0,
}


class NotSound(Exception):
    """Nothing that can be listened to."""


@dataclass(frozen=True)
class Sound:
    """`peaks`: BARS numbers up to TALLEST. `copy` is AAC in MP4, None where any browser plays it as
    it is."""

    seconds: int
    peaks: list[int] = field(repr=False)
    copy: bytes | None = field(repr=False)


def listen(content: bytes, media_type: str) -> Sound:
    """The outline of a voice and, where not every browser plays it, a copy that each does.

    Raises NotSound for what is none, or holds nothing that phones send.
    """
    drawn = ("-map", "0:a:0", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "pipe:1")
    copied = (
        "-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-ac", "1",
        "-c:a", "aac", "-b:a", "48k", "-fflags", "+bitexact", "-f", "ipod",
    )  # fmt: skip
    to_copy = media_type not in PLAYED_ANYWHERE
    before = ("-codec_whitelist", DECODED, "-t", str(LONGEST))
    found = run(content, before=before, after=drawn, target=copied if to_copy else ())
    if found.is_broken or not found.said or (to_copy and not found.copy):
        raise NotSound
    samples = array("h", found.said[: len(found.said) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(-(-len(samples) // RATE), outline(samples), found.copy if to_copy else None)


def outline(samples: Sequence[int]) -> list[int]:
    """The loudest of each of BARS stretches, the loudest of all being TALLEST."""
    edges = [len(samples) * n // BARS for n in range(BARS + 1)]
    loud = [
        max((max(part), -min(part), 0)) if (part := samples[a:b]) else 0 for a, b in pairwise(edges)
    ]
    most = max(loud) or 1
    return [each * TALLEST // most for each in loud]


@dataclass(frozen=True)
class Ran:
    """What a run of ffmpeg gave: its standard output, and the copy."""

    is_broken: bool
    said: bytes = field(repr=False)
    copy: bytes = field(repr=False)


def run(
    content: bytes,
    *,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    target: Sequence[str] = (),
) -> Ran:
    """ffmpeg over bytes in memory alone: options before the input, an output of its own, and the
    options of a copy. It is given no variable of ours and little time and room."""
    from imageio_ffmpeg import get_ffmpeg_exe

    given, made = (os.memfd_create(name) for name in ("source", "target"))
    try:
        with open(os.dup(given), "wb") as file:
            file.write(content)
        command = [get_ffmpeg_exe(), "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"]
        command += ["-format_whitelist", OPENED, *before, "-i", f"/proc/self/fd/{given}", *after]
        command += [*target, "-y", f"/proc/self/fd/{made}"] if target else []
        is_broken, said = _waited(command, (given, made))
        with open(os.dup(made), "rb") as file:
            file.seek(0)
            return Ran(is_broken, said, file.read())
    finally:
        os.close(given)
        os.close(made)


def _waited(command: Sequence[str], files: tuple[int, int]) -> tuple[bool, bytes]:
    """Whether it failed, and what it said. TimeoutExpired once it took too long."""
    pipe, none = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603 - our own binary, our own arguments
        command, pass_fds=files, stdin=none, stdout=pipe, stderr=none, env={}
    ) as child:
        for kind, most in LIMITS.items():
            resource.prlimit(child.pid, kind, (most, most))
        try:
            said, _ = child.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            raise
        return child.returncode != 0, said
