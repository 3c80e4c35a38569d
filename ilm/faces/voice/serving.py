"""The gateway's own door, in the shapes of Twilio's REST: place a call, move one, fetch and drop
recordings. For the application alone: on loopback, with the account's name and token."""

import base64
import hmac
import json
import uuid
from collections.abc import Awaitable, Callable

from aiohttp import web

from ilm.faces.voice.browsers import Refused
from ilm.faces.voice.gateway import Gateway
from ilm.faces.voice.setup import LOUD, Number
from ilm.faces.voice.walking import Walk
from ilm.vault.recordings import MEDIA_TYPE

HOME = "/2010-04-01/Accounts/{account}"
RINGS_FOR = 60.0  # seconds, as Twilio has it
LARGEST = 64 * 1024  # bytes of a form
Answer = Callable[[web.Request, Number], Awaitable[web.StreamResponse]]


def door(gateway: Gateway) -> web.Application:
    """All that is answered there."""
    rest = Rest(gateway)
    app = web.Application(client_max_size=LARGEST)
    app.add_routes(
        [
            web.post(f"{HOME}/Calls.json", rest.opened(rest.place)),
            web.post(f"{HOME}/Pages.json", rest.opened(rest.page)),
            web.post(f"{HOME}/Calls/{{sid}}.json", rest.opened(rest.move)),
            web.get(f"{HOME}/Calls/{{sid}}.json", rest.opened(rest.look)),
            web.get(f"{HOME}.json", rest.opened(rest.account)),
            web.get(f"{HOME}/Recordings/{{sid}}", rest.opened(rest.fetch)),
            web.delete(f"{HOME}/Recordings/{{sid}}", rest.opened(rest.forget)),
            web.get("/healthz", rest.health),
        ]
    )
    return app


class Rest:
    """One method for each thing that may be asked."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def opened(self, answer: Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Only with the account's token, compared in constant time."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            number = self.gateway.setup.of(request.match_info["account"])
            given = request.headers.get("Authorization", "").encode()
            known = number or Number(number="", hook="", account="", token=uuid.uuid4().hex)
            pair = base64.b64encode(f"{known.account}:{known.token}".encode())
            if not hmac.compare_digest(given, b"Basic " + pair) or number is None:
                return _no(401, 20003, "Authentication Error")
            return await answer(request, number)

        return guarded

    async def place(self, request: web.Request, number: Number) -> web.Response:
        form = await _form(request)
        url, seconds = form.get("Url", ""), _seconds(form.get("Timeout", ""))
        if not url.startswith(LOUD):
            return _no(400, 21205, "Url is not a valid URL")
        ended = form.get("StatusCallback", "")
        if len(self.gateway.walks) >= self.gateway.setup.calls:
            return _no(429, 20429, "Too many calls at once")
        walk = self.gateway.place(number, form.get("To", ""), url, ended_url=ended, seconds=seconds)
        if walk is None:
            return _no(400, 21215, "This gateway may not call there")
        return web.json_response(_told(walk), status=201)

    async def page(self, request: web.Request, number: Number) -> web.Response:
        """A call that begins in a browser: the application hands over the offer of its page."""
        form = await _form(request)
        url = form.get("Url", "") or number.hook
        caller = form.get("From", "") or "anonymous"
        if not url.startswith(LOUD):
            return _no(400, 21205, "Url is not a valid URL")
        try:
            sid, answer = await self.gateway.page(
                number, form.get("Offer", ""), caller=caller, url=url
            )
        except Refused:
            return _no(486, 31486, "Busy Here")
        return web.json_response({"sid": sid, "answer": answer}, status=201)

    async def move(self, request: web.Request, number: Number) -> web.Response:
        walk = self._found(request, number)
        if walk is None:
            return _no(404, 20404, "There is no such call")
        form = await _form(request)
        if form.get("Status") in ("completed", "canceled"):
            await walk.leg.end()
        elif form.get("Url", "").startswith(LOUD):
            walk.move(form["Url"])
        else:
            return _no(400, 21205, "Url or Status is needed")
        return web.json_response(_told(walk))

    async def look(self, request: web.Request, number: Number) -> web.Response:
        walk = self._found(request, number)
        return web.json_response(_told(walk)) if walk else _no(404, 20404, "There is no such call")

    async def account(self, request: web.Request, number: Number) -> web.Response:
        """Whether we are there: what the application asks when the account is opened."""
        return web.json_response({"sid": number.account, "status": "active", "type": "Full"})

    async def fetch(self, request: web.Request, number: Number) -> web.StreamResponse:
        """Sealed, as it lies: only the process that parses can open it."""
        note = self.gateway.spool.read(name := _name(request))
        file = self.gateway.spool.content(name)
        if note is None or note.account != number.account or file is None or not file.exists():
            return _no(404, 20404, "There is no such recording")
        return web.FileResponse(file, headers={"Content-Type": MEDIA_TYPE})

    async def forget(self, request: web.Request, number: Number) -> web.Response:
        """The application has it, durably."""
        note = self.gateway.spool.read(name := _name(request))
        if note is None or note.account != number.account:
            return _no(404, 20404, "There is no such recording")
        self.gateway.spool.forget(name)
        return web.Response(status=204)

    async def health(self, request: web.Request) -> web.Response:
        spool = self.gateway.spool
        told = {"calls": len(self.gateway.walks), "waiting": len(spool.notes())}
        status = 507 if spool.is_filling() else 200
        return web.json_response(told | {"is_filling": spool.is_filling()}, status=status)

    def _found(self, request: web.Request, number: Number) -> Walk | None:
        walk = self.gateway.walks.get(request.match_info["sid"])
        return walk if walk is not None and walk.number is number else None


def _told(walk: Walk) -> dict[str, str]:
    return {"sid": walk.sid, "account_sid": walk.number.account, "status": walk.stands}


def _name(request: web.Request) -> str:
    return request.match_info["sid"].partition(".")[0]


async def _form(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _seconds(said: str) -> float:
    return min(float(said), 600.0) if said.isdecimal() else RINGS_FOR


def _no(status: int, code: int, words: str) -> web.Response:
    told = json.dumps({"code": code, "message": words, "status": status})
    return web.Response(text=told, status=status, content_type="application/json")
