"""The page's side of a call says as much SIP as it must, to our own stack alone."""

import asyncio
from pathlib import Path

import pytest

from ilm.faces.voice import browsers
from ilm.faces.voice.browsers import Browsers, Dialog, Refused
from ilm.faces.voice.tests.made import setup

OFFER = (
    "v=0\ns=-\nm=audio 9 UDP/TLS/RTP/SAVPF 111\na=setup:actpass\n"
    "a=candidate:1 1 udp 2113937151 5ab1-77.local 54400 typ host\n"
    "a=candidate:2 1 udp 2113937150 203.0.113.7 54401 typ host\n"
)
ANSWER = "v=0\r\na=setup:active\r\n"


class Stack:
    """In place of the wire: answers an INVITE with `says`, and keeps what it was sent."""

    def __init__(self, made: Browsers, *says: str) -> None:
        self.made, self.says, self.got = made, says, []
        made._wire, made._here = self, "127.0.0.1:9"

    def sendto(self, data: bytes, addr: tuple[str, int]) -> None:
        head, _, body = data.decode().partition("\r\n\r\n")
        self.got.append((head, body))
        if head.startswith("INVITE"):
            echo = [line for line in head.split("\r\n")[1:] if line[:3] in ("Via", "Cal", "CSe")]
            for status in self.says:
                said = [f"SIP/2.0 {status}", *echo, "To: <sip:x@y>;tag=t", "", ANSWER]
                self.say("\r\n".join(said))

    def say(self, said: str) -> None:
        sip = self.made.setup.sip
        self.made.datagram_received(said.encode(), (sip.address, sip.port))

    def ask(self, method: str, dialog: Dialog) -> None:
        lines = [f"{method} sip:page SIP/2.0", "Via: v", f"Call-ID: {dialog.name}",
                 f"CSeq: 7 {method}", "X: never", "", ""]  # fmt: skip
        self.say("\r\n".join(lines))


def test_an_offer_is_answered_and_new_streams_and_the_end_are_agreed_to(tmp_path: Path) -> None:
    async def run() -> None:
        made = Browsers(setup(tmp_path))
        stack = Stack(made, "180 Ringing", "200 OK")
        dialog = made.begin(OFFER)
        assert await made.place(dialog) == ANSWER
        (invite, offer), (ack, _) = stack.got
        assert made.user in invite.split("\r\n")[0]
        assert ack.startswith("ACK ")
        assert ("203.0.113.7" in offer, ".local" in offer) == (True, False)
        stack.ask("INVITE", dialog)
        stack.ask("BYE", dialog)
        stack.ask("ACK", dialog)
        (again, body), (bye, nothing) = stack.got[2:]
        assert again.startswith("SIP/2.0 200")
        assert "a=setup:passive" in body
        assert (bye.startswith("SIP/2.0 200"), "X: never" in bye, nothing) == (True, False, "")
        made.forget(dialog)
        stack.ask("BYE", dialog)
        assert len(stack.got) == 4

    asyncio.run(run())


@pytest.mark.parametrize("said", [("486 Busy Here",), ("100 Trying",)])
def test_a_no_and_a_silence_are_no_call(tmp_path: Path, monkeypatch, said: tuple[str]) -> None:
    monkeypatch.setattr(browsers, "ANSWERS_IN", 0.1)

    async def run() -> None:
        made = Browsers(setup(tmp_path))
        Stack(made, *said)
        with pytest.raises(Refused):
            await made.place(made.begin(OFFER))

    asyncio.run(run())


@pytest.mark.parametrize("offer", ["", "v=0", "x m=audio", "v=0\nm=audio" + " " * 40_000])
def test_what_is_no_offer_is_refused(tmp_path: Path, offer: str) -> None:
    async def run() -> None:
        with pytest.raises(Refused):
            Browsers(setup(tmp_path)).begin(offer)

    asyncio.run(run())


def test_nobody_but_our_own_stack_is_heard(tmp_path: Path) -> None:
    async def run() -> None:
        made = Browsers(setup(tmp_path))
        dialog = made.begin(OFFER)
        said = f"SIP/2.0 200 OK\r\nCall-ID: {dialog.name}\r\nCSeq: 1 INVITE\r\n\r\nforged"
        made.datagram_received(said.encode(), ("203.0.113.9", 5060))
        assert not dialog.answer.done()

    asyncio.run(run())
