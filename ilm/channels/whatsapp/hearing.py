"""Meta's notices in our words: all entries, all changes, all messages."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

from ilm.channels.base import (
    AddressChanged,
    Edited,
    Event,
    MediaKind,
    MediaRef,
    Other,
    Receipt,
    Said,
    Status,
    Withdrawn,
)
from ilm.channels.reading import (
    Item,
    a_kind,
    an_object,
    each,
    instant,
    maybe,
    token,
    whole,
    words,
)

MEDIA: dict[str, MediaKind] = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "document": "document",
    "sticker": "sticker",
}
STATUSES = frozenset({"sent", "delivered", "read", "failed"})


def events_in(entries: object, *, us: str) -> Iterator[Event]:
    """Every event of a body. `us`: our phone_number_id; what is for another number is Other."""
    yield from each(entries, partial(_entry, us=us), kind="entry")


def _entry(entry: Item, *, us: str) -> Iterator[Event]:
    yield from each(entry["changes"], partial(_change, us=us), kind="change")


def _change(change: Item, *, us: str) -> Iterator[Event]:
    if change.get("field") != "messages":
        yield Other(kind=a_kind(change.get("field")))
        return
    value = an_object(change["value"])
    if an_object(value["metadata"]).get("phone_number_id") != us:
        yield Other(kind="another-number")
        return
    people = _people(value.get("contacts"))
    yield from each(value.get("messages", []), partial(_message, people=people), kind="message")
    yield from each(value.get("statuses", []), _status, kind="status")
    for _ in value.get("errors") or ():
        yield Other(kind="errors")


def _people(contacts: object) -> dict[str, str]:
    """wa_id -> BSUID, for those of whom Meta tells both."""
    known = contacts if isinstance(contacts, list) else []
    return {
        str(c["wa_id"]): str(c["user_id"])
        for c in known
        if isinstance(c, dict) and c.get("wa_id") and c.get("user_id")
    }


def _message(message: Item, *, people: dict[str, str]) -> Iterator[Event]:
    kind = token(message, "type")
    if message.get("group_id"):
        yield Other(kind="group", external_id=token(message, "id"))
    elif read := CHANGES.get(kind):
        yield read(message)
    elif said := _content(kind, message):
        number, bsuid = maybe(message, "from"), maybe(message, "from_user_id")
        known = [a for a in (number, bsuid or people.get(number, "")) if a]
        yield Said(
            address=token({"address": known[0]}, "address"),
            also_known_as=tuple(known[1:]),
            external_id=token(message, "id"),
            at=instant(message, "timestamp"),
            reply_to=_reply_to(message),
            text=said.text,
            media=said.media,
            choice=said.choice,
            location=said.location,
            shared_contacts=said.shared_contacts,
        )
    else:
        yield Other(kind=a_kind(kind), external_id=token(message, "id"))


def _reply_to(message: Item) -> str | None:
    context = message.get("context")
    return maybe(context, "id") or None if isinstance(context, dict) else None


class _Content:
    """What one message carries, whatever its type."""

    def __init__(
        self,
        text: str = "",
        *,
        media: tuple[MediaRef, ...] = (),
        choice: str | None = None,
        location: tuple[float, float] | None = None,
        shared_contacts: tuple[str, ...] = (),
    ) -> None:
        self.text, self.media, self.choice = text, media, choice
        self.location, self.shared_contacts = location, shared_contacts


def _content(kind: str, message: Item) -> _Content | None:
    """None for the types that we do not handle."""
    if kind in MEDIA:
        item = an_object(message[kind])
        return _Content(maybe(item, "caption"), media=(_file(kind, item),))
    read = {
        "text": _text,
        "button": _button,
        "interactive": _interactive,
        "location": _location,
        "contacts": _contacts,
    }.get(kind)
    return read(message) if read else None


def _text(message: Item) -> _Content:
    return _Content(words(an_object(message["text"]), "body"))


def _button(message: Item) -> _Content:
    button = an_object(message["button"])
    return _Content(words(button, "text"), choice=maybe(button, "payload") or None)


def _interactive(message: Item) -> _Content | None:
    item = an_object(message["interactive"])
    reply = item.get("button_reply") or item.get("list_reply")
    if reply is None:
        return None
    reply = an_object(reply)
    return _Content(words(reply, "title"), choice=token(reply, "id"))


def _location(message: Item) -> _Content:
    place = an_object(message["location"])
    where = float(place["latitude"]), float(place["longitude"])
    return _Content(maybe(place, "name"), location=where)


def _contacts(message: Item) -> _Content:
    people = map(an_object, message["contacts"])
    numbers = [words(phone, "phone") for one in people for phone in one.get("phones", ())]
    return _Content(shared_contacts=tuple(numbers))


def _file(kind: str, item: Item) -> MediaRef:
    is_voice = kind == "audio" and item.get("voice") is True
    return MediaRef(
        external_id=token(item, "id"),
        kind="voice" if is_voice else MEDIA[kind],
        mime_type=maybe(item, "mime_type"),
        sha256=maybe(item, "sha256"),
        name=maybe(item, "filename"),
    )


def _system(message: Item) -> Event:
    told = an_object(message["system"])
    if told.get("type") == "user_changed_user_id":
        old, new = token(message, "from_user_id"), token(told, "user_id")
    elif told.get("type") == "user_changed_number":
        old = maybe(message, "from") or token(message, "from_user_id")
        new = maybe(told, "wa_id") or token(told, "user_id")
    else:
        return Other(kind="system", external_id=token(message, "id"))
    return AddressChanged(old=old, new=new, at=instant(message, "timestamp"))


def _edited(message: Item) -> Event:
    edit = an_object(message["edit"])
    words_now = an_object(edit["message"])
    said = _content(token(words_now, "type"), words_now)
    if said is None:
        return Other(kind="edit", external_id=token(message, "id"))
    return Edited(
        address=maybe(message, "from") or token(message, "from_user_id"),
        external_id=token(edit, "original_message_id"),
        at=instant(message, "timestamp"),
        text=said.text,
    )


def _withdrawn(message: Item) -> Event:
    original = token(an_object(message["revoke"]), "original_message_id")
    return Withdrawn(external_id=original, at=instant(message, "timestamp"))


CHANGES: dict[str, Callable[[Item], Event]] = {  # about what was there before
    "system": _system,
    "edit": _edited,
    "revoke": _withdrawn,
}


def _status(status: Item) -> Iterator[Event]:
    word = token(status, "status")
    if word not in STATUSES:
        yield Other(kind=f"status-{a_kind(word)}", external_id=token(status, "id"))
        return
    errors = status.get("errors") or [{}]
    yield Receipt(
        external_id=token(status, "id"),
        status=cast(Status, word),
        at=instant(status, "timestamp"),
        code=str(whole(errors[0], "code")) if "code" in errors[0] else "",
        key=maybe(status, "biz_opaque_callback_data"),
    )
