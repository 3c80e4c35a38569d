"""The gateway: takes calls, walks each through its documents, tells of recordings until heard."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass

import aiohttp
from baresip import BaresipError, Call

from ilm.faces.voice.browsers import Browsers, Dialog, Refused
from ilm.faces.voice.calls import Calls, Left
from ilm.faces.voice.documents import Unreadable, Verb
from ilm.faces.voice.legs import Gone, Leg, NoLeg, SipLeg
from ilm.faces.voice.lines import Lines, called_of, caller_of
from ilm.faces.voice.posting import Away, Posts
from ilm.faces.voice.reaching import Unanswered
from ilm.faces.voice.ringing import Ways
from ilm.faces.voice.seats import Seats, seat_in
from ilm.faces.voice.setup import Number, Setup
from ilm.faces.voice.sounds import Sounds
from ilm.faces.voice.sources import Doorkeeper
from ilm.faces.voice.spooling import Note, Spool, State
from ilm.faces.voice.walking import Next, Walk

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds between two looks for recordings that are not told yet
REMIND = 6 * 3600  # seconds before one that nobody fetched is told of again
ALARM = 300  # seconds between two alarms of a disk that fills up


@dataclass
class Page:
    """Who calls from a page, until the stack hands the call over."""

    number: Number
    caller: str
    url: str
    sid: str = ""


class Gateway:
    """One process, as many calls as `setup.calls`."""

    def __init__(self, setup: Setup, http: aiohttp.ClientSession) -> None:
        self.setup, self.lines, self.doorkeeper = setup, Lines(setup), Doorkeeper(setup)
        self.posts = Posts(http)
        self.sounds, self.spool = Sounds(self.posts), Spool(setup)
        self.calls = Calls(self.spool)
        self.browsers, self.seats = Browsers(setup), Seats()
        self.walks: dict[str, Walk] = {}
        self._pages: dict[str, Page] = {}
        self.ways = Ways(setup, self.lines, self.seats, self.walks)
        self._tasks: set[asyncio.Task[None]] = set()
        self._dialogs: dict[str, Dialog] = {}
        self._told_at: dict[str, float] = {}
        self._alarmed_at = -1e9

    async def open(self) -> None:
        """Recover what a death left, then listen."""
        await asyncio.to_thread(self.spool.recover)
        self._begin(self._tell_forever(self.calls.left()))
        await self.doorkeeper.look_for_trunks()
        self._begin(self.doorkeeper.follow_trunks())
        await self.lines.open(self._incoming)
        if self.setup.web:
            await self.browsers.open()
            await self.lines.open_to_pages(self.browsers.user, self._from_a_page)

    async def close(self, seconds: float) -> None:
        """Let the calls that are on end, then go."""
        await self.lines.close(seconds)
        await self.posts.settle(min(seconds, 3.0))
        for task in self._tasks:
            task.cancel()
        if self.setup.web:
            self.browsers.close()

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _incoming(self, call: Call) -> None:
        number, leg = self.setup.to(called_of(call)), SipLeg(call)
        if number is None:
            self._begin(self._refuse(call))  # a scanner: the application hears nothing of it
            return
        self._begin(self._knocked(call, leg, number))

    async def _knocked(self, call: Call, leg: Leg, number: Number) -> None:
        source = await self.lines.sources.of(call.call_id or "")
        if (label := self.doorkeeper.enter(source)) is None:
            await self._refuse(call)  # a flood is no missed call of a worker
            return
        is_trunk = self.doorkeeper.is_trunk(source)
        caller = caller_of(call, is_trunk=is_trunk)
        walk = self._walk(leg, number, caller, number.number, is_ours=False)
        walk.source = label
        self._take(walk, call, number.hook, is_trunk=is_trunk)

    def _from_a_page(self, call: Call) -> None:
        page = self._pages.pop(call.call_id or "", None)
        if page is None:
            self._begin(self._refuse(call))
            return
        number = page.number
        walk = self._walk(SipLeg(call), number, page.caller, number.number, is_ours=False)
        page.sid = walk.sid
        if name := seat_in(page.caller):
            self.walks[walk.sid] = walk
            self._begin(self._seated(walk, call, name))
        else:
            self._take(walk, call, page.url, is_trunk=False)

    async def _seated(self, walk: Walk, call: Call, name: str) -> None:
        """Somebody of the house, who is rung later: the application is told nothing of it."""
        try:
            await call.answer()
            walk.stands = "in-progress"
            await walk.leg.ready()
            await self.seats.sit(name, walk.leg)
        except (BaresipError, Gone):
            pass
        finally:
            await self._left(walk)

    def _take(self, walk: Walk, call: Call, url: str, *, is_trunk: bool) -> None:
        if not self.doorkeeper.has_room(len(self.walks), is_trunk=is_trunk):
            walk.stands = "busy"
            self.doorkeeper.leave(walk.source)
            self._begin(self._refuse(call))
            self._ended(walk)
            return
        self._on(walk)
        self._begin(self._taken(walk, call, url))

    def _walk(self, leg: Leg, number: Number, caller: str, called: str, *, is_ours: bool) -> Walk:
        return Walk(
            leg, number, caller=caller, called=called, is_ours=is_ours,
            posts=self.posts, sounds=self.sounds, spool=self.spool, reach=self.ways,
        )  # fmt: skip

    async def _refuse(self, call: Call) -> None:
        try:
            await call.reject()
        except BaresipError as trouble:
            log.warning("a call could not be refused: %s", type(trouble).__name__)

    async def page(self, number: Number, offer: str, *, caller: str, url: str) -> tuple[str, str]:
        """(name of the call, answer to the offer) of somebody who calls from a page.

        Raises Refused: no offer, or nobody takes it.
        """
        if not self.setup.web:
            raise Refused
        dialog = self.browsers.begin(offer)
        page = self._pages[dialog.name] = Page(number, caller, url)
        try:
            answer = await self.browsers.place(dialog)
        except BaseException:
            self.browsers.forget(dialog)
            raise
        finally:
            self._pages.pop(dialog.name, None)
        self._dialogs[page.sid] = dialog
        return page.sid, answer

    async def _taken(self, walk: Walk, call: Call, url: str) -> None:
        try:
            verbs: list[Verb] | None = None
            try:
                verbs = await walk.asked(Next(url))
            except (Away, Unreadable):
                log.error("the application does not answer: a message is taken")
            if verbs and verbs[0].name == "Reject":
                walk.stands = "busy"
                await call.reject()
                return
            await call.answer()
            await self._walked(walk, url, verbs)
        except (BaresipError, Gone, OSError) as why:
            walk.stands = _ended_by(why)
        finally:
            await self._over(walk)

    async def _walked(self, walk: Walk, url: str, verbs: list[Verb] | None) -> None:
        walk.stands = "in-progress"
        await walk.leg.ready()
        if verbs is None:
            await walk.take_a_message()
        else:
            await walk.go(url, verbs)
        walk.stands = "completed"

    async def _over(self, walk: Walk) -> None:
        await self._left(walk)
        self._ended(walk)

    async def _left(self, walk: Walk) -> None:
        await walk.leg.end()
        self.walks.pop(walk.sid, None)
        self.doorkeeper.leave(walk.source)
        if dialog := self._dialogs.pop(walk.sid, None):
            self.browsers.forget(dialog)

    def _on(self, walk: Walk) -> None:
        """From now on its end is told, even if we die before it."""
        self.walks[walk.sid] = walk
        stands = "failed" if walk.is_ours else "completed"
        told = {"CallStatus": stands, "CallDuration": "0"}
        self.calls.begin(Left(walk.sid, walk.number, walk.ended_url, walk.form() | told))

    def _ended(self, walk: Walk) -> None:
        seconds = asyncio.get_running_loop().time() - walk.began
        lasted = round(seconds) if walk.stands == "completed" else 0
        told = walk.form(CallDuration=lasted, **walk.leg.quality)
        self._tell_end(Left(walk.sid, walk.number, walk.ended_url, told))

    def _tell_end(self, left: Left) -> None:
        def heard() -> None:
            self.calls.end(left.name)

        self.posts.tell(left.number, left.url, left.form, then=heard)

    def place(
        self, number: Number, target: str, url: str, *, ended_url: str, seconds: float
    ) -> Walk | None:
        """Call somebody and execute the document at `url` when she answers; None if not allowed."""
        if not self.ways.leads_to(target):
            return None
        walk = self._walk(NoLeg(), number, number.number, target, is_ours=True)
        walk.ended_url = ended_url or number.ended_url
        self._on(walk)
        self._begin(self._placed(walk, target, url, seconds))
        return walk

    async def _placed(self, walk: Walk, target: str, url: str, seconds: float) -> None:
        try:
            walk.leg = await self.ways.ring(target, seconds, walk.sid)
            walk.stands = "in-progress"
            await walk.go(url)
            walk.stands = "completed"
        except Unanswered as why:
            walk.stands = why.said
        except (BaresipError, Gone, OSError) as why:
            walk.stands = _ended_by(why)
        finally:
            await self._over(walk)

    async def _tell_forever(self, left: list[Left]) -> None:
        """What was said first, then which calls a death of ours has ended."""
        while True:
            try:
                for note in await asyncio.to_thread(self.spool.notes):
                    await self._tell(note)
                while left:
                    self._tell_end(left.pop())
                self._look_at_the_disk()
            except OSError as trouble:
                log.critical("the spool cannot be read: %s", type(trouble).__name__)
            await asyncio.sleep(LOOK)

    async def _tell(self, note: Note) -> None:
        """At least once, and again after hours if nobody fetched it."""
        now, number = asyncio.get_running_loop().time(), self.setup.of(note.account)
        if number is None or note.state is State.RECORDING:
            return
        if note.state is State.TOLD and now - self._told_at.setdefault(note.name, now) < REMIND:
            return
        try:
            await self.posts.ask(number, note.callback, note.told(self.setup.base), tries=1)
        except Away:
            return
        self._told_at[note.name] = now
        await asyncio.to_thread(self.spool.tell, note)

    def _look_at_the_disk(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._alarmed_at > ALARM and self.spool.is_filling():
            self._alarmed_at = now
            log.critical("the disk for recordings is more than 80 %% full")


def _ended_by(why: Exception) -> str:
    """How a call stands that ended so: she hung up, or something failed."""
    if isinstance(why, Gone):
        return "completed"
    log.error("a call failed: %s", type(why).__name__)
    return "failed"
