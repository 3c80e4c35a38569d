"""What Kannel's smsbox asks of us, in our words: one message or one report to a request."""

import codecs
from collections.abc import Iterator
from datetime import UTC, datetime

from ilm.channels.base import Blocked, Event, Other, RawRequest, Receipt, Said
from ilm.channels.kannel.errors import REPORTS
from ilm.channels.naming import query_of
from ilm.channels.reading import Item, a_kind, each, instant, token
from ilm.channels.texting import is_stop

CHARSETS = frozenset({"utf-8", "utf-16-be", "iso8859-1", "cp1252", "ascii"})


def events_in(raw: RawRequest) -> Iterator[Event]:
    """A report names the part it speaks of; all else is hers. Her text lies in the body alone."""
    told = query_of(raw)
    if "part" in told:
        return each(told, lambda item: _report(item, raw), kind="report")
    return each(told, lambda item: _message(item, raw), kind="message")


def _report(told: Item, raw: RawRequest) -> Iterator[Event]:
    part, code = token(told, "part"), told.get("status", "")
    if (status := REPORTS.get(code)) is None:
        yield Other(kind=f"report-{a_kind(code)}", external_id=part)
        return
    failed = f"dlr-{code}" if status == "failed" else ""
    yield Receipt(external_id=part, status=status, at=_at(told, raw), code=failed, key=part)


def _message(told: Item, raw: RawRequest) -> Iterator[Event]:
    address, text, at = token(told, "sender"), _text(raw.body, told.get("charset", "")), None
    external_id, at = token(told, "id"), _at(told, raw)
    if not text.strip():
        yield Other(kind="empty", external_id=external_id)
        return
    yield Said(address=address, external_id=external_id, at=at, text=text)
    if is_stop(text):
        yield Blocked(address=address, at=at)


def _at(told: Item, raw: RawRequest) -> datetime:
    """The operator's time; ours where it tells none."""
    if told.get("ts"):
        return instant(told, "ts")
    if raw.received_at is None:
        raise ValueError("no time")
    return raw.received_at.astimezone(UTC)


def _text(body: bytes, charset: str) -> str:
    """By the charset that Kannel names; UTF-8 is what it recodes to."""
    try:
        named = codecs.lookup(charset).name if charset else "utf-8"
    except LookupError:
        named = "utf-8"
    text = body.decode(named if named in CHARSETS else "utf-8", errors="replace")
    return text.replace("\x00", "")
