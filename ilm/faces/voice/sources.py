"""Where calls come from: how many of one place are taken, and whose word about the caller counts.

The stack names no source, its trace of SIP does: it is read here, in memory, and goes nowhere else.
Places are kept as keyed labels of this process, and no address is ever logged.
"""

import asyncio
import contextlib
import hashlib
import ipaddress
import logging
import os
import re
from collections import OrderedDict, deque

from ilm.faces.voice.setup import Setup

log = logging.getLogger(__name__)
KNOCKED = re.compile(r"RX \w+ \[?([0-9a-fA-F.:]+?)\]?:\d+ -> \S+\s+INVITE ")
CALL_ID = re.compile(r"^(?:Call-ID|i)\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
KEPT = 2_000  # calls whose source is remembered until they are asked for
PATIENCE = 0.5  # seconds: the trace comes a moment before or after the call
MINUTE = 60.0
AGAIN = 600.0  # seconds between two looks where a trunk's name leads
TRACE = "baresip.native.sip"


class Sources(logging.Handler):
    """The trace's only reader."""

    def __init__(self) -> None:
        super().__init__()
        self._from: OrderedDict[str, str] = OrderedDict()

    def listen(self) -> None:
        """From now on nobody else hears of what is sent and received."""
        trace = logging.getLogger(TRACE)
        trace.propagate, trace.handlers = False, [self]
        trace.setLevel(logging.DEBUG)

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        knocked, named = KNOCKED.match(said), CALL_ID.search(said)
        if knocked and named:
            self._from.setdefault(named[1], knocked[1])  # a later claim to the same call is none
            while len(self._from) > KEPT:
                self._from.popitem(last=False)

    async def of(self, call_id: str) -> str:
        """The address that a new call came from; empty where the stack does not tell."""
        for _ in range(int(PATIENCE / 0.01)):
            if found := self._from.get(call_id):
                return found
            await asyncio.sleep(0.01)
        log.error("the stack does not say where a call comes from")
        return ""


class Doorkeeper:
    """Counts calls by source, and knows the trunks: those are not counted, and are believed."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._salt = os.urandom(32)
        self._on: dict[str, int] = {}
        self._lately: dict[str, deque[float]] = {}
        self._trunks: set[ipaddress.IPv4Network | ipaddress.IPv6Network] = set()

    async def look_for_trunks(self) -> None:
        """Where the names of the trunks lead now. What cannot be found stays as it was."""
        loop = asyncio.get_running_loop()
        found = set()
        for host in self.setup.sip.believed:
            with contextlib.suppress(ValueError):
                found.add(ipaddress.ip_network(host, strict=False))
                continue
            try:
                told = await loop.getaddrinfo(host, None)
            except OSError:
                log.error("the name of a trunk leads nowhere")
                return
            found |= {ipaddress.ip_network(each[4][0]) for each in told}
        self._trunks = found

    async def follow_trunks(self) -> None:
        while True:
            await asyncio.sleep(AGAIN)
            await self.look_for_trunks()

    def is_trunk(self, source: str) -> bool:
        """Whether what it says of the caller is believed."""
        if not source:
            return False
        address = ipaddress.ip_address(source)
        return any(address in each for each in self._trunks)

    def has_room(self, on: int, *, is_trunk: bool) -> bool:
        """Whether one more call is taken while so many are on. Where there are trunks a quarter is
        kept for them: pages and whoever needs no telephone cannot fill it."""
        kept = 0 if is_trunk or not self._trunks else self.setup.calls // 4
        return on < self.setup.calls - kept

    def enter(self, source: str) -> str | None:
        """A label to leave by; empty for a trunk; None where this source has calls enough."""
        if self.is_trunk(source):
            return ""
        label = hashlib.blake2b(source.encode(), key=self._salt, digest_size=8).hexdigest()
        now = asyncio.get_running_loop().time()
        self._forget(now)
        lately = self._lately.setdefault(label, deque())
        is_full = self._on.get(label, 0) >= self.setup.per_source
        if is_full or len(lately) >= self.setup.per_minute:
            log.warning("source %s has calls enough", label)
            return None
        lately.append(now)
        self._on[label] = self._on.get(label, 0) + 1
        return label

    def leave(self, label: str) -> None:
        """A call of that source is over."""
        if label and (left := self._on.get(label, 0) - 1) > 0:
            self._on[label] = left
        else:
            self._on.pop(label, None)

    def _forget(self, now: float) -> None:
        for label, times in list(self._lately.items()):
            while times and now - times[0] > MINUTE:
                times.popleft()
            if not times:
                del self._lately[label]
