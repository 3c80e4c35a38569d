"""A leg without SIP, an application without HTTP: time is real, and short."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from ilm.faces.voice.legs import Gone
from ilm.faces.voice.posting import Away
from ilm.faces.voice.reaching import Unanswered
from ilm.faces.voice.rooms import Room
from ilm.faces.voice.screening import Screen
from ilm.faces.voice.setup import Number, Setup, Sip
from ilm.faces.voice.spooling import Spool
from ilm.faces.voice.walking import Walk
from ilm.vault.sealing import new_pair

PAIR = new_pair()
LOUD, QUIET = (b"\x10\x20\xf0\xdf" * 80), bytes(320)  # twenty milliseconds
HOOK = "https://app.test/call"
NUMBER = Number(number="+6620000001", hook=HOOK, account="ACtest", token="s3cret")


def setup(folder: Path, **more: object) -> Setup:
    told = {"allow": ("+66", "@phones.test"), "sip": Sip(domain="trunk.test"), **more}
    return Setup(numbers=(NUMBER,), spool=folder / "spool", public=PAIR.public, **told)


class FakeLeg:
    """`says`: what is heard of her, packet by packet, then silence; `hangs_up_after` packets."""

    def __init__(self, *, says: list[bytes] = (), hangs_up_after: int = 10**9) -> None:
        self.keys: asyncio.Queue[str] = asyncio.Queue()
        self.pressed = asyncio.Event()
        self.says, self.heard, self.left = [*says], [], hangs_up_after
        self.is_ended, self.quality, self.types = False, {}, {}

    @property
    def is_gone(self) -> bool:
        return self.is_ended or self.left <= 0

    def press(self, keys: str) -> None:
        for key in keys:
            self.keys.put_nowait(key)
        self.pressed.set()

    async def ready(self) -> None:
        """It is."""

    async def nap(self) -> None:
        await asyncio.sleep(0)
        self.left -= 1
        if self.is_gone:
            raise Gone

    async def play(self, samples: bytes, stop: asyncio.Event | None = None) -> bool:
        if stop is not None and stop.is_set():
            return False
        await self.nap()
        self.heard.append(samples)
        if keys := self.types.pop(samples, ""):
            self.press(keys)
            return stop is None
        return True

    async def hear(self) -> bytes:
        await asyncio.sleep(0.001)
        await self.nap()
        return self.says.pop(0) if self.says else QUIET

    def take(self) -> bytes:
        return self.says.pop(0) if self.says else b""

    def give(self, samples: bytes) -> None:
        self.heard.append(samples)

    def drop_keys(self) -> None:
        self.pressed.clear()
        while not self.keys.empty():
            self.keys.get_nowait()

    async def end(self) -> None:
        self.is_ended = True


class FakePosts:
    """`script`: URL → what stands in the Response; what is not there is away."""

    def __init__(self, script: Mapping[str, str]) -> None:
        self.script, self.asked, self.told = script, [], []

    async def ask(
        self, number: Number, url: str, form: Mapping[str, str], *, tries: int = 2
    ) -> bytes:
        self.asked.append((url, dict(form)))
        if url not in self.script:
            raise Away
        return f"<Response>{self.script[url]}</Response>".encode()

    def tell(self, number: Number, url: str, form: Mapping[str, str], **_: object) -> None:
        self.told.append((url, dict(form)))


class FakeSounds:
    """A sound is the name it was asked by."""

    async def prompt(self, url: str) -> bytes:
        if "missing" in url:
            raise Away
        return url.rpartition("/")[2].encode()

    async def file(self, path: str) -> bytes:
        if "missing" in path:
            raise Away
        return path.encode()

    async def speech(self, language: str, words: str) -> bytes:
        return f"{language}: {words}".encode()


class FakeReach:
    """`answers`: who takes a call, by what is dialled; the others' status."""

    def __init__(self, **answers: FakeLeg | str) -> None:
        self.answers, self.rung = answers, []
        self.rooms: dict[tuple[str, str], Room] = {}
        self.made: Walk | None = None

    async def ring(self, target: str, seconds: float, sid: str) -> FakeLeg:
        self.rung.append(target)
        found = self.answers.get(target, "failed")
        await asyncio.sleep(0)
        if isinstance(found, str):
            raise Unanswered(found)
        return found

    async def asks(self, leg: FakeLeg, url: str, *, target: str, sid: str) -> bool:
        return await screen(self.made, leg, self).passes(url)


def screen(made: Walk, leg: FakeLeg, reach: FakeReach) -> Screen:
    """What whoever is rung for that call hears."""
    return Screen(
        leg, NUMBER, caller=NUMBER.number, called="+6691", parent=made.sid,
        posts=made.posts, sounds=made.sounds, spool=made.spool, reach=reach,
    )  # fmt: skip


def walk(
    folder: Path, leg: FakeLeg, script: Mapping[str, str], reach: FakeReach | None = None
) -> Walk:
    reach = reach or FakeReach()
    reach.made = Walk(
        leg, NUMBER, caller="+95912", called=NUMBER.number, is_ours=False,
        posts=FakePosts(script), sounds=FakeSounds(), spool=Spool(setup(folder)),
        reach=reach,
    )  # fmt: skip
    return reach.made
