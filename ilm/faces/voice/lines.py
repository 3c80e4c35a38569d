"""The SIP stack: who calls, whom we call. The only place besides `legs` that knows baresip."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from baresip import (
    Account,
    BaresipError,
    Call,
    CallBusy,
    CallDeclined,
    CallTimeout,
    Config,
    Event,
    Runtime,
    UserAgent,
)

from ilm.faces.voice.legs import Gone, SipLeg
from ilm.faces.voice.reaching import Unanswered
from ilm.faces.voice.setup import CODECS, MEDIA, NUMBER, Setup, plain
from ilm.faces.voice.sources import Sources

log = logging.getLogger(__name__)
TELLS = ("From", "To", "P-Asserted-Identity", "Privacy", "P-Called-Party-ID")
VANISHED = 20  # seconds without sound: a phone that is gone without a word
HIDDEN = "anonymous"
URI = re.compile(r"sips?:[^>;\s\"]+|tel:\+?[0-9]+")
Incoming = Callable[[Call], None]


class Lines:
    """The trunk and the phones behind it."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self._runtime, self.sources = setup, Runtime(), Sources()
        self._agent: UserAgent
        self._pages: UserAgent

    async def open(self, incoming: Incoming) -> None:
        """Listen, register where the trunk wants it, and hand over each new call."""
        sip = self.setup.sip
        for name in ("baresip", "baresip.native"):  # they would log who calls
            logging.getLogger(name).setLevel(logging.ERROR)
        self.sources.listen()
        await self._runtime.start(
            Config(
                net_interface=sip.address,
                # above it the stack says "busy" and nobody here hears of the caller: we count
                max_concurrent_calls=3 * self.setup.calls + 20,
                rtp_timeout=VANISHED,
                expose_headers=TELLS,
                native_log_level="error",
                sip_trace=True,  # for `sources`, and nobody else
                extra_config_text=sip.extras,
            )
        )
        self._agent = await UserAgent.create(self._runtime, self._account())
        self._agent.on_incoming(incoming)
        if sip.registers:
            await self._agent.register()

    def _account(self) -> Account:
        sip = self.setup.sip
        media = MEDIA[sip.media]
        return Account(
            user=sip.user,
            domain=sip.domain or f"{sip.address}:{sip.port}",
            password=sip.password,
            reg_interval=60 if sip.registers else 0,
            transport=sip.transport,
            audio_codecs=tuple(CODECS[each] for each in sip.codecs),
            extra_params=("catchall=yes", *([f"mediaenc={media}"] if media else [])),
        )

    async def open_to_pages(self, user: str, incoming: Incoming) -> None:
        """Hand over calls that pages begin: to a name that nobody outside can guess."""
        sip = self.setup.sip
        account = Account(
            user=user, domain=f"{sip.address}:{sip.port}", password="", reg_interval=0,
            audio_codecs=(CODECS["opus"],),
            extra_params=("mediaenc=dtls_srtp", "medianat=ice", "rtcp_mux=yes"),
        )  # fmt: skip
        self._pages = await UserAgent.create(self._runtime, account)
        self._pages.on_incoming(incoming)

    async def ring(self, uri: str, seconds: float, headers: Mapping[str, str]) -> SipLeg:
        """A leg that was answered. Raises Unanswered; hangs up where the caller does not wait."""
        try:
            call, established = await self._dialled(uri, headers)
        except (BaresipError, ValueError):
            raise Unanswered("failed") from None
        leg = SipLeg(call)
        try:
            await established(seconds)
            await leg.ready()
        except (CallBusy, CallDeclined):
            raise Unanswered("busy") from None
        except CallTimeout:
            await leg.end()
            raise Unanswered("no-answer") from None
        except (BaresipError, Gone, TimeoutError):
            await leg.end()
            raise Unanswered("failed") from None
        except asyncio.CancelledError:
            await leg.end()
            raise
        return leg

    async def _dialled(
        self, uri: str, headers: Mapping[str, str]
    ) -> tuple[Call, Callable[[float], Awaitable[None]]]:
        """Who answers within a millisecond has answered before `dial` returns, and the call never
        hears of it: so we listen to the stack first."""
        early: set[int] = set()

        def listen(told: Any) -> None:
            if told.event is Event.CALL_ESTABLISHED:
                early.add(told.call)

        self._runtime.subscribe(listen)
        try:
            call = await self._agent.dial(uri, headers=dict(headers))
        finally:
            self._runtime.unsubscribe(listen)

        async def established(seconds: float) -> None:
            if call.handle not in early:
                await call.wait_established(seconds)

        return call, established

    async def close(self, seconds: float) -> None:
        """Take no new calls, give those that are on so long, then end."""
        try:
            await asyncio.wait_for(self._runtime.drain(), seconds)
        except TimeoutError:
            log.warning("calls were cut off by the end of the gateway")
        await self._runtime.close()


def caller_of(call: Call, *, is_trunk: bool) -> str:
    """Who calls, as the trunk vouches or, without it, as she says; who hides stays hidden. What
    anybody else vouches for is nothing."""
    if "id" in call.headers.get("Privacy", "").lower().replace(",", ";").split(";"):
        return HIDDEN
    vouched = call.headers.get("P-Asserted-Identity") if is_trunk else ""
    said = vouched or call.headers.get("From") or call.peer or ""
    found = URI.search(said)
    uri = found[0] if found else ""
    user = uri.partition(":")[2].partition("@")[0]
    if NUMBER.fullmatch(user):
        return user
    return HIDDEN if not user or HIDDEN in uri.lower() else uri


def called_of(call: Call) -> str:
    """Which number was called."""
    found = URI.search(call.headers.get("P-Called-Party-ID") or call.headers.get("To") or "")
    return plain(found[0]) if found else ""
