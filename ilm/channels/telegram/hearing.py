"""A bot's updates in our words. One update to a request."""

from collections.abc import Iterator

from ilm.channels.base import (
    Blocked,
    Edited,
    Event,
    MediaKind,
    MediaRef,
    Other,
    Said,
    Welcome,
)
from ilm.channels.reading import (
    BROKEN,
    Item,
    a_kind,
    an_object,
    each,
    instant,
    maybe,
    token,
    whole,
)

FILES: dict[str, MediaKind] = {
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "document": "document",
    "sticker": "sticker",
}
GONE, BACK = frozenset({"kicked", "left"}), frozenset({"member"})


def events_in(update: Item) -> Iterator[Event]:
    """The events of one update; what we do not handle, and every group, is Other."""
    readers = {
        "message": _message,
        "edited_message": _edited,
        "callback_query": _pressed,
        "my_chat_member": _membership,
    }
    kinds = [name for name in update if name != "update_id"]
    for kind in kinds:
        if read := readers.get(kind):
            yield from each(update[kind], read, kind=a_kind(kind))
        else:
            yield Other(kind=a_kind(kind))
    if not kinds:
        yield Other(kind="empty")


def _private(item: Item) -> str | None:
    """The address, or None where others listen."""
    chat = an_object(item["chat"])
    return str(whole(chat, "id")) if chat.get("type") == "private" else None


def _message(message: Item) -> Iterator[Event]:
    address = _private(message)
    if address is None:
        yield Other(kind="group")
        return
    sender = an_object(message["from"])
    if sender.get("is_bot"):
        yield Other(kind="bot")
        return
    at, hint = instant(message, "date"), maybe(sender, "language_code") or None
    text = maybe(message, "text") or maybe(message, "caption")
    if text.split(maxsplit=1)[:1] == ["/start"]:
        come_by = text.removeprefix("/start").strip()[:64]
        yield Welcome(address=address, at=at, language_hint=hint, token=come_by)
        return
    said = Said(
        address=address,
        external_id=_name(address, message),
        at=at,
        text=text,
        media=tuple(_files(message)),
        language_hint=hint,
        reply_to=_reply_to(address, message),
        location=_location(message),
        shared_contacts=_contact(message),
    )
    has_content = said.text or said.media or said.location or said.shared_contacts
    yield said if has_content else Other(kind="message", external_id=said.external_id)


def _name(address: str, message: Item) -> str:
    return f"{address}:{whole(message, 'message_id')}"


def _reply_to(address: str, message: Item) -> str | None:
    try:
        return _name(address, an_object(message["reply_to_message"]))
    except BROKEN:
        return None


def _files(message: Item) -> Iterator[MediaRef]:
    if photos := message.get("photo"):
        largest = max(map(an_object, photos), key=lambda p: whole(p, "width") * whole(p, "height"))
        yield MediaRef(
            external_id=token(largest, "file_id"),
            kind="image",
            mime_type="image/jpeg",
            size=_size(largest),
        )
    for name, kind in FILES.items():
        if name in message:
            file = an_object(message[name])
            yield MediaRef(
                external_id=token(file, "file_id"),
                kind=kind,
                mime_type=maybe(file, "mime_type"),
                size=_size(file),
                seconds=whole(file, "duration") if "duration" in file else None,
                name=maybe(file, "file_name"),
            )


def _size(file: Item) -> int | None:
    return whole(file, "file_size") if "file_size" in file else None


def _location(message: Item) -> tuple[float, float] | None:
    if "location" not in message:
        return None
    place = an_object(message["location"])
    return float(place["latitude"]), float(place["longitude"])


def _contact(message: Item) -> tuple[str, ...]:
    return (token(message["contact"], "phone_number"),) if "contact" in message else ()


def _edited(message: Item) -> Iterator[Event]:
    address = _private(message)
    if address is None:
        yield Other(kind="group")
        return
    yield Edited(
        address=address,
        external_id=_name(address, message),
        at=instant(message, "edit_date" if "edit_date" in message else "date"),
        text=maybe(message, "text") or maybe(message, "caption"),
    )


def _pressed(query: Item) -> Iterator[Event]:
    shown = an_object(query["message"])
    address = _private(shown)
    if address is None:
        yield Other(kind="group")
        return
    yield Said(
        address=address,
        external_id=f"callback:{token(query, 'id')}",
        at=instant(shown, "date"),
        language_hint=maybe(an_object(query["from"]), "language_code") or None,
        reply_to=_name(address, shown),
        choice=token(query, "data"),
    )


def _membership(change: Item) -> Iterator[Event]:
    address = _private(change)
    status = token(an_object(change["new_chat_member"]), "status")
    if address is None:
        yield Other(kind="group")
    elif status in GONE:
        yield Blocked(address=address, at=instant(change, "date"))
    elif status in BACK:
        yield Welcome(address=address, at=instant(change, "date"))
    else:
        yield Other(kind=f"membership-{a_kind(status)}")
