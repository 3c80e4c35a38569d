"""The only place that reads the clock, so that a test, or a demonstration, can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _set_to.get() or timezone.now()


def today(zone: str = "UTC") -> date:
    """The calendar day it is now in `zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Act as if it were `moment`: a demonstration network has a past."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
