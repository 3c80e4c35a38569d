"""One side of a call, as samples and keys: what the rest of the gateway knows of SIP."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, ClassVar, Protocol

import numpy as np
from baresip import (
    AudioNotActive,
    AudioRestarted,
    BaresipError,
    Call,
    CallState,
    Event,
    StaleHandleError,
)

from ilm.vault.recordings import BYTES, RATE

TICK = 0.02  # seconds: one packet
AHEAD = BYTES // 5  # bytes written at once: less than a packet's worth leaves gaps
ALL = 1 << 20
PATIENCE = 500  # ticks for sound to begin


class Gone(Exception):
    """The other side hung up."""


class Leg(Protocol):
    """What can be done with one side of a call. Samples: 16 bit, 8,000 a second, one channel."""

    keys: "asyncio.Queue[str]"
    pressed: asyncio.Event

    @property
    def is_gone(self) -> bool: ...

    @property
    def quality(self) -> dict[str, str]: ...

    async def ready(self) -> None:
        """Sound flows both ways. Raises Gone."""

    async def nap(self) -> None:
        """One packet's time. Raises Gone."""

    async def play(self, samples: bytes, stop: asyncio.Event | None = None) -> bool:
        """Whether it was heard to its end; not, where `stop` was set. Raises Gone."""

    async def hear(self) -> bytes:
        """What was said since, after at most one packet's time. Raises Gone."""

    def take(self) -> bytes:
        """What was said since, at once; nothing while there is no sound."""

    def give(self, samples: bytes) -> None:
        """To be heard now; what does not fit is lost, as on any line."""

    def drop_keys(self) -> None:
        """Forget what was pressed before."""

    async def end(self) -> None:
        """Hang up, if that has not happened."""


class NoLeg:
    """A call that nobody has answered: there is nothing to hear, and nobody to end it with."""

    is_gone = True
    quality: ClassVar[dict[str, str]] = {}

    def __init__(self) -> None:
        self.keys: asyncio.Queue[str] = asyncio.Queue()
        self.pressed = asyncio.Event()

    async def ready(self) -> None:
        raise Gone

    async def nap(self) -> None:
        raise Gone

    async def play(self, samples: bytes, stop: asyncio.Event | None = None) -> bool:
        raise Gone

    async def hear(self) -> bytes:
        raise Gone

    def take(self) -> bytes:
        return b""

    def give(self, samples: bytes) -> None:
        """Nobody hears it."""

    def drop_keys(self) -> None:
        """There are none."""

    async def end(self) -> None:
        """There is none."""


class SipLeg:
    """A leg over the SIP stack. Survives the new streams of a re-INVITE."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.keys: asyncio.Queue[str] = asyncio.Queue()
        self.pressed, self.gone = asyncio.Event(), asyncio.Event()
        self._rate, self._channels = RATE, 1
        call.on(self._heard)

    @property
    def is_gone(self) -> bool:
        return self.gone.is_set() or self.call.state is CallState.CLOSED

    def _heard(self, told: Any) -> None:
        # CALL_DTMF_START comes when the key goes down; on_dtmf only when it is let go
        if told.event is Event.CALL_DTMF_START and told.text:
            self.keys.put_nowait(told.text[:1])
            self.pressed.set()
        elif told.event is Event.CALL_CLOSED:
            self.gone.set()

    @property
    def quality(self) -> dict[str, str]:
        """How the line was, once it is over: a bad line, or a gateway that was too slow."""
        if (found := self.call.final_stats) is None:
            return {}
        dropped = found.audio_rx_dropped_bytes + found.audio_rx_discarded_bytes
        return {
            "Mos": f"{found.mos_estimate:.2f}", "RxPackets": str(found.rx_packets),
            "RxLost": str(found.rx_lost), "RxDropped": str(dropped),
            "TxStarved": str(found.audio_tx_starved_frames),
        }  # fmt: skip

    async def ready(self) -> None:
        """Sound flows both ways. Raises Gone."""
        for _ in range(PATIENCE):
            found = await self._sound(self.call.audio.info)
            if found.tx_ready and found.rx_ready:
                self._rate, self._channels = found.tx_sample_rate, found.tx_channels
                return
            await self.nap()
        raise Gone

    async def nap(self) -> None:
        await asyncio.sleep(TICK)
        if self.is_gone:
            raise Gone

    async def play(self, samples: bytes, stop: asyncio.Event | None = None) -> bool:
        sound, at = self._outward(samples), 0
        step = AHEAD * self._rate * self._channels // RATE
        while True:
            if stop is not None and stop.is_set():
                await self._sound(self.call.audio.flush_tx)
                return False
            if at < len(sound):
                at += await self._sound(self.call.audio.write, sound[at : at + step])
            elif (await self._sound(self.call.audio.info)).tx_buffered == 0:
                return True
            self.take()  # a recording after this begins with what is said then
            await self.nap()

    async def hear(self) -> bytes:
        await self.nap()
        return self._inward(await self._sound(self.call.audio.read, ALL))

    def take(self) -> bytes:
        try:
            return self._inward(self.call.audio.read(ALL))
        except (AudioRestarted, AudioNotActive, StaleHandleError):
            return b""

    def give(self, samples: bytes) -> None:
        with contextlib.suppress(AudioRestarted, AudioNotActive, StaleHandleError):
            self.call.audio.write(self._outward(samples))

    def drop_keys(self) -> None:
        self.pressed.clear()
        while not self.keys.empty():
            self.keys.get_nowait()

    async def end(self) -> None:
        if not self.is_gone:
            with contextlib.suppress(BaresipError):
                await self.call.hangup()

    async def _sound(self, act: Callable[..., Any], *given: Any) -> Any:
        """One act on the sound; again where its streams were replaced or are not there yet."""
        for _ in range(PATIENCE):
            try:
                return act(*given)
            except AudioRestarted:
                continue
            except AudioNotActive:
                await self.nap()
            except StaleHandleError:
                raise Gone from None
        raise Gone

    def _inward(self, sound: bytes) -> bytes:
        if (self._rate, self._channels) == (RATE, 1) or not sound:
            return sound
        every = self._rate // RATE * self._channels
        whole = np.frombuffer(sound, "<i2")[: len(sound) // 2 // every * every]
        mean: bytes = whole.reshape(-1, every).mean(axis=1).astype("<i2").tobytes()
        return mean

    def _outward(self, samples: bytes) -> bytes:
        if (self._rate, self._channels) == (RATE, 1) or not samples:
            return samples
        found = np.frombuffer(samples, "<i2").astype(float)
        times = self._rate // RATE
        at = np.arange(len(found) * times) / times
        finer = np.interp(at, np.arange(len(found)), found).astype("<i2")
        return np.repeat(finer, self._channels).tobytes()
