"""A mobile operator: an SMPP 3.4 server that takes texts, reports on them, and brings hers."""

import asyncio
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Self

import smpp34

UDH, REPORT = 0x40, 0x04
UCS2, ALONE, EACH = 8, 140, 134  # bytes in one part, and in each of several


@dataclass
class Phone:
    """What the operator was given for one number: a body for each part."""

    parts: list[tuple[int, int, bytes]] = field(default_factory=list)  # esm class, coding, body

    @property
    def text(self) -> str:
        """As the phone shows it: parts in the order of their headers, and without them."""
        in_order = sorted(self.parts, key=lambda part: part[2][5] if part[0] & UDH else 0)
        bodies = [body[body[0] + 1 :] if esm & UDH else body for esm, _, body in in_order]
        is_wide = any(coding == UCS2 for _, coding, _ in self.parts)
        return b"".join(bodies).decode("utf-16-be" if is_wide else "latin-1")


class MobileOperator:
    """Runs in a thread of its own. Numbers that begin with `refuses` fail later, with a report."""

    def __init__(self, port: int, *, refuses: str = "000") -> None:
        self.port, self.refuses = port, refuses
        self.phones: dict[str, Phone] = {}
        self._links: list[Any] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._later: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self._wait(self._open())
        self._task = asyncio.run_coroutine_threadsafe(self._serve(), self._loop)
        return self

    def __exit__(self, *_: object) -> None:
        self._task.cancel()
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    @property
    def is_bound(self) -> bool:
        return bool(self._links)

    def say(
        self, frm: str, to: str, text: str, *, order: tuple[int, ...] = (), ref: int = 77
    ) -> None:
        """A worker's text. A long one goes in parts, in the order asked for. SmppError or
        ConnectionError where the gateway did not say that it has it."""
        self._wait(self._bring(frm, to, text.encode("utf-16-be"), order, ref))

    async def _bring(
        self, frm: str, to: str, body: bytes, order: tuple[int, ...], ref: int
    ) -> None:
        link = self._links[-1]
        ends = {"source_addr": frm, "destination_addr": to, "data_coding": UCS2}
        if len(body) <= ALONE:
            told = await link.deliver_sm(**ends, short_message=body)
            if not told.is_success:
                raise ConnectionError("The gateway did not take it.")
            return
        parts = [body[at : at + EACH] for at in range(0, len(body), EACH)]
        for number in order or range(1, len(parts) + 1):
            head = bytes([5, 0, 3, ref, len(parts), number])
            await link.deliver_sm(**ends, esm_class=UDH, short_message=head + parts[number - 1])

    async def _open(self) -> None:
        self._server = smpp34.Server(host="127.0.0.1", port=self.port, system_id="OP1")
        await self._server.start()

    async def _close(self) -> None:
        await self._server.stop()

    async def _serve(self) -> None:
        while True:
            event = await self._server.next()
            if isinstance(event, smpp34.Esme):
                self._links.append(event)
            elif isinstance(event, smpp34.SubmitSmEvent):
                self._take(event)

    def _take(self, event: Any) -> None:
        number = event.destination_addr.lstrip("+")
        phone = self.phones.setdefault(number, Phone())
        phone.parts.append((event.esm_class, event.data_coding, bytes(event.short_message)))
        name = f"op{sum(len(each.parts) for each in self.phones.values()):06d}"
        try:
            event.accept(message_id=name)
        except smpp34.SmppError:  # the gateway died meanwhile, and will bring it again
            return
        if event.registered_delivery:
            task = asyncio.ensure_future(self._report(event, name, number))
            self._later.add(task)
            task.add_done_callback(self._later.discard)

    async def _report(self, event: Any, name: str, number: str) -> None:
        await asyncio.sleep(0.05)
        now, is_bad = time.strftime("%y%m%d%H%M"), number.startswith(self.refuses)
        stat, err = ("UNDELIV", "001") if is_bad else ("DELIVRD", "000")
        text = (
            f"id:{name} sub:001 dlvrd:00{int(not is_bad)} submit date:{now} done date:{now}"
            f" stat:{stat} err:{err} text:"
        )
        await self._links[-1].deliver_sm(
            source_addr=event.destination_addr, destination_addr=event.source_addr,
            esm_class=REPORT, short_message=text.encode(),
        )  # fmt: skip

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)
