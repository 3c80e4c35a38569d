"""What callers hear: prompts fetched and turned into samples, tones, a machine's voice."""

import array
import asyncio
import hashlib
import logging
import math
import re
import shutil
from collections import OrderedDict
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe

from ilm.faces.voice.posting import Away, Posts
from ilm.vault.recordings import RATE

log = logging.getLogger(__name__)
KEPT = 64 * 1024 * 1024  # bytes of sounds in memory
SECONDS = 30  # for a decoder or a voice
LOUD = 8000  # of a tone, of 32,767
VOICE = re.compile(r"[a-z]{2,3}")
DECODE = (
    "-nostdin", "-v", "error", "-protocol_whitelist", "pipe", "-t", "600", "-i", "pipe:0",
    "-map", "0:a:0", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "pipe:1",
)  # fmt: skip


class Sounds:
    """Keeps what was heard lately; a prompt is fetched once."""

    def __init__(self, posts: Posts) -> None:
        self._posts, self._size = posts, 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def prompt(self, url: str) -> bytes:
        """Samples of a sound of the application's. Raises Away."""
        if (found := self._had(url)) is None:
            found = self._keep(url, await decoded(await self._posts.fetch(url)))
        return found

    async def file(self, path: str) -> bytes:
        """Samples of a sound on our own disk. Raises Away."""
        if (found := self._had(path)) is None:
            try:
                raw = await asyncio.to_thread(Path(path).read_bytes)
            except OSError:
                raise Away from None
            found = self._keep(path, await decoded(raw))
        return found

    async def speech(self, language: str, words: str) -> bytes:
        """A machine's voice, where one is installed: a draft, told in the log so that a person
        records it. Nothing where there is none."""
        name = hashlib.sha256(f"{language} {words}".encode()).hexdigest()
        if (found := self._had(name)) is None:
            log.warning("a machine says a prompt in %s: nobody has recorded it", language[:10])
            raw = await spoken(language, words)
            found = self._keep(name, await decoded(raw) if raw else b"")
        return found

    def _had(self, name: str) -> bytes | None:
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name)

    def _keep(self, name: str, samples: bytes) -> bytes:
        self._kept[name] = samples
        self._size += len(samples)
        while self._size > KEPT:
            self._size -= len(self._kept.popitem(last=False)[1])
        return samples


async def decoded(raw: bytes) -> bytes:
    """Any sound that ffmpeg reads, as samples. Raises Away where it is none."""
    return await _through((get_ffmpeg_exe(), *DECODE), raw)


async def spoken(language: str, words: str) -> bytes:
    """A sound file by espeak-ng, or nothing."""
    voice = language.split("-", maxsplit=1)[0].lower()
    program = shutil.which("espeak-ng")
    if not program or not VOICE.fullmatch(voice):
        return b""
    try:
        return await _through((program, "-v", voice, "--stdout", "--stdin"), words.encode())
    except Away:
        return b""


async def _through(words: tuple[str, ...], given: bytes) -> bytes:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        *words, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        out, _ = await asyncio.wait_for(child.communicate(given), SECONDS)
    except TimeoutError:
        out = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not out:
        raise Away
    return out


def tone(hertz: int, seconds: float, *, loud: int = LOUD) -> bytes:
    """A plain tone."""
    step = 2 * math.pi * hertz / RATE
    return array.array(
        "h", (int(loud * math.sin(step * at)) for at in range(int(RATE * seconds)))
    ).tobytes()


def silence(seconds: float) -> bytes:
    return bytes(2 * int(RATE * seconds))


BEEP = tone(1000, 0.3)
RINGS = tone(425, 1, loud=3000) + silence(3)
ALIVE = tone(400, 0.15, loud=1200) + silence(4.85)  # alone in a room: the line has not died
