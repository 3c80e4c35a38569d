"""What a message says and carries, made ready to be sealed."""

import json
from dataclasses import dataclass, field
from typing import Any

from ilm.channels.base import Called, Edited, Event, MediaRef, Said
from ilm.channels.events import AddressChanged, Blocked
from ilm.language import read
from ilm.talk.attaching import keep_file
from ilm.talk.models import Attachment, Message
from ilm.talk.models.conversing import MessageKind
from ilm.vault import deployment
from ilm.vault.sealing import bind, pad, seal
from ilm.vault.storing import Sealer

KIND_OF = {
    "image": MessageKind.PHOTO,
    "sticker": MessageKind.PHOTO,
    "audio": MessageKind.VOICE,
    "voice": MessageKind.VOICE,
    "video": MessageKind.VIDEO,
    "document": MessageKind.DOCUMENT,
}


@dataclass(frozen=True)
class Words:
    """A text as it is kept: `more` goes, sealed, beside it (raw, note, location, choice …)."""

    text: str = field(repr=False)
    kind: str = MessageKind.TEXT
    language: str = ""
    encoding: str = ""
    more: dict[str, Any] = field(default_factory=dict, repr=False)

    def sealed_form(self) -> bytes:
        return json.dumps({"text": self.text, **self.more}, ensure_ascii=False).encode()


def plain(text: str, *, hint: str = "", before: str = "", kind: str = MessageKind.TEXT) -> Words:
    """Cleaned, in Unicode, its language guessed. `before`: how her last text was coded."""
    if not text.strip():
        return Words("", kind)
    found = read(text, hint=hint or None, before=before or None)
    raw = {} if found.raw_kept is None else {"raw": found.raw_kept}
    return Words(found.display, kind, found.language or "", found.encoding.value, raw)


def words_of(event: Event, *, before: str = "", language: str = "") -> Words:
    """What one event says."""
    match event:
        case Said():
            hint = event.language_hint or language
            return _with(
                plain(event.text, hint=hint, before=before, kind=_kind(event)), _more(event)
            )
        case Edited():
            return _with(plain(event.text, hint=language, before=before), {"note": "edited"})
        case Called():
            words = plain(event.note, hint=language, kind=MessageKind.CALL_NOTE)
            return _with(words, {"status": event.status, "seconds": event.seconds})
        case Blocked():
            return Words("", MessageKind.OTHER, more={"note": "blocked"})
        case AddressChanged():
            return Words("", MessageKind.OTHER, more={"note": "address_changed"})
        case _:
            return Words("", MessageKind.OTHER)


def attachments_of(message: Message, event: Event, sealer: Sealer) -> list[Attachment]:
    """Rows for the files an event names; where they lie is sealed to the parse process. Those that
    came with the message are kept at once."""
    files: tuple[MediaRef, ...]
    if isinstance(event, Called):
        files = (event.recording,) if event.recording else ()
    else:
        files = event.media if isinstance(event, Said) else ()
    return [
        _wanted(message, ref) if ref.content is None else _came(message, ref, ref.content, sealer)
        for ref in files
    ]


def _came(message: Message, ref: MediaRef, content: bytes, sealer: Sealer) -> Attachment:
    row = Attachment(org_id=message.org_id, message=message, kind=KIND_OF[ref.kind])
    return keep_file(row, content, media_type=ref.mime_type, name=ref.name, sealer=sealer)


def _wanted(message: Message, ref: MediaRef) -> Attachment:
    row = Attachment(org_id=message.org_id, message=message, kind=KIND_OF[ref.kind], state="wanted")
    told = {
        name: getattr(ref, name)
        for name in ("external_id", "kind", "mime_type", "sha256", "name", "size")
    }
    public = deployment.parse_public()
    row.wanted = seal(public, pad(json.dumps(told).encode()), bind("wanted", row.pk))
    return row


def _with(words: Words, more: dict[str, Any]) -> Words:
    return Words(words.text, words.kind, words.language, words.encoding, words.more | more)


def _kind(event: Said) -> str:
    if event.media:
        return KIND_OF[event.media[0].kind]
    return MessageKind.LOCATION if event.location else MessageKind.TEXT


def _more(event: Said) -> dict[str, Any]:
    given = {
        "location": event.location,
        "choice": event.choice,
        "contacts": event.shared_contacts,
        "quoted": event.quoted,
        "unproven": not event.is_sure,
        "cut_off": event.is_cut_off,
        "talk": event.is_talk,
    }
    return {name: value for name, value in given.items() if value}
