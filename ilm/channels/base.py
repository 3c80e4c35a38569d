"""What every channel does: six operations, and what passes through them. No database, no clock."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, Protocol
from uuid import UUID

from ilm.channels.errors import (
    Broken,
    Malformed,
    Rejected,
    Retry,
    SendError,
    Stopped,
    Unknown,
    Unreachable,
    Unreadable,
    WindowClosed,
)
from ilm.channels.events import (
    AddressChanged,
    Blocked,
    Called,
    Edited,
    Event,
    MediaKind,
    MediaRef,
    Other,
    Receipt,
    ReceivedUpTo,
    Said,
    Status,
    Welcome,
    Withdrawn,
)
from ilm.kit.slug import Slug

__all__ = [
    "AddressChanged",
    "Answer",
    "Blocked",
    "Broken",
    "Called",
    "Capabilities",
    "Channel",
    "Door",
    "Edited",
    "Event",
    "Http",
    "Malformed",
    "MediaKind",
    "MediaOut",
    "MediaRef",
    "MediaSource",
    "Other",
    "Outgoing",
    "Part",
    "RawRequest",
    "Receipt",
    "ReceivedUpTo",
    "Rejected",
    "Reply",
    "Retry",
    "Said",
    "SendError",
    "Sent",
    "Status",
    "Stopped",
    "TemplateOut",
    "Unknown",
    "Unreachable",
    "Unreadable",
    "Welcome",
    "WindowClosed",
    "Withdrawn",
]


@dataclass(frozen=True)
class RawRequest:
    """A request as it came. `url` is built from our configured base, never from the Host header."""

    method: str
    url: str = field(repr=False)  # it may hold a secret
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    received_at: datetime | None = None  # by our clock, where the provider tells no time

    def __post_init__(self) -> None:
        lowered = {name.lower(): value for name, value in self.headers.items()}
        object.__setattr__(self, "headers", lowered)

    def header(self, name: str) -> str:
        """The header of that name, whatever its case; empty if it is absent."""
        return self.headers.get(name.lower(), "")


@dataclass(frozen=True)
class Reply:
    """What a handshake wants to hear."""

    body: str
    status: int = 200
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class MediaOut:
    """A file to send, in the rendition this channel takes (`Capabilities.media_out`)."""

    kind: MediaKind
    mime_type: str
    content: bytes = field(repr=False)
    name: str = "file"  # neutral: never a case number


@dataclass(frozen=True, kw_only=True)
class TemplateOut:
    """Words the provider approved before, by their name there and their language's code there."""

    name: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message for one address, before it is cut into parts. With a template it is that alone."""

    address: str = field(repr=False)
    text: str = field(default="", repr=False)
    media: tuple[MediaOut, ...] = ()
    template: TemplateOut | None = None
    is_automatic: bool = False  # nobody wrote it just now: machines must not answer it


@dataclass(frozen=True, kw_only=True)
class Part:
    """One provider call: the `number`th (from 1) of `of`. `payload` is plain JSON."""

    number: int
    of: int
    text: str = field(default="", repr=False)
    payload: Mapping[str, Any] = field(repr=False)
    file: MediaOut | None = None
    counted: int = 1  # as the provider counts and bills it: an SMS of 200 letters is 2


@dataclass(frozen=True)
class Sent:
    """The provider took it. `aliases`: addresses it told us of the same person."""

    external_id: str = field(repr=False)
    aliases: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class MediaSource:
    """Where to fetch a file, and with which headers. Stream it; stop after `size_max` bytes."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    mime_type: str = ""
    sha256: str = ""  # hex; empty if the provider does not say
    size_max: int = 30 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What a channel can and cannot do, shown at the desk before somebody presses send."""

    address: Literal["tel", "mailto", "opaque"]
    text_max: int = 0  # UTF-16 units in one part; 0: no text goes out this way
    media_in: frozenset[MediaKind] = frozenset()
    media_out: Mapping[MediaKind, str] = field(default_factory=dict)  # kind -> exact MIME type
    receipts: frozenset[Status] = frozenset()
    window: timedelta | None = None  # free words allowed this long after her last word
    templates: bool = False
    reply_tokens: bool = False
    idempotent: bool = False
    cost: Literal["free", "part", "quota", "session"] = "free"
    rate: float | None = None  # sends a second in all
    rate_each: float | None = None  # sends a second to one address
    withdraws: bool = False
    typing: bool = False
    voice: bool = False
    sends: bool = True
    speaks: bool = False  # a call: sentences of the hotline go out, and no written words
    named_by: str = ""  # top-level JSON field that names a delivery; empty: sha256 of the body
    names: tuple[str, ...] = ()  # the same where it tells by query and form: all that are there
    keeps_query: bool = False  # the address that is asked for says something too
    secret_in_path: bool = False  # it cannot sign: its hook ends with a secret of ours
    thanks: Reply = Reply("ok")  # what the provider hears once its request is durable


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def json(self) -> dict[str, Any]:
        """The body as an object; empty if it is not one."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Http(Protocol):
    """The way out. Raises Retry if nothing was written, Unknown if it was and no answer came."""

    def post_json(
        self, url: str, payload: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
    ) -> Answer: ...

    def post_multipart(
        self,
        url: str,
        fields: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes, str]],  # field -> file name, content, MIME type
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer: ...

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer: ...

    def send_form(
        self,
        url: str,
        fields: Mapping[str, str],
        *,
        by: Literal["GET", "POST", "DELETE"] = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> Answer: ...


class Channel(Protocol):
    """One account at one provider. Secrets come in by the constructor and are never shown."""

    slug: ClassVar[Slug]
    label: ClassVar[str]
    can: ClassVar[Capabilities]

    def verify(self, raw: RawRequest) -> None:
        """Is it them? Over the raw bytes, in constant time, before any parsing. Raises Rejected."""

    def greet(self, raw: RawRequest) -> Reply | None:
        """The answer to a handshake, or None. Ask before `verify`. Raises Rejected."""

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        """Everything it tells, in its order. Raises Unreadable at once; a bad item becomes Other.

        Events are made as they are taken: whoever only asks whether it can be read takes none.
        """

    def render(self, message: Outgoing) -> list[Part]:
        """The calls it takes. Raises Malformed for what this channel cannot carry."""

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        """One call. Raises a SendError."""

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        """Where the file is now. Raises a SendError: Unreachable if it is gone."""


class Door(Protocol):
    """A channel before it has an account: its class."""

    @property
    def slug(self) -> Slug: ...
    @property
    def label(self) -> str: ...
    @property
    def can(self) -> Capabilities: ...
    def __call__(self, *args: Any, **account: Any) -> Channel: ...
