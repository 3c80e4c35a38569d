"""Who takes calls in a browser: one line that stays, lent to one caller after another.

`sip:NAME@page` is such a seat. It rings in her ear; the key 1 takes the call, any other declines;
while she talks * ends that call and nothing else does. The page has buttons for them.
"""

import asyncio
import re

from ilm.faces.voice.legs import Gone, Leg
from ilm.faces.voice.reaching import Unanswered
from ilm.faces.voice.sounds import RINGS

SEAT = re.compile(r"sip:([\w-]{16,64})@page")
TAKES, ENDS = "1", "*"


class Seat:
    """One browser at a desk."""

    def __init__(self, leg: Leg) -> None:
        self.leg, self.is_taken = leg, False

    async def sit(self) -> None:
        """Until the page is closed. Raises Gone."""
        while True:
            await self.leg.nap()
            if not self.is_taken:
                self.leg.take()  # nobody listens to an empty seat

    async def rung(self, seconds: float) -> "Lent":
        """She takes it. Raises Unanswered: she talks, declines, or is not there."""
        if self.is_taken or self.leg.is_gone:
            raise Unanswered("busy" if self.is_taken else "failed")
        self.is_taken = True
        self.leg.drop_keys()
        try:
            await asyncio.wait_for(self._ringing(), seconds)
            if self.leg.keys.get_nowait() != TAKES:
                raise Unanswered("busy")
        except BaseException as why:
            self.is_taken = False
            if isinstance(why, TimeoutError):
                raise Unanswered("no-answer") from None
            if isinstance(why, Gone):
                raise Unanswered("failed") from None
            raise
        self.leg.drop_keys()
        return Lent(self)

    async def _ringing(self) -> None:
        while not self.leg.pressed.is_set():
            await self.leg.play(RINGS, self.leg.pressed)


class Lent:
    """A seat while it is one caller's: its end is not the seat's."""

    def __init__(self, seat: Seat) -> None:
        self._seat, self._is_over, self._is_left = seat, False, False
        self.keys, self.pressed = seat.leg.keys, seat.leg.pressed

    @property
    def is_gone(self) -> bool:
        while not self._is_over and not self.keys.empty():  # nobody else reads them meanwhile
            self._is_left |= self.keys.get_nowait() == ENDS
        return self._is_over or self._is_left or self._seat.leg.is_gone

    @property
    def quality(self) -> dict[str, str]:
        return self._seat.leg.quality

    async def ready(self) -> None:
        await self._seat.leg.ready()

    async def nap(self) -> None:
        await self._seat.leg.nap()
        if self.is_gone:
            raise Gone

    async def play(self, samples: bytes, stop: asyncio.Event | None = None) -> bool:
        return await self._seat.leg.play(samples, stop)

    async def hear(self) -> bytes:
        return await self._seat.leg.hear()

    def take(self) -> bytes:
        return self._seat.leg.take()

    def give(self, samples: bytes) -> None:
        self._seat.leg.give(samples)

    def drop_keys(self) -> None:
        self._seat.leg.drop_keys()

    async def end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._seat.is_taken = False
            self._seat.leg.drop_keys()


class Seats:
    """All that are taken, by name."""

    def __init__(self) -> None:
        self._seats: dict[str, Seat] = {}

    async def sit(self, name: str, leg: Leg) -> None:
        """Until the page is closed, or another takes the seat. Raises Gone."""
        if before := self._seats.get(name):
            await before.leg.end()
        seat = self._seats[name] = Seat(leg)
        try:
            await seat.sit()
        finally:
            if self._seats.get(name) is seat:
                del self._seats[name]

    async def ring(self, name: str, seconds: float) -> Lent:
        """Raises Unanswered."""
        if (seat := self._seats.get(name)) is None:
            raise Unanswered("failed")
        return await seat.rung(seconds)


def seat_in(target: str) -> str:
    """The seat's name in what is dialled; empty where it is none."""
    found = SEAT.fullmatch(target)
    return found[1] if found else ""
