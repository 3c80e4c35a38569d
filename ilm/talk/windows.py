"""Until when a channel takes free words: so long after her last word, then approved ones alone."""

from dataclasses import dataclass
from datetime import datetime

from ilm.channels import CHANNELS


@dataclass(frozen=True)
class Window:
    """`closes_at` is past where it closed; None where she never wrote."""

    closes_at: datetime | None
    is_open: bool


def window(channel: str, her_word: datetime | None, *, at: datetime) -> Window | None:
    """The window after her last word; None on a channel that always takes free words."""
    length = CHANNELS[channel].can.window
    if length is None:
        return None
    if her_word is None:
        return Window(None, False)
    return Window(her_word + length, at < her_word + length)


def is_shut(channel: str, her_word: datetime | None, *, at: datetime) -> bool:
    """Whether free words would be refused."""
    found = window(channel, her_word, at=at)
    return found is not None and not found.is_open
