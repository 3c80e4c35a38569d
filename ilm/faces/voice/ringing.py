"""The way out: telephones by the trunk, browsers by their seats; what whoever answers is asked."""

import logging
from collections.abc import Mapping

from ilm.faces.voice.legs import Leg
from ilm.faces.voice.lines import Lines
from ilm.faces.voice.reaching import Unanswered
from ilm.faces.voice.rooms import Room
from ilm.faces.voice.screening import Screen
from ilm.faces.voice.seats import Seats, seat_in
from ilm.faces.voice.setup import Number, Setup
from ilm.faces.voice.walking import Walk

log = logging.getLogger(__name__)


class Ways:
    """`reaching.Reach` as it is outside tests. `walks`: the calls that are on, by name."""

    def __init__(self, setup: Setup, lines: Lines, seats: Seats, walks: Mapping[str, Walk]) -> None:
        self.setup, self.lines, self.seats, self.walks = setup, lines, seats, walks
        self.rooms: dict[tuple[str, str], Room] = {}

    def leads_to(self, target: str) -> bool:
        """Whether we may call there."""
        return bool(self.setup.uri(target) or seat_in(target))

    async def ring(self, target: str, seconds: float, sid: str) -> Leg:
        """A leg that was answered. Raises Unanswered, also where we may not call there."""
        if name := seat_in(target):
            return await self.seats.ring(name, seconds)
        if not (uri := self.setup.uri(target)):
            log.error("a document wants a number called that `allow` does not name")
            raise Unanswered("failed")
        walk = self.walks.get(sid)
        return await self.lines.ring(uri, seconds, self._ours(walk.number if walk else None))

    async def asks(self, leg: Leg, url: str, *, target: str, sid: str) -> bool:
        """Whether whoever answered takes the call, by the document at `url`. Raises Gone."""
        if (walk := self.walks.get(sid)) is None:
            return False
        number = walk.number
        screen = Screen(
            leg, number, caller=number.number, called=target, parent=sid,
            posts=walk.posts, sounds=walk.sounds, spool=walk.spool, reach=self,
        )  # fmt: skip
        return await screen.passes(url)

    def _ours(self, number: Number | None) -> dict[str, str]:
        """We say who we are, never who called us."""
        domain = self.setup.sip.domain
        if number is None or not domain:
            return {}
        return {"P-Asserted-Identity": f"<sip:{number.number}@{domain}>"}
