"""A page's notices in our words: all entries, all that each of them holds."""

from collections.abc import Callable, Iterator
from functools import partial

from ilm.channels.base import (
    Edited,
    Event,
    MediaKind,
    MediaRef,
    Other,
    Receipt,
    ReceivedUpTo,
    Said,
    Welcome,
    Withdrawn,
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
    words,
)

FILES: dict[str, MediaKind] = {
    "image": "image",
    "audio": "voice",  # recorded in the app
    "video": "video",
    "file": "document",
    "sticker": "sticker",
}
ROUTING = frozenset({"sender", "recipient", "timestamp"})  # beside what an item is about


def events_in(entries: object, *, us: str) -> Iterator[Event]:
    """Every event of a body. `us`: our page; what is for another page is Other."""
    yield from each(entries, partial(_entry, us=us), kind="entry")


def _entry(entry: Item, *, us: str) -> Iterator[Event]:
    if entry.get("id") != us:
        yield Other(kind="another-page")
        return
    yield from each(entry.get("messaging", []), _item, kind="item")
    yield from each(entry.get("standby", []), _not_ours, kind="standby")
    yield from each(entry.get("changes", []), _change, kind="change")


def _not_ours(_: Item) -> Iterator[Event]:
    yield Other(kind="standby")  # another app holds the conversation


def _change(change: Item) -> Iterator[Event]:
    yield Other(kind=a_kind(change.get("field")))


def _item(item: Item) -> Iterator[Event]:
    kinds = [name for name in item if name not in ROUTING]
    kind = next((name for name in kinds if name in READERS), "")
    if not kind:
        yield Other(kind=a_kind(kinds[0] if kinds else "empty"))
    elif not an_object(item["sender"]).get("id"):
        yield Other(kind="user-ref")  # somebody to whom no answer can go
    else:
        yield from READERS[kind](item, an_object(item[kind]))


def _address(item: Item) -> str:
    return token(an_object(item["sender"]), "id")


def _message(item: Item, message: Item) -> Iterator[Event]:
    name, at = token(message, "mid"), moment(item, "timestamp")
    if message.get("is_echo"):
        if key := maybe(message, "metadata"):
            yield Receipt(external_id=name, status="sent", at=at, key=key)
        else:
            yield Other(kind="echo", external_id=name)  # somebody wrote at the page itself
        return
    if message.get("is_deleted"):
        yield Withdrawn(external_id=name, at=at)
        return
    found = [an_object(one) for one in message.get("attachments") or ()]
    said = Said(
        address=_address(item),
        external_id=name,
        at=at,
        text=maybe(message, "text"),
        media=tuple(file for one in found for file in _file(one)),
        reply_to=_reply_to(message),
        choice=_choice(message),
        location=next((place for one in found for place in _place(one)), None),
    )
    has_content = said.text or said.media or said.location
    kind = a_kind(found[0].get("type")) if found else "empty"
    yield said if has_content else Other(kind=f"message-{kind}", external_id=name)


def _file(one: Item) -> Iterator[MediaRef]:
    kind = FILES.get(str(one.get("type")))
    if kind is not None:
        payload = an_object(one["payload"])
        is_sticker = "sticker_id" in payload
        yield MediaRef(external_id=link(payload, "url"), kind="sticker" if is_sticker else kind)


def _place(one: Item) -> Iterator[tuple[float, float]]:
    if one.get("type") == "location":
        spot = an_object(an_object(one["payload"])["coordinates"])
        yield float(spot["lat"]), float(spot["long"])


def _reply_to(message: Item) -> str | None:
    return maybe(an_object(message["reply_to"]), "mid") or None if "reply_to" in message else None


def _choice(message: Item) -> str | None:
    return token(an_object(message["quick_reply"]), "payload") if "quick_reply" in message else None


def _postback(item: Item, pressed: Item) -> Iterator[Event]:
    address, at = _address(item), moment(item, "timestamp")
    yield Said(
        address=address,
        external_id=maybe(pressed, "mid") or f"postback:{address}:{item['timestamp']}",
        at=at,
        text=maybe(pressed, "title"),
        choice=maybe(pressed, "payload") or None,
    )


def _edited(item: Item, edit: Item) -> Iterator[Event]:
    yield Edited(
        address=_address(item),
        external_id=token(edit, "mid"),
        at=moment(item, "timestamp"),
        text=words(edit, "text"),
    )


def _referral(item: Item, referral: Item) -> Iterator[Event]:
    come_by = maybe(referral, "ref")[:64]
    yield Welcome(address=_address(item), at=moment(item, "timestamp"), token=come_by)


def _delivered(item: Item, delivery: Item) -> Iterator[Event]:
    at = moment(delivery, "watermark")
    for name in delivery.get("mids") or ():
        yield Receipt(external_id=token({"mid": name}, "mid"), status="delivered", at=at)
    yield ReceivedUpTo(address=_address(item), status="delivered", at=at)


def _read(item: Item, read: Item) -> Iterator[Event]:
    at = moment(read, "watermark")
    yield ReceivedUpTo(address=_address(item), status="read", at=at)


READERS: dict[str, Callable[[Item, Item], Iterator[Event]]] = {
    "message": _message,
    "message_edit": _edited,
    "postback": _postback,
    "referral": _referral,
    "delivery": _delivered,
    "read": _read,
}
