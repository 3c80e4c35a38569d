"""Keeps what somebody says until she is done: a key, a silence, the longest that was asked for."""

import asyncio
import logging

import numpy as np

from ilm.faces.voice.documents import Verb
from ilm.faces.voice.legs import Leg
from ilm.faces.voice.sounds import BEEP
from ilm.faces.voice.spooling import Recording

log = logging.getLogger(__name__)
ANY = "1234567890*#"
LONGEST, QUIET = 3600, 5  # seconds, as Twilio has them
RISE, ABOVE, LEAST = 1.005, 2.5, 12.0


class Ear:
    """Tells a voice from the noise of its line. A whisper on a quiet line is a voice.

    The floor follows the quietest that is heard at once, and rises by a quarter a second.
    """

    def __init__(self) -> None:
        self._floor = 0.0

    def hears(self, samples: bytes) -> bool:
        loud = float(np.abs(np.frombuffer(samples, "<i2").astype(np.int32)).mean())
        self._floor = min(loud, max(self._floor, 1.0) * RISE)
        return loud > ABOVE * self._floor + LEAST


async def record(leg: Leg, verb: Verb, kept: Recording) -> str:
    """Until a key of `finishOnKey` (told), `timeout` seconds of silence or `maxLength`.

    Whatever happens, what was said is on the disk then. Raises Gone where she hangs up.
    """
    longest, quiet = verb.number("maxLength", LONGEST), verb.number("timeout", QUIET)
    ends, loop, ear = verb.get("finishOnKey", ANY), asyncio.get_running_loop(), Ear()
    try:
        if verb.says("playBeep", otherwise=True):
            await leg.play(BEEP)
        leg.drop_keys()
        heard_at = loop.time()
        while kept.seconds < longest:
            if samples := await leg.hear():
                kept.add(samples)
                heard_at = loop.time() if ear.hears(samples) else heard_at
            if quiet and loop.time() - heard_at > quiet:
                break
            while not leg.keys.empty():
                if (key := leg.keys.get_nowait()) in ends:
                    return key
        return ""
    except OSError as trouble:
        log.critical("a recording cannot be written: %s", type(trouble).__name__)
        return ""
    finally:
        leg.pressed.clear()
        _end(kept)


def _end(kept: Recording) -> None:
    try:
        kept.end()
    except OSError as trouble:  # the disk is full: the start of it is kept, and told as partial
        log.critical("a recording cannot be ended: %s", type(trouble).__name__)
