"""An official account's notices in our words: every event of a request."""

from collections.abc import Callable, Iterator

from ilm.channels.base import Blocked, Event, MediaKind, MediaRef, Other, Said, Welcome, Withdrawn
from ilm.channels.reading import Item, a_kind, an_object, each, maybe, moment, token, whole, words

FILES: dict[str, MediaKind] = {
    "image": "image",
    "audio": "voice",  # recorded in the app; a sound file comes as "file"
    "video": "video",
    "file": "document",
}
TYPE_OF: dict[str, str] = {"image": "image/jpeg", "audio": "audio/mp4", "video": "video/mp4"}
STICKER = "sticker:"  # before the id of a message that has no file


def events_in(events: object) -> Iterator[Event]:
    """What was said in a group, and what we do not handle, is Other."""
    yield from each(events, _event, kind="event")


def _event(event: Item) -> Iterator[Event]:
    kind = token(event, "type")
    read = READERS.get(kind)
    if read is None:
        yield Other(kind=a_kind(kind), external_id=maybe(event, "webhookEventId"))
    elif an_object(event["source"]).get("type") != "user":
        yield Other(kind="group")
    else:
        yield read(event)


def _address(event: Item) -> str:
    return token(an_object(event["source"]), "userId")


def _message(event: Item) -> Event:
    message = an_object(event["message"])
    kind, name = token(message, "type"), token(message, "id")
    said = Said(
        address=_address(event),
        external_id=name,
        at=moment(event, "timestamp"),
        text=words(message, "text") if kind == "text" else "",
        media=tuple(_files(kind, message)),
        reply_to=maybe(message, "quotedMessageId") or None,
        location=_location(message) if kind == "location" else None,
    )
    has_content = said.text or said.media or said.location
    return said if has_content else Other(kind=f"message-{a_kind(kind)}", external_id=name)


def _files(kind: str, message: Item) -> Iterator[MediaRef]:
    """What LINE itself holds: a file elsewhere is somebody's address, and nobody asks there."""
    if kind == "sticker":
        yield MediaRef(external_id=f"{STICKER}{token(message, 'id')}", kind="sticker")
    elif kind in FILES and _is_there(message):
        yield MediaRef(
            external_id=token(message, "id"),
            kind=FILES[kind],
            mime_type=TYPE_OF.get(kind, ""),
            size=whole(message, "fileSize") if "fileSize" in message else None,
            seconds=whole(message, "duration") // 1000 if "duration" in message else None,
            name=maybe(message, "fileName"),
        )


def _is_there(message: Item) -> bool:
    given = message.get("contentProvider")
    return given is None or an_object(given).get("type") == "line"


def _location(message: Item) -> tuple[float, float]:
    return float(message["latitude"]), float(message["longitude"])


def _postback(event: Item) -> Event:
    return Said(
        address=_address(event),
        external_id=f"postback:{token(event, 'webhookEventId')}",
        at=moment(event, "timestamp"),
        choice=token(an_object(event["postback"]), "data"),
    )


def _unsend(event: Item) -> Event:
    return Withdrawn(
        external_id=token(an_object(event["unsend"]), "messageId"), at=moment(event, "timestamp")
    )


def _follow(event: Item) -> Event:
    return Welcome(address=_address(event), at=moment(event, "timestamp"))


def _unfollow(event: Item) -> Event:
    return Blocked(address=_address(event), at=moment(event, "timestamp"))


READERS: dict[str, Callable[[Item], Event]] = {
    "message": _message,
    "postback": _postback,
    "unsend": _unsend,
    "follow": _follow,
    "unfollow": _unfollow,
}
