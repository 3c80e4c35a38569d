"""One call and the documents that lead it: asks, executes, asks again, until somebody hangs up."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple
from urllib.parse import urljoin

from ilm.faces.voice.documents import Unreadable, Verb, verbs_in
from ilm.faces.voice.legs import Gone, Leg
from ilm.faces.voice.posting import Away, Posts
from ilm.faces.voice.reaching import RINGS_FOR, Dialled, Reach, dial
from ilm.faces.voice.recording import record
from ilm.faces.voice.setup import Number
from ilm.faces.voice.sounds import Sounds
from ilm.faces.voice.spooling import Note, Recording, Spool, fields_of

log = logging.getLogger(__name__)
MOST = 2_000  # documents in one call: an application that goes in circles is no help to anybody
SORRY = "We cannot reach the office now. Please leave a message after the tone."
SPOKEN = Verb("Say", {"language": "en"}, SORRY)
TAKE = Verb("Record", {"maxLength": "900", "timeout": "10", "finishOnKey": "#"}, "")


class Next(NamedTuple):
    """Where the call goes, and what is told there."""

    url: str
    form: Mapping[str, str] = {}


class Walk:
    """A call, from its first document to its end."""

    def __init__(
        self, leg: Leg, number: Number, *, caller: str, called: str, is_ours: bool,
        posts: Posts, sounds: Sounds, spool: Spool, reach: Reach,
    ) -> None:  # fmt: skip
        self.leg, self.number, self.is_ours = leg, number, is_ours
        self.posts, self.sounds, self.spool, self.reach = posts, sounds, spool, reach
        self.sid, self.stands = f"CA{uuid.uuid4().hex}", "queued" if is_ours else "ringing"
        self.ended_url = number.ended_url
        self.began = asyncio.get_running_loop().time()
        self._who = {"From": caller, "To": called}
        self._doing: asyncio.Task[Next | None] | None = None
        self._moved = self.source = ""  # `source`: what its doorkeeper knows it by

    def form(self, **more: object) -> dict[str, str]:
        """What every post tells."""
        return {
            "CallSid": self.sid, "AccountSid": self.number.account, **self._who,
            "CallStatus": self.stands, "Direction": "outbound-api" if self.is_ours else "inbound",
            "ApiVersion": "2010-04-01", **{name: str(value) for name, value in more.items()},
        }  # fmt: skip

    def move(self, url: str) -> None:
        """Leave what is going on and execute another document."""
        self._moved = url
        if self._doing is not None:
            self._doing.cancel()

    async def go(self, url: str, verbs: list[Verb] | None = None) -> None:
        """Until it ends: the document at `url`, or `verbs` that were asked there already.

        Raises Gone where the other side hangs up.
        """
        to: Next | None = Next(url)
        for _ in range(MOST):
            if to is None:
                return
            await self.leg.nap()
            self._doing = asyncio.ensure_future(self._document(to, verbs))
            verbs = None
            try:
                to = await self._doing
            except asyncio.CancelledError:
                if not self._moved:
                    raise
            if self._moved:
                to, self._moved = Next(self._moved), ""

    async def asked(self, to: Next) -> list[Verb]:
        """The document there. Raises Away, Unreadable."""
        return verbs_in(await self.posts.ask(self.number, to.url, self.form(**to.form)))

    async def _document(self, to: Next, verbs: list[Verb] | None) -> Next | None:
        try:
            for verb in await self.asked(to) if verbs is None else verbs:
                found = await self._do(verb, to.url)
                if found is not None:
                    return found if found.url else None
            return None
        except Gone:
            raise
        except (Away, Unreadable) as why:
            log.error("no document: %s", str(why) or "the application does not answer")
        except Exception:  # a fault of ours must not turn her away either
            log.exception("a document was left")
        await self.take_a_message()
        return None

    async def take_a_message(self) -> None:
        """The application is away: nobody is turned away. It hears of it when it is back."""
        said = self.number.sorry
        try:
            await self.leg.play(await (self.sounds.file(said) if said else self._machine(SPOKEN)))
        except Away:
            await self.leg.play(await self._machine(SPOKEN))
        await record(self.leg, TAKE, self.recording(self.number.hook))

    def recording(self, callback: str) -> Recording:
        return self.spool.begin(self.number, callback, self.form())

    async def _do(self, verb: Verb, base: str) -> Next | None:
        if verb.name in ("Hangup", "Reject"):
            return Next("")
        acts: dict[str, Callable[[Verb, str], Awaitable[Next | None]]] = {
            "Play": self._speak, "Say": self._speak, "Pause": self._speak,
            "Gather": self._gather, "Record": self._record, "Dial": self._dial,
            "Redirect": self._redirect,
        }  # fmt: skip
        return await acts[verb.name](verb, base)

    async def _speak(self, verb: Verb, base: str, stop: asyncio.Event | None = None) -> None:
        if verb.name == "Pause":
            await self._pause(verb.number("length", 1), stop)
            return
        times = int(verb.number("loop", 1)) or MOST
        try:
            sound = await (self._machine(verb) if verb.name == "Say" else
                           self.sounds.prompt(urljoin(base, verb.text)))  # fmt: skip
        except Away:
            return  # one prompt that is missing must not end a call
        for _ in range(times):
            if not sound or not await self.leg.play(sound, stop):
                return

    async def _machine(self, verb: Verb) -> bytes:
        return await self.sounds.speech(verb.get("language", "en"), verb.text)

    async def _pause(self, seconds: float, stop: asyncio.Event | None = None) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while loop.time() < until and not (stop and stop.is_set()):
            await self.leg.hear()

    async def _gather(self, verb: Verb, base: str) -> Next | None:
        """Keys pressed since the last question count: `**` is never lost between two documents."""
        wanted, ends = int(verb.number("numDigits", 0)), verb.get("finishOnKey", "#")
        patience, loop, got = verb.number("timeout", 5), asyncio.get_running_loop(), ""
        for each in verb.inside:
            await self._speak(each, base, self.leg.pressed)
        until = loop.time() + patience
        while loop.time() < until and not (wanted and len(got) >= wanted):
            if self.leg.keys.empty():
                await self.leg.hear()
                continue
            key = self.leg.keys.get_nowait()
            if ends and key in ends:
                break
            got, until = got + key, loop.time() + patience
        if self.leg.keys.empty():
            self.leg.pressed.clear()
        if got or verb.says("actionOnEmptyResult", otherwise=False):
            return Next(urljoin(base, verb.get("action")), {"Digits": got})
        return None

    async def _record(self, verb: Verb, base: str) -> Next:
        callback = verb.get("recordingStatusCallback")
        action = urljoin(base, verb.get("action"))
        kept = self.recording(urljoin(base, callback) if callback else self.number.hook)
        try:
            key = await record(self.leg, verb, kept)
        except Gone:
            form = self.form(Digits="hangup", **self._named(kept.note))
            self.posts.tell(self.number, action, form)
            raise
        return Next(action, {"Digits": key, **self._named(kept.note)})

    def _named(self, note: Note) -> dict[str, str]:
        return fields_of(self.spool.setup.base, note.account, note.name, note.seconds)

    async def _dial(self, verb: Verb, base: str) -> Next | None:
        here = Dialled(
            self.reach, self.sid, self.number.account, base,
            keeps=lambda there: self.recording(there or self.number.hook),
            seconds=verb.number("timeout", RINGS_FOR),
        )  # fmt: skip
        try:
            status, seconds = await dial(self.leg, verb, here)
        finally:
            self.leg.drop_keys()  # what was pressed while people talked answers no question
        told = {"DialCallStatus": status, "DialCallDuration": str(seconds)}
        action = verb.get("action")
        if not action:
            return None
        return Next(urljoin(base, action), told)

    async def _redirect(self, verb: Verb, base: str) -> Next:
        return Next(urljoin(base, verb.text))
