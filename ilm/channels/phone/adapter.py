"""Calls that a case worker took or made and wrote down. No network. Their side: README.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, cast
from uuid import UUID

from ilm.channels.base import (
    Called,
    Capabilities,
    Event,
    Http,
    MediaRef,
    MediaSource,
    Outgoing,
    Part,
    RawRequest,
    Rejected,
    Reply,
    Sent,
    Unreachable,
)
from ilm.channels.reading import Item, each, envelope, instant, maybe, token, whole
from ilm.kit.slug import Slug

CallStatus = Literal["ringing", "in-progress", "completed", "missed", "failed"]
STATUSES = frozenset({"ringing", "in-progress", "completed", "missed", "failed"})


@dataclass(frozen=True, kw_only=True)
class Phone:
    """One line. Its log is written at the desk, so nothing may arrive from outside."""

    slug: ClassVar[Slug] = Slug("phone")
    label: ClassVar[str] = "Phone"
    can: ClassVar[Capabilities] = Capabilities(address="tel", voice=True, sends=False)

    number: str = ""

    def verify(self, raw: RawRequest) -> None:
        raise Rejected("Calls are written down at the desk; nothing is delivered here.")

    def greet(self, raw: RawRequest) -> Reply | None:
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        return each(envelope(raw, "the desk").get("calls", []), self._call, kind="call")

    def _call(self, call: Item) -> Iterator[Event]:
        status = token(call, "status")
        if status not in STATUSES:
            raise ValueError("no such status")
        yield Called(
            external_id=token(call, "id"),
            address=token(call, "from"),
            to=maybe(call, "to") or self.number,
            status=cast(CallStatus, status),
            at=instant(call, "at"),
            seconds=whole(call, "seconds") if "seconds" in call else 0,
            note=maybe(call, "note"),
        )

    def render(self, message: Outgoing) -> list[Part]:
        return [Part(number=1, of=1, text=message.text, payload={"to": message.address})]

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        raise Unreachable("A person has to call.")

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        raise Unreachable("A logged call has no recording.")
