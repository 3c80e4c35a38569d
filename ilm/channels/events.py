"""What a channel can tell us. Frozen facts, in our words; the provider's words stay in its folder.

Times are aware and in UTC, by the provider's clock. Addresses are written as the provider writes
them: `vault.routing` turns them into aliases. An `external_id` may hold an address too
(WhatsApp's and Telegram's do): seal it, or keep a keyed hash. Source: the channels paper, 1.3.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

MediaKind = Literal["image", "audio", "voice", "video", "document", "sticker"]
Status = Literal["accepted", "sent", "delivered", "read", "failed"]


@dataclass(frozen=True, kw_only=True)
class MediaRef:
    """A file the provider holds for us. `external_id` is what `Channel.media` asks for."""

    external_id: str = field(repr=False)
    kind: MediaKind
    mime_type: str = ""  # as the provider says; believe the sniffed type
    size: int | None = None  # bytes
    seconds: int | None = None  # of sound or film
    sha256: str = ""  # as the provider writes it: hex or base64
    name: str = field(default="", repr=False)  # hers: clean it before it is shown
    content: bytes | None = field(default=None, repr=False)  # where it came with the message


@dataclass(frozen=True, kw_only=True)
class Said:
    """Somebody wrote, spoke or sent something. `external_id` is unique within the channel."""

    address: str = field(repr=False)
    external_id: str = field(repr=False)
    at: datetime
    also_known_as: tuple[str, ...] = field(default=(), repr=False)  # the same person
    text: str = field(default="", repr=False)
    media: tuple[MediaRef, ...] = ()
    language_hint: str | None = None  # the language of the app, not of the words
    reply_to: str | None = field(default=None, repr=False)  # external_id of the message she answers
    choice: str | None = None  # what a pressed button stands for
    location: tuple[float, float] | None = field(
        default=None, repr=False
    )  # latitude, longitude in degrees
    shared_contacts: tuple[str, ...] = field(default=(), repr=False)  # numbers she passed on
    quoted: str = field(default="", repr=False)  # what she only sent back below her words
    is_sure: bool = True  # the channel vouches that it is from this address
    is_cut_off: bool = False  # the line broke while she spoke
    is_talk: bool = False  # a talk of hers with one of us, recorded because she agreed


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """How far one of our messages came. Receipts arrive late, twice and out of order."""

    external_id: str = field(repr=False)
    status: Status
    at: datetime
    code: str = ""  # the provider's, when it failed
    key: str = ""  # our part's key, if the provider hands it back: settles an Unknown


@dataclass(frozen=True, kw_only=True)
class ReceivedUpTo:
    """All that we sent to this address until `at`, by the provider's clock, came so far."""

    address: str = field(repr=False)
    status: Literal["delivered", "read"]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Edited:
    """She changed words that she had sent: a new revision of `external_id`."""

    address: str = field(repr=False)
    external_id: str = field(repr=False)
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """She took words back: hide them at once."""

    external_id: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """She shut this door. Stop here, and tell a person: it may be a sign of danger."""

    address: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Welcome:
    """She opened the conversation and has said nothing yet. `token`: from the link she used."""

    address: str = field(repr=False)
    at: datetime
    language_hint: str | None = None
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class AddressChanged:
    """The provider says that one address took the place of another. Merging is a person's act."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Called:
    """A call, or a step of one. Durations in seconds."""

    external_id: str = field(repr=False)
    address: str = field(repr=False)
    to: str
    status: Literal["ringing", "in-progress", "completed", "missed", "failed"]
    at: datetime
    seconds: int = 0
    digits: str = field(default="", repr=False)
    recording: MediaRef | None = None
    note: str = field(default="", repr=False)  # what the person who took the call wrote down
    wish: Literal["", "morning", "afternoon", "evening", "any"] = ""  # when she wants our call
    is_ours: bool = False  # we called
    agreed: str = ""  # what she agreed to at this step of a talk, or `no`
    agent: str = ""  # which of us takes it at this step, as our own tables name her


@dataclass(frozen=True, kw_only=True)
class Other:
    """What we do not handle: counted, kept, shown to operators. `why` never holds her words."""

    kind: str
    external_id: str = field(default="", repr=False)
    why: str = ""


Event = (
    Said
    | Receipt
    | ReceivedUpTo
    | Edited
    | Withdrawn
    | Blocked
    | Welcome
    | AddressChanged
    | Called
    | Other
)
