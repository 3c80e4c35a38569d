"""What we tell the application, signed as Twilio signs, and what it answers."""

import asyncio
import base64
import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping

import aiohttp

from ilm.faces.voice.setup import Number

log = logging.getLogger(__name__)
PATIENCE = aiohttp.ClientTimeout(total=10)  # seconds; somebody is on the line
AGAIN = (0.5, 2.0, 10.0, 30.0, 60.0)  # seconds before what must be told is told again
LARGEST = 1024 * 1024  # bytes of an answer
SOUND_MAX = 16 * 1024 * 1024


class Away(Exception):
    """The application did not answer, or not with 2xx."""


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """What proves that a post is ours: Twilio's X-Twilio-Signature."""
    said = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), said.encode(), hashlib.sha1)).decode()


class Posts:
    """The way to the application. What nobody waits for is told until it is heard."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self._telling: set[asyncio.Task[None]] = set()

    async def ask(
        self, number: Number, url: str, form: Mapping[str, str], *, tries: int = 2
    ) -> bytes:
        """Its answer. Raises Away after `tries`, of ten seconds each at most."""
        told = dict(form)
        headers = {"X-Twilio-Signature": signature(number.token, url, told)}
        for left in range(tries - 1, -1, -1):
            try:
                async with self._http.post(
                    url, data=told, headers=headers, timeout=PATIENCE, allow_redirects=False
                ) as answer:
                    if 200 <= answer.status < 300:
                        return await answer.content.read(LARGEST)
            except (aiohttp.ClientError, TimeoutError, ValueError):
                pass
            if left:
                await asyncio.sleep(AGAIN[0])
        raise Away

    def tell(
        self,
        number: Number,
        url: str,
        form: Mapping[str, str],
        *,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Tell it, now or as soon as it is there again, while this process lives; `then`, heard."""
        task = asyncio.ensure_future(self._until_heard(number, url, form, then))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _until_heard(
        self, number: Number, url: str, form: Mapping[str, str], then: Callable[[], None]
    ) -> None:
        tries = 0
        while True:
            try:
                await self.ask(number, url, form, tries=1)
                return then()
            except Away:
                await asyncio.sleep(AGAIN[min(tries, len(AGAIN) - 1)])
                tries += 1

    async def settle(self, seconds: float) -> None:
        """Wait a while for what is still to be told."""
        if self._telling:
            await asyncio.wait(self._telling, timeout=seconds)

    async def fetch(self, url: str) -> bytes:
        """A sound of the application's. Raises Away."""
        try:
            async with self._http.get(url, timeout=PATIENCE, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise Away
                sound = bytearray()
                async for chunk in answer.content.iter_chunked(64 * 1024):
                    sound += chunk
                    if len(sound) > SOUND_MAX:
                        raise Away
                return bytes(sound)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise Away from None
