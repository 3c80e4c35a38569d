"""Puts a caller through: rings whom the document names, one after another, or enters a room."""

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol
from urllib.parse import urljoin

from ilm.faces.voice.documents import Verb
from ilm.faces.voice.legs import Gone, Leg
from ilm.faces.voice.rooms import Room
from ilm.faces.voice.sounds import RINGS
from ilm.faces.voice.spooling import Recording
from ilm.faces.voice.taping import Tape

RINGS_FOR = 30  # seconds, as Twilio has it
KEEPS = frozenset({"record-from-start", "true"})


class Unanswered(Exception):
    """Nobody took the call. `said` as Twilio says it: busy, no-answer, failed."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class Reach(Protocol):
    """The way out."""

    rooms: dict[tuple[str, str], Room]  # by account and name: two organisations never meet

    async def ring(self, target: str, seconds: float, sid: str) -> Leg:
        """A leg that was answered within so many seconds. Raises Unanswered."""

    async def asks(self, leg: Leg, url: str, *, target: str, sid: str) -> bool:
        """Whether whoever answered takes the call, by the document at `url`. Raises Gone."""


class Dialled(NamedTuple):
    """A `Dial` as it stands in the call `sid`. `base`: where its document lies."""

    reach: Reach
    sid: str
    account: str
    base: str
    keeps: Callable[[str], Recording]  # begins a recording that is told of there
    seconds: float = RINGS_FOR

    async def taken(self, name: Verb) -> Leg:
        """The leg of whoever answers, and takes the call where its `url` asks for that. Raises
        Unanswered."""
        leg = await self.reach.ring(name.text, self.seconds, self.sid)
        url, is_taken = name.get("url"), False
        try:
            is_taken = not url or await self.reach.asks(
                leg, urljoin(self.base, url), target=name.text, sid=self.sid
            )
        except Gone:
            pass
        finally:
            if not is_taken:
                await leg.end()
        if not is_taken:
            raise Unanswered("no-answer")
        return leg


async def dial(leg: Leg, verb: Verb, here: Dialled) -> tuple[str, int]:
    """(DialCallStatus, seconds). Raises Gone where the caller hangs up."""
    loop = asyncio.get_running_loop()
    names = verb.inside or ((Verb("Number", {}, verb.text),) if verb.text else ())
    if names and names[0].name == "Conference":
        began = loop.time()
        await _confer(leg, names[0], here)
        return "completed", round(loop.time() - began)
    try:
        other = await _anybody(leg, names, here)
    except Unanswered as why:
        return why.said, 0
    began, room = loop.time(), Room()
    try:
        room.has_begun = True
        for each in (leg, other):
            room.enter(each)
        await _until(leg, other, room)
    finally:
        for each in (leg, other):
            room.leave(each)
        await other.end()
    if leg.is_gone:
        raise Gone
    return "completed", round(loop.time() - began)


async def _until(leg: Leg, other: Leg, room: Room) -> None:
    """Until one of them is gone."""
    while not (leg.is_gone or other.is_gone or room.is_over):
        await asyncio.sleep(0.05)


async def _anybody(leg: Leg, names: Sequence[Verb], here: Dialled) -> Leg:
    """Rings each in turn while the caller hears that it rings. Raises Unanswered, Gone."""
    status = "failed"
    for name in names:
        ringing = asyncio.ensure_future(here.taken(name))
        try:
            await _while_it_rings(leg, ringing)
            return ringing.result()
        except Unanswered as why:
            status = why.said
        except BaseException:  # the caller is gone, or was moved
            await _unring(ringing)
            raise
    raise Unanswered(status)


async def _unring(ringing: "asyncio.Future[Leg]") -> None:
    if ringing.done() and not ringing.cancelled() and ringing.exception() is None:
        await ringing.result().end()
    ringing.cancel()


async def _while_it_rings(leg: Leg, ringing: "asyncio.Future[Leg]") -> None:
    answered = asyncio.Event()
    ringing.add_done_callback(lambda _: answered.set())
    while not answered.is_set():
        await leg.play(RINGS, answered)


async def _confer(leg: Leg, noun: Verb, here: Dialled) -> None:
    """In the account's room of that name until she or the room is gone. Raises Gone."""
    rooms, key = here.reach.rooms, (here.account, noun.text)
    if (room := rooms.get(key)) is None or room.is_over:
        room = rooms[key] = Room()
    there, is_kept = noun.get("recordingStatusCallback"), noun.get("record") in KEEPS
    tape = Tape(lambda: here.keeps(urljoin(here.base, there) if there else "")) if is_kept else None
    room.has_begun |= noun.says("startConferenceOnEnter", otherwise=True)
    room.enter(leg, is_muted=noun.says("muted", otherwise=False))
    room.tapes |= {tape} if tape else set()
    try:
        while not room.is_over:
            await asyncio.sleep(0.05)
            if leg.is_gone:
                raise Gone
    finally:
        if tape is not None:
            room.tapes.discard(tape)
            tape.end()
        room.leave(leg)
        room.is_over |= noun.says("endConferenceOnExit", otherwise=False)
        if not room.legs and rooms.get(key) is room:
            del rooms[key]
