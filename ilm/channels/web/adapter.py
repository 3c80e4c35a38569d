"""The worker's page. What we send waits there until she opens it. No network. See README.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from ilm.channels.base import (
    Capabilities,
    Event,
    Http,
    Malformed,
    MediaRef,
    MediaSource,
    Outgoing,
    Part,
    RawRequest,
    Rejected,
    Reply,
    Said,
    Sent,
    Unreachable,
)
from ilm.channels.cutting import cut
from ilm.channels.reading import Item, each, envelope, instant, maybe, token, words
from ilm.kit.slug import Slug


@dataclass(frozen=True, kw_only=True)
class Web:
    """The page at /w/. An address is the alias of a receipt; the page's own checks let her in."""

    slug: ClassVar[Slug] = Slug("web")
    label: ClassVar[str] = "Worker page"
    can: ClassVar[Capabilities] = Capabilities(
        address="opaque",
        text_max=20_000,
        media_in=frozenset({"image", "audio", "voice", "video", "document"}),
        receipts=frozenset({"accepted", "read"}),
        idempotent=True,
    )

    def verify(self, raw: RawRequest) -> None:
        raise Rejected("The page speaks through its own form; nothing is delivered here.")

    def greet(self, raw: RawRequest) -> Reply | None:
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        return each(envelope(raw, "the page").get("reports", []), _report, kind="report")

    def render(self, message: Outgoing) -> list[Part]:
        if message.media:
            raise Malformed("media", "The page carries words only.")
        pieces = cut(message.text, self.can.text_max)
        if not pieces:
            raise Malformed("empty", "There is nothing to send.")
        return [
            Part(number=n, of=len(pieces), text=piece, payload={"to": message.address})
            for n, piece in enumerate(pieces, 1)
        ]

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        return Sent(f"web:{key}")  # it lies in the outbox, and there she reads it

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        raise Unreachable("Files of the page lie in our own store.")


def _report(report: Item) -> Iterator[Event]:
    yield Said(
        address=token(report, "address"),
        external_id=token(report, "id"),
        at=instant(report, "at"),
        text=words(report, "text"),
        language_hint=maybe(report, "language") or None,
    )
