"""Where people on several legs hear each other: two in a call that was put through, more later."""

import asyncio
from collections.abc import Iterable

import numpy as np

from ilm.faces.voice.legs import TICK, Leg
from ilm.faces.voice.sounds import ALIVE
from ilm.faces.voice.taping import Tape
from ilm.vault.recordings import BYTES

PACKET = int(BYTES * TICK)
MOST = BYTES * 2 // 5  # held of one voice: what is older is dropped, so that nobody lags behind


class Room:
    """Mixes everybody's voice for everybody else, twenty milliseconds at a time."""

    def __init__(self) -> None:
        self.legs: list[Leg] = []
        self.muted: set[Leg] = set()
        self.tapes: set[Tape] = set()  # who keeps what is said here
        self.has_begun = self.is_over = False
        self._held: dict[Leg, bytes] = {}
        self._turning: asyncio.Task[None] | None = None

    def enter(self, leg: Leg, *, is_muted: bool = False) -> None:
        leg.take()  # what was said before was not meant for this room
        self.legs.append(leg)
        self._held[leg] = b""
        if is_muted:
            self.muted.add(leg)
        if self._turning is None:
            self._turning = asyncio.ensure_future(self._turn())

    def leave(self, leg: Leg) -> None:
        if leg in self.legs:
            self.legs.remove(leg)
            self.muted.discard(leg)
            del self._held[leg]
        if not self.legs and self._turning is not None:
            self._turning.cancel()
            self._turning = None

    async def _turn(self) -> None:
        loop, alone = asyncio.get_running_loop(), 0
        due = loop.time()
        while True:
            due += TICK
            await asyncio.sleep(max(0.0, due - loop.time()))
            if loop.time() - due > 0.2:
                due = loop.time()  # we were held up: do not hurry after it
            waits = len(self.legs) < 2 or not self.has_begun
            said = {leg: self._packet(leg) for leg in self.legs}
            alone = alone + PACKET if waits else 0
            for tape in () if waits else tuple(self.tapes):
                tape.add(mixed(said.values()).ljust(PACKET, b"\0"))
            for leg in self.legs:
                if waits:
                    at = (alone - PACKET) % len(ALIVE)
                    leg.give(ALIVE[at : at + PACKET])
                elif heard := mixed(each for other, each in said.items() if other is not leg):
                    leg.give(heard)

    def _packet(self, leg: Leg) -> bytes:
        held = (self._held[leg] + leg.take())[-MOST:]
        self._held[leg] = held[PACKET:]
        return b"" if leg in self.muted else held[:PACKET]


def mixed(voices: Iterable[bytes]) -> bytes:
    """All of them at once, as loud as the line carries."""
    said = [each for each in voices if each]
    if len(said) < 2:
        return said[0] if said else b""
    longest = max(map(len, said))
    padded = [np.frombuffer(each.ljust(longest, b"\0"), "<i2").astype(np.int32) for each in said]
    return np.clip(sum(padded), -32768, 32767).astype("<i2").tobytes()
