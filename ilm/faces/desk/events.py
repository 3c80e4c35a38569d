"""Live pages: one LISTEN connection per process, any number of open pages.

Only ids travel. The browser fetches the row by itself, through the same rights as any page, so a
mistake here can at worst tell somebody that something changed.
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from time import monotonic
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils.crypto import constant_time_compare

from ilm.faces.headers import as_bytes_to
from ilm.faces.second_factor import is_missing
from ilm.wall.entering import ask, entering, hang_up
from ilm.wall.lines import place

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
PING = 20.0  # seconds
WAITING = 100  # a page that cannot keep up fetches the whole; it must not fill our memory
OLDEST = 60.0  # seconds a page may have been on its way; what changed meanwhile is told again
PATIENCE = 1.0  # seconds before we try the database again
STREAM = [
    (b"content-type", b"text/event-stream"),
    (b"x-accel-buffering", b"no"),
]


class Hub:
    """The open pages of one event loop, and the one connection that hears for all of them."""

    def __init__(self) -> None:
        self.pages: dict[asyncio.Queue[str], frozenset[str]] = {}
        self.recent: deque[tuple[float, str, str]] = deque(maxlen=1000)  # when, org, id
        self._task: asyncio.Task[None] | None = None
        self._listens = asyncio.Event()

    async def ready(self) -> None:
        """Returns once the connection listens: nothing that is told from here on is missed."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen())
        await asyncio.wait_for(self._listens.wait(), 5)

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **place("desk"), autocommit=True
                ) as link:
                    # there is no right to LISTEN: the channel's name is the secret
                    await link.execute(f'listen "{settings.LIVE_CHANNEL}"'.encode())
                    self._listens.set()
                    async for note in link.notifies():
                        self.tell(note.payload)
            except psycopg.OperationalError:
                self._listens.clear()
                await asyncio.sleep(PATIENCE)

    def tell(self, payload: str) -> None:
        """Pass ids on to the pages of their organisation."""
        told = json.loads(payload)
        org, ids = told["org"], told["ids"]
        self.recent.extend((monotonic(), org, id_) for id_ in ids)
        for queue, orgs in self.pages.items():
            if org in orgs:
                for id_ in ids[: WAITING - queue.qsize()]:
                    queue.put_nowait(id_)

    def missed(self, orgs: frozenset[str], *, age: float) -> list[str]:
        """Ids told in the last `age` seconds: the page was made, but did not listen yet."""
        since = monotonic() - age
        told = [id_ for at, org, id_ in self.recent if at >= since and org in orgs]
        return list(dict.fromkeys(told))[:WAITING]


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


async def events(scope: Scope, receive: Receive, send: Send) -> None:
    """`/events/`: `changed` with an id, for each change in the member's organisations. 401 else."""
    loop = asyncio.get_running_loop()
    orgs = await asyncio.to_thread(organisations_of, _cookie(scope))
    if not orgs:
        await send({"type": "http.response.start", "status": 401, "headers": _headers(scope)})
        await send({"type": "http.response.body", "body": b""})
        return
    if (hub := _hubs.get(loop)) is None:
        hub = _hubs[loop] = Hub()
    queue: asyncio.Queue[str] = asyncio.Queue()
    hub.pages[queue] = orgs
    try:
        await hub.ready()
        for each in hub.missed(orgs, age=_age(scope)):
            queue.put_nowait(each)
        await _stream(queue, scope, receive, send)
    finally:
        del hub.pages[queue]


async def _stream(queue: asyncio.Queue[str], scope: Scope, receive: Receive, send: Send) -> None:
    headers = STREAM + _headers(scope)
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _say(send, "retry: 3000\n\n")
    gone = asyncio.create_task(_gone(receive))
    try:
        while not gone.done():
            changed = asyncio.create_task(queue.get())
            await asyncio.wait({changed, gone}, timeout=PING, return_when=asyncio.FIRST_COMPLETED)
            if changed.done():
                await _say(send, f"event: changed\ndata: {changed.result()}\n\n")
            else:
                changed.cancel()
                if not gone.done():
                    await _say(send, ": ping\n\n")
    finally:
        gone.cancel()


def _headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    return list(as_bytes_to(scope, "/desk/"))


def _age(scope: Scope) -> float:
    """Seconds since the browser asked for the page, as it says itself (`?age=` in ms)."""
    [said] = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("age", [""])[:1]
    return min(int(said[:9]) / 1000, OLDEST) if said.isdecimal() else 0.0


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _cookie(scope: Scope) -> str:
    raw = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    try:
        found = SimpleCookie(raw.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return found.value if found else ""


def organisations_of(session_key: str) -> frozenset[str]:
    """The organisations of whoever this session signed in at the desk; none for anybody else."""
    try:
        user_id = _signed_in(session_key) if session_key else None
        if user_id is None:
            return frozenset()
        with entering("desk", user_id):
            [[orgs]] = ask("select wall.my_orgs(%s)", [["desk"]])
        return frozenset(str(org) for org in orgs)
    finally:
        if not settings.ONE_CONNECTION:
            hang_up()  # else each open page keeps a connection until it leaves


def _signed_in(session_key: str) -> UUID | None:
    """As Django's `get_user`: the account is active, and its password is still the same."""
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = get_user_model().objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if user is None or is_missing(session, user):
        return None
    same = constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    return user.pk if same else None
