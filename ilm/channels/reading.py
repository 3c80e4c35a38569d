"""Reads provider's JSON without trusting it: each function gives the right type or says why not."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ilm.channels.base import RawRequest
from ilm.channels.errors import Unreadable
from ilm.channels.events import Event, Other

LATEST = 7_258_118_400  # 1 January 2200, in seconds
Item = Mapping[str, Any]
NOT_A_KIND = re.compile(r"[^a-z0-9_-]+")
BROKEN = (KeyError, IndexError, TypeError, ValueError, OverflowError, OSError, AttributeError)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def envelope(raw: RawRequest, provider: str) -> Item:
    """The body as a JSON object. Raises Unreadable."""
    try:
        found = json.loads(raw.body)
    except (ValueError, RecursionError):
        raise Unreadable(f"The body that {provider} sent is not JSON.") from None
    if not isinstance(found, dict):
        raise Unreadable(f"The body that {provider} sent is JSON, but not an object.")
    return found


def each(items: object, read: Callable[[Item], Iterable[Event]], *, kind: str) -> Iterator[Event]:
    """Reads every item by itself: what breaks one of them leaves the others whole."""
    for item in items if isinstance(items, list) else [items]:
        try:
            yield from list(read(an_object(item)))
        except BROKEN as why:
            yield Other(kind=f"broken-{kind}", external_id=_id_of(item), why=type(why).__name__)


def an_object(value: object) -> Item:
    """`value`, which must be a JSON object. Raises TypeError."""
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def words(item: Item, name: str) -> str:
    """Text as she wrote it; half surrogates become U+FFFD. Raises KeyError, TypeError."""
    value = item[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not text")
    if value.isascii():
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def maybe(item: Item, name: str) -> str:
    """As `words`; empty if it is absent."""
    return words(item, name) if item.get(name) is not None else ""


def token(item: Item, name: str, *, longest: int = 512) -> str:
    """An id or address: short, of one line, never empty. Raises KeyError, TypeError, ValueError."""
    found = words(item, name)
    if not found or len(found) > longest or CONTROL.search(found):
        raise ValueError(f"{name} is not an id")
    return found


def whole(item: Item, name: str) -> int:
    """A whole number, also when it is written as text. Raises KeyError, TypeError, ValueError."""
    value = item[name]
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"{name} is not a whole number")
    return int(value)


def instant(item: Item, name: str) -> datetime:
    """Seconds since 1970 as an aware time in UTC. Raises as `whole`, and for absurd years."""
    return _at(whole(item, name))


def moment(item: Item, name: str) -> datetime:
    """As `instant`, from thousandths of a second."""
    found = whole(item, name)
    return _at(found / 1000 if abs(found) < 1000 * LATEST else LATEST)


def a_time(at: datetime) -> datetime:
    """The same in UTC. Raises ValueError, OverflowError for absurd years: days are added to it."""
    return _at(at.timestamp()).replace(microsecond=at.microsecond)


def _at(seconds: float) -> datetime:
    if not 0 <= seconds < LATEST:
        raise ValueError("a year that is none of ours")
    return datetime.fromtimestamp(seconds, UTC)


def link(item: Item, name: str) -> str:
    """Where a file lies, as the provider signed it. Raises as `token`."""
    return token(item, name, longest=4096)


def a_kind(value: object) -> str:
    """A provider's word made safe to count and to log."""
    return NOT_A_KIND.sub("-", str(value).lower())[:40].strip("-") or "unnamed"


def _id_of(item: object) -> str:
    try:
        return token(an_object(item), "id")
    except BROKEN:
        return ""
