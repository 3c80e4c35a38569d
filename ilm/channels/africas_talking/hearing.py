"""Its forms in our words: one message or one report to a request."""

from collections.abc import Iterator
from datetime import UTC, datetime

from ilm.channels.africas_talking.errors import STATUSES
from ilm.channels.base import Blocked, Event, Other, RawRequest, Receipt, Said
from ilm.channels.naming import form_of
from ilm.channels.reading import Item, a_kind, a_time, each, token
from ilm.channels.texting import is_stop


def events_in(raw: RawRequest) -> Iterator[Event]:
    """A report has a status; a message has a sender; all else is Other."""
    told = form_of(raw)
    if "sessionId" in told:
        return iter([Other(kind="call")])
    if "status" in told:
        return each(told, lambda item: _report(item, raw), kind="report")
    return each(told, lambda item: _message(item, raw), kind="message")


def _report(told: Item, raw: RawRequest) -> Iterator[Event]:
    name, said = token(told, "id"), told["status"]
    if (status := STATUSES.get(said)) is None:
        yield Other(kind=f"report-{a_kind(said)}", external_id=name)
        return
    code = a_kind(told.get("failureReason") or said) if status == "failed" else ""
    yield Receipt(external_id=name, status=status, at=_ours(raw), code=code)


def _message(told: Item, raw: RawRequest) -> Iterator[Event]:
    address, name = token(told, "from"), token(told, "id")
    text, at = told.get("text", "").replace("\x00", ""), _at(told, raw)
    if not text.strip():
        yield Other(kind="empty", external_id=name)
        return
    yield Said(address=address, external_id=name, at=at, text=text)
    if is_stop(text):
        yield Blocked(address=address, at=at)


def _at(told: Item, raw: RawRequest) -> datetime:
    """Their time, which is UTC where it says nothing else; ours where it is none."""
    try:
        at = datetime.fromisoformat(told.get("date", ""))
        return a_time(at.replace(tzinfo=UTC) if at.tzinfo is None else at)
    except (ValueError, OverflowError):
        return _ours(raw)


def _ours(raw: RawRequest) -> datetime:
    if raw.received_at is None:
        raise ValueError("no time")
    return raw.received_at
