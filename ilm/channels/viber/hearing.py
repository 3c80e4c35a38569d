"""A bot's notices in our words. One event to a request."""

from collections.abc import Callable, Iterator

from ilm.channels.base import (
    Blocked,
    Event,
    MediaKind,
    MediaRef,
    Other,
    Receipt,
    Said,
    Status,
    Welcome,
)
from ilm.channels.reading import (
    Item,
    a_kind,
    an_object,
    each,
    link,
    maybe,
    moment,
    token,
    whole,
    words,
)

FILES: dict[str, MediaKind] = {
    "picture": "image",
    "video": "video",
    "file": "document",
    "sticker": "sticker",
}
WORDS = {"text": "text", "url": "media"}  # type -> where her words stand
STATUS_OF: dict[str, Status] = {"delivered": "delivered", "seen": "read", "failed": "failed"}


def events_in(notice: Item) -> Iterator[Event]:
    """What one notice tells; nothing where Viber only tries the address."""
    kind = str(notice["event"])
    if kind == "webhook":
        return
    if read := READERS.get(kind):
        yield from each(notice, read, kind=a_kind(kind))
    else:
        yield Other(kind=a_kind(kind))


def _name(notice: Item) -> str:
    """A number of 64 bits: kept as text."""
    return str(whole(notice, "message_token"))


def _message(notice: Item) -> Iterator[Event]:
    sender, message = an_object(notice["sender"]), an_object(notice["message"])
    kind = token(message, "type")
    said = Said(
        address=token(sender, "id"),
        external_id=_name(notice),
        at=moment(notice, "timestamp"),
        text=_words(kind, message),
        media=tuple(_file(kind, message)),
        language_hint=maybe(sender, "language") or None,
        location=_place(kind, message),
        shared_contacts=_contact(kind, message),
    )
    has_content = said.text or said.media or said.location or said.shared_contacts
    other = Other(kind=f"message-{a_kind(kind)}", external_id=said.external_id)
    yield said if has_content else other


def _words(kind: str, message: Item) -> str:
    """A link is words of hers: nobody fetches what it leads to."""
    return words(message, WORDS[kind]) if kind in WORDS else maybe(message, "text")


def _file(kind: str, message: Item) -> Iterator[MediaRef]:
    if kind in FILES and message.get("media"):
        yield MediaRef(
            external_id=link(message, "media"),
            kind=FILES[kind],
            size=_size(message, "size", "file_size"),
            seconds=whole(message, "duration") if "duration" in message else None,
            name=maybe(message, "file_name"),
        )


def _size(message: Item, *names: str) -> int | None:
    return next((whole(message, name) for name in names if name in message), None)


def _place(kind: str, message: Item) -> tuple[float, float] | None:
    if kind != "location":
        return None
    spot = an_object(message["location"])
    return float(spot["lat"]), float(spot["lon"])


def _contact(kind: str, message: Item) -> tuple[str, ...]:
    return (token(an_object(message["contact"]), "phone_number"),) if kind == "contact" else ()


def _come(notice: Item) -> Iterator[Event]:
    user = an_object(notice["user"])
    yield Welcome(
        address=token(user, "id"),
        at=moment(notice, "timestamp"),
        language_hint=maybe(user, "language") or None,
        token=maybe(notice, "context")[:64],
    )


def _gone(notice: Item) -> Iterator[Event]:
    yield Blocked(address=token(notice, "user_id"), at=moment(notice, "timestamp"))


def _receipt(notice: Item) -> Iterator[Event]:
    """Each of her devices tells; why it failed is said in a sentence, and not kept."""
    status = STATUS_OF[str(notice["event"])]
    yield Receipt(external_id=_name(notice), status=status, at=moment(notice, "timestamp"))


READERS: dict[str, Callable[[Item], Iterator[Event]]] = {
    "message": _message,
    "conversation_started": _come,
    "subscribed": _come,
    "unsubscribed": _gone,
    "delivered": _receipt,
    "seen": _receipt,
    "failed": _receipt,
}
