"""The dialect's forms in our words: one message or one status to a request."""

from collections.abc import Iterator
from datetime import datetime

from ilm.channels.base import Blocked, Event, MediaKind, MediaRef, Other, RawRequest, Receipt, Said
from ilm.channels.naming import form_of, query_of
from ilm.channels.reading import Item, a_kind, each, token, whole
from ilm.channels.texting import is_stop
from ilm.channels.twilio.errors import STATUSES

SIDS = ("MessageSid", "SmsSid", "SmsMessageSid")
FILES_MAX = 10
KINDS: dict[str, MediaKind] = {"image": "image", "audio": "audio", "video": "video"}


def told_by(raw: RawRequest) -> dict[str, str]:
    """All that the form says, and the query where the form is silent."""
    return query_of(raw) | form_of(raw)


def events_in(raw: RawRequest) -> Iterator[Event]:
    """Statuses speak of our messages, forms with a sender are hers; the dialect tells no time."""
    told = told_by(raw)
    if "MessageStatus" in told:
        return each(told, lambda item: _status(item, raw), kind="status")
    if any(name in told for name in SIDS):
        return each(told, lambda item: _message(item, raw), kind="message")
    return iter([Other(kind="call" if "CallSid" in told else "form")])


def _sid(told: Item) -> str:
    return token(told, next((name for name in SIDS if told.get(name)), SIDS[0]))


def _status(told: Item, raw: RawRequest) -> Iterator[Event]:
    sid, said = _sid(told), told["MessageStatus"]
    if (status := STATUSES.get(said)) is None:
        yield Other(kind=f"status-{a_kind(said)}", external_id=sid)
        return
    yield Receipt(
        external_id=sid,
        status=status,
        at=_at(raw),
        code=told.get("ErrorCode", "")[:40] if status == "failed" else "",
        key=query_of(raw).get("part", ""),
    )


def _message(told: Item, raw: RawRequest) -> Iterator[Event]:
    address, sid, text = token(told, "From"), _sid(told), told.get("Body", "").replace("\x00", "")
    media = tuple(_files(told))
    if not text.strip() and not media:
        yield Other(kind="empty", external_id=sid)
        return
    yield Said(address=address, external_id=sid, at=_at(raw), text=text, media=media)
    if told.get("OptOutType") == "STOP" or is_stop(text):
        yield Blocked(address=address, at=_at(raw))


def _files(told: Item) -> Iterator[MediaRef]:
    for number in range(min(whole(told, "NumMedia") if told.get("NumMedia") else 0, FILES_MAX)):
        mime_type = told.get(f"MediaContentType{number}", "")
        kind = KINDS.get(mime_type.partition("/")[0], "document")
        yield MediaRef(external_id=token(told, f"MediaUrl{number}"), kind=kind, mime_type=mime_type)


def _at(raw: RawRequest) -> datetime:
    if raw.received_at is None:
        raise ValueError("no time")
    return raw.received_at
