"""Keeps what is said in a room, while somebody in it has agreed to that. Sealed as it comes."""

import logging
from collections.abc import Callable

from ilm.faces.voice.spooling import Recording

log = logging.getLogger(__name__)
LONGEST = 1500  # seconds of one piece: a longer one is more than the application fetches


class Tape:
    """One stay of hers in a room, in pieces."""

    def __init__(self, begin: Callable[[], Recording]) -> None:
        self._begin, self._is_broken = begin, False
        self._kept: Recording | None = None

    def add(self, samples: bytes) -> None:
        """What everybody said. The talk goes on where it cannot be written."""
        if self._is_broken:
            return
        try:
            self._kept = self._kept or self._begin()
            self._kept.add(samples)
            if self._kept.seconds >= LONGEST:
                self.end()
        except OSError as trouble:
            self._is_broken = True
            log.critical("a talk cannot be written: %s", type(trouble).__name__)

    def end(self) -> None:
        """She has left, or a piece is full. Without a word nothing was begun."""
        kept, self._kept = self._kept, None
        try:
            if kept is not None:
                kept.end()
        except OSError as trouble:  # the start of it is kept, and told as partial
            log.critical("a talk cannot be ended: %s", type(trouble).__name__)
