"""Providers knock here: check the signature, keep the request sealed, answer once it is durable.

A bare ASGI application on its own connections as `ilm_intake`: no Django handler, no ORM. What is
waiting goes into the database together, one statement and one commit for all of it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import unquote
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.conf import settings

from ilm.channels import CHANNELS
from ilm.channels.base import Channel, RawRequest, Rejected, Reply, Unreadable
from ilm.channels.naming import delivery_key, kept
from ilm.channels.voice.adapter import Voice
from ilm.faces.headers import as_bytes_to
from ilm.faces.hooks import answering
from ilm.faces.hooks.keeping import Keeper
from ilm.kit import disk
from ilm.talk.accounts import adapter
from ilm.talk.arriving import Arrival

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
LONGEST = 1024 * 1024  # bytes of a notice; files are fetched, never delivered
LONGEST_KEY = 120
PROMPTS = "/hooks/prompts/"
KNOWN_FOR = 5.0  # seconds an account is remembered: a closed one stops as soon as that
MANY = 4096  # names remembered, wrong ones included
FIND = (
    "select id, org_id, credentials from talk_channelaccount"
    " where channel = %s and name = %s and is_open"
)


class Account(NamedTuple):
    id: UUID
    org_id: UUID
    channel: Channel


class No(Exception):
    """Turned away, with this status and these words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


class Intake:
    """What one event loop remembers: accounts for a moment, and the line to the database."""

    def __init__(self) -> None:
        self.keeper = Keeper()
        self._known: dict[tuple[str, str], tuple[float, Account | None]] = {}

    async def answer(self, raw: RawRequest, channel: str, name: str) -> Reply:
        account = await self._account(channel, name)
        if greeting := account.channel.greet(raw):
            return greeting
        can = account.channel.can
        if raw.method != "POST" and not (raw.method == "GET" and can.keeps_query):
            raise No(405, "Only POST is taken here.")
        account.channel.verify(raw)
        if disk.left(settings.DISKS) < disk.WORDS:
            raise No(503, "Not now. Please send it again.")
        why = _unreadable(account.channel, raw)
        key = delivery_key(account.channel, raw)
        if len(key) > LONGEST_KEY:
            raise No(400, "The number of this notice is too long.")
        body = kept(account.channel, raw)
        await self.keeper.keep(Arrival(account.org_id, account.id, channel, key, body, why))
        if why:
            raise No(400, why)
        if isinstance(account.channel, Voice):
            return await answering.answer(self.keeper, account, account.channel, raw)
        return can.thanks

    async def _account(self, channel: str, name: str) -> Account:
        now, place = time.monotonic(), (channel, name)
        until, account = self._known.get(place, (0.0, None))
        if until < now:
            account = await self._find(channel, name)
            if len(self._known) > MANY:
                self._known.clear()
            self._known[place] = (now + KNOWN_FOR, account)
        if account is None:
            raise No(404, "Nobody is here.")
        return account

    async def _find(self, channel: str, name: str) -> Account | None:
        if channel not in CHANNELS:
            return None
        found = await self.keeper.ask(FIND, (channel, name))
        if found is None:
            return None
        return Account(found[0], found[1], adapter(found[0], channel, bytes(found[2])))


def _unreadable(channel: Channel, raw: RawRequest) -> str:
    """Why the provider's own request cannot be read; empty if it can."""
    try:
        channel.parse(raw)
    except Unreadable as why:
        return str(why)
    return ""


_intakes: WeakKeyDictionary[asyncio.AbstractEventLoop, Intake] = WeakKeyDictionary()


async def hooks(scope: Scope, receive: Receive, send: Send) -> None:
    """`/hooks/<channel>/<account>/`: 200 stored · 400 unreadable · 403 not theirs · 404 · 503.

    Where the provider cannot sign, a secret follows: `/hooks/<channel>/<account>/<secret>/`.
    A sentence recorded for the hotline lies at `/hooks/prompts/<token>/`.
    """
    loop = asyncio.get_running_loop()
    if (intake := _intakes.get(loop)) is None:
        intake = _intakes[loop] = Intake()
    try:
        if scope["path"].startswith(PROMPTS):
            return await _play(scope, send, await _sound(intake, scope))
        reply = await _taken(intake, scope, receive)
    except No as no:
        reply = Reply(no.words, no.status)
    except Rejected as why:
        reply = Reply(str(why), 403)
    except (psycopg.Error, OSError):
        reply = Reply("Not now. Please send it again.", 503)
    await _say(scope, send, reply)


async def _taken(intake: Intake, scope: Scope, receive: Receive) -> Reply:
    parts = scope["path"].split("/")  # "", hooks, channel, account, perhaps a secret, ""
    door = CHANNELS.get(parts[2]) if len(parts) > 2 else None
    length = 6 if door is not None and door.can.secret_in_path else 5
    if len(parts) != length or parts[-1] or not parts[3] or "\x00" in unquote(scope["path"]):
        raise No(404, "Nobody is here.")
    body = await _body(receive)
    query = scope.get("query_string", b"").decode("latin-1")
    url = settings.PUBLIC_URL + scope["path"] + (f"?{query}" if query else "")
    headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
    raw = RawRequest(scope["method"], url, headers, body)
    return await intake.answer(raw, parts[2], unquote(parts[3]))


async def _body(receive: Receive) -> bytes:
    pieces, length = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise No(400, "The line broke.")
        piece = message.get("body", b"")
        length += len(piece)
        if length > LONGEST:
            raise No(413, "This is too long.")
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


async def _sound(intake: Intake, scope: Scope) -> bytes:
    token = scope["path"].removeprefix(PROMPTS).removesuffix("/")
    is_one = scope["method"] == "GET" and token.isascii() and "\x00" not in token
    found = await answering.sound(intake.keeper, token) if is_one else None
    if found is None:
        raise No(404, "Nobody is here.")
    return found


async def _play(scope: Scope, send: Send, sound: bytes) -> None:
    await _send(scope, send, 200, "audio/wav", sound)


async def _say(scope: Scope, send: Send, reply: Reply) -> None:
    await _send(scope, send, reply.status, reply.content_type, reply.body.encode())


async def _send(scope: Scope, send: Send, status: int, content_type: str, body: bytes) -> None:
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(body)).encode()),
        *as_bytes_to(scope, "/hooks/"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
