"""Calls from a page: an offer of WebRTC becomes a SIP call to our own stack on this machine.

The stack speaks ICE, DTLS-SRTP and Opus, so sound flows between browser and gateway with nothing
between them; what a browser lacks is SIP. This is as much of it as one call needs (RFC 3261), over
UDP to ourselves, where no packet is lost: so nothing is sent twice.
"""

import asyncio
import re
import uuid
from dataclasses import dataclass, field

from ilm.faces.voice.setup import Setup

LARGEST = 32 * 1024  # bytes of an offer
ANSWERS_IN = 30.0  # seconds: the application is asked before
UNSEEN = re.compile(r"a=candidate:[^\r\n]*\.local [^\r\n]*\r?\n")  # names of hers alone
OK = "SIP/2.0 200 OK"


class Refused(Exception):
    """There is no call: no offer that we can answer, or nobody takes it."""


@dataclass
class Dialog:
    """One call, seen from the page's side."""

    offer: str = field(repr=False)
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    tag: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    answer: "asyncio.Future[str]" = field(default_factory=asyncio.Future)


class Browsers(asyncio.DatagramProtocol):
    """The pages' side of their calls."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.user = setup, f"page-{uuid.uuid4().hex}"  # nobody outside can dial it
        self._dialogs: dict[str, Dialog] = {}
        self._wire: asyncio.DatagramTransport
        self._here = ""

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        there = (self.setup.sip.address, 0)
        self._wire, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=there)
        host, port = self._wire.get_extra_info("sockname")[:2]
        self._here = f"{host}:{port}"

    def close(self) -> None:
        self._wire.close()

    def begin(self, offer: str) -> Dialog:
        """A call that is not placed yet; its name is the SIP Call-ID. Raises Refused."""
        if len(offer) > LARGEST or not offer.startswith("v=0") or "m=audio" not in offer:
            raise Refused
        dialog = Dialog(_lines(offer))
        self._dialogs[dialog.name] = dialog
        return dialog

    async def place(self, dialog: Dialog) -> str:
        """The stack's answer to the offer, for the page. Raises Refused."""
        self._send("INVITE", dialog, "Content-Type: application/sdp\r\n", dialog.offer)
        try:
            return await asyncio.wait_for(asyncio.shield(dialog.answer), ANSWERS_IN)
        except TimeoutError:
            raise Refused from None

    def forget(self, dialog: Dialog) -> None:
        """The call is over."""
        self._dialogs.pop(dialog.name, None)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if addr[1] != self.setup.sip.port or addr[0] != self.setup.sip.address:
            return  # our own stack speaks here, and nobody else
        head, _, body = data.decode(errors="replace").partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        told = {name.strip().lower(): value.strip() for name, _, value in _split(lines)}
        dialog = self._dialogs.get(told.get("call-id", ""))
        if dialog is None:
            return
        if first.startswith("SIP/2.0"):
            self._answered(dialog, int(first.split()[1]), told, body)
        elif not first.startswith("ACK"):
            self._wire.sendto(_reply(first, lines, dialog, self._here), addr)

    def _answered(self, dialog: Dialog, status: int, told: dict[str, str], body: str) -> None:
        if status < 200 or not told.get("cseq", "").endswith("INVITE"):
            return
        self._send("ACK", dialog, to=told.get("to", ""))
        if not dialog.answer.done():
            if status < 300:
                dialog.answer.set_result(body)
            else:
                dialog.answer.set_exception(Refused())

    def _send(
        self, method: str, dialog: Dialog, more: str = "", body: str = "", *, to: str = ""
    ) -> None:
        sip = self.setup.sip
        uri = f"sip:{self.user}@{sip.address}:{sip.port}"
        head = (
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self._here};branch=z9hG4bK{uuid.uuid4().hex[:16]};rport\r\n"
            f"From: <sip:page@{self._here}>;tag={dialog.tag}\r\n"
            f"To: {to or f'<{uri}>'}\r\nCall-ID: {dialog.name}\r\nCSeq: 1 {method}\r\n"
            f"Contact: <sip:page@{self._here}>\r\nMax-Forwards: 70\r\n{more}"
            f"Content-Length: {len(body.encode())}\r\n\r\n"
        )
        self._wire.sendto((head + body).encode(), (sip.address, sip.port))


def _lines(offer: str) -> str:
    """As SIP carries it, without the addresses that only her own network could resolve."""
    whole = "\r\n".join(offer.replace("\r", "").rstrip("\n").split("\n")) + "\r\n"
    return UNSEEN.sub("", whole)


def _split(lines: list[str]) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in lines]


def _reply(first: str, lines: list[str], dialog: Dialog, here: str) -> bytes:
    """Yes to whatever the stack asks within a call: new streams (as they were), an end."""
    kept = ("via", "from", "to", "call-id", "cseq", "record-route")
    echo = [line for line in lines if line.partition(":")[0].strip().lower() in kept]
    body = ""
    if first.startswith("INVITE"):  # an answer says who waits for whom: the stack has begun
        body = dialog.offer.replace("a=setup:actpass", "a=setup:passive")
        echo += [f"Contact: <sip:page@{here}>", "Content-Type: application/sdp"]
    head = "\r\n".join([OK, *echo, f"Content-Length: {len(body.encode())}"])
    return f"{head}\r\n\r\n{body}".encode()
