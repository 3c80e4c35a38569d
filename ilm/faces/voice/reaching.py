"""Puts a caller through: rings whom the document names, one after another, or enters a room."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from ilm.faces.voice.documents import Verb
from ilm.faces.voice.legs import Gone, Leg
from ilm.faces.voice.rooms import Room
from ilm.faces.voice.sounds import RINGS, Sounds

RINGS_FOR = 30  # seconds, as Twilio has it


class Unanswered(Exception):
    """Nobody took the call. `said` as Twilio says it: busy, no-answer, failed."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class Reach(Protocol):
    """The way out."""

    rooms: dict[str, Room]

    async def ring(self, target: str, seconds: float, sid: str) -> Leg:
        """A leg that was answered within so many seconds. Raises Unanswered."""


async def dial(leg: Leg, verb: Verb, reach: Reach, sid: str, sounds: Sounds) -> tuple[str, int]:
    """(DialCallStatus, seconds). Raises Gone where the caller hangs up."""
    loop = asyncio.get_running_loop()
    names = verb.inside or ((Verb("Number", {}, verb.text),) if verb.text else ())
    if names and names[0].name == "Conference":
        began = loop.time()
        await _confer(leg, names[0], reach)
        return "completed", round(loop.time() - began)
    try:
        other = await _anybody(leg, names, reach, verb.number("timeout", RINGS_FOR), sid)
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


async def _anybody(leg: Leg, names: Sequence[Verb], reach: Reach, seconds: float, sid: str) -> Leg:
    """Rings each in turn while the caller hears that it rings. Raises Unanswered, Gone."""
    status = "failed"
    for name in names:
        ringing = asyncio.ensure_future(reach.ring(name.text, seconds, sid))
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


async def _confer(leg: Leg, noun: Verb, reach: Reach) -> None:
    """In the room of that name until she or the room is gone. Raises Gone."""
    room = reach.rooms.setdefault(noun.text, Room())
    room.has_begun |= noun.says("startConferenceOnEnter", otherwise=True)
    room.enter(leg, is_muted=noun.says("muted", otherwise=False))
    try:
        while not room.is_over:
            await asyncio.sleep(0.05)
            if leg.is_gone:
                raise Gone
    finally:
        room.leave(leg)
        room.is_over |= noun.says("endConferenceOnExit", otherwise=False)
        if not room.legs and reach.rooms.get(noun.text) is room:
            del reach.rooms[noun.text]
