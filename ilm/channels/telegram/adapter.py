"""Telegram through the Bot API. Their side: README.md in this folder."""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote
from uuid import UUID

from ilm.channels.base import (
    Answer,
    Capabilities,
    Event,
    Http,
    Malformed,
    MediaKind,
    MediaOut,
    MediaRef,
    MediaSource,
    Outgoing,
    Part,
    RawRequest,
    Rejected,
    Reply,
    Retry,
    SendError,
    Sent,
    Unknown,
    Unreachable,
    Unreadable,
)
from ilm.channels.cutting import cut
from ilm.channels.reading import envelope
from ilm.channels.telegram.errors import MEANS
from ilm.channels.telegram.hearing import events_in
from ilm.kit.slug import Slug

SENT_AS: Mapping[MediaKind, tuple[str, str]] = {  # kind -> method, form field
    "voice": ("sendVoice", "voice"),
    "audio": ("sendAudio", "audio"),
    "image": ("sendPhoto", "photo"),
    "video": ("sendVideo", "video"),
    "document": ("sendDocument", "document"),
}
DOWNLOAD_MAX = 20 * 1024 * 1024  # bytes that getFile gives


@dataclass(frozen=True, kw_only=True)
class Telegram:
    """One bot. The token stands in every URL: no URL of ours may reach a log or an error."""

    slug: ClassVar[Slug] = Slug("telegram")
    label: ClassVar[str] = "Telegram"
    can: ClassVar[Capabilities] = Capabilities(
        address="opaque",
        text_max=4096,
        media_in=frozenset({"image", "audio", "voice", "video", "document", "sticker"}),
        media_out={
            "voice": "audio/ogg",
            "audio": "audio/mpeg",
            "image": "image/jpeg",
            "video": "video/mp4",
            "document": "application/pdf",
        },
        receipts=frozenset({"accepted"}),
        rate=30,
        rate_each=1,
        named_by="update_id",
    )

    token: str = field(repr=False)
    secret: str = field(repr=False)
    api_url: str = "https://api.telegram.org"

    def verify(self, raw: RawRequest) -> None:
        given = raw.header("X-Telegram-Bot-Api-Secret-Token").encode()
        if not self.secret or not hmac.compare_digest(given, self.secret.encode()):
            raise Rejected("The secret token is missing or wrong.")

    def greet(self, raw: RawRequest) -> Reply | None:
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        update = envelope(raw, "Telegram")
        if type(update.get("update_id")) is not int:
            raise Unreadable("The body is JSON, but no update of a Telegram bot.")
        return events_in(update)

    def render(self, message: Outgoing) -> list[Part]:
        try:
            chat = int(message.address)
        except ValueError:
            raise Malformed("address", "A Telegram address is a number.") from None
        pieces = cut(message.text, self.can.text_max)
        for file in message.media:
            if file.kind not in SENT_AS:
                raise Malformed(file.kind, "Telegram takes no file of this kind from us.")
        of = len(pieces) + len(message.media)
        if not of:
            raise Malformed("empty", "There is nothing to send.")
        said = [_said(chat, piece, number=n, of=of) for n, piece in enumerate(pieces, 1)]
        shown = enumerate(message.media, len(said) + 1)
        return said + [_shown(chat, file, number=n, of=of) for n, file in shown]

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        if part.file:
            method, name = SENT_AS[part.file.kind]
            answer = http.post_multipart(
                self._at(method),
                {field: str(value) for field, value in part.payload.items()},
                {name: (part.file.name, part.file.content, part.file.mime_type)},
            )
        else:
            answer = http.post_json(self._at("sendMessage"), part.payload)
        result = _result(answer)
        try:
            chat, number = int(result["chat"]["id"]), int(result["message_id"])
        except (KeyError, TypeError, ValueError):
            raise Unknown("Telegram answered, but named no message.") from None
        return Sent(f"{chat}:{number}")

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        asked = http.get(f"{self._at('getFile')}?file_id={quote(ref.external_id, safe='')}")
        path = str(_result(asked).get("file_path", ""))
        if not path or ".." in path:
            raise Unreachable("The provider no longer has this file.")
        return MediaSource(
            url=f"{self.api_url}/file/bot{self.token}/{quote(path)}",
            mime_type=ref.mime_type,
            size_max=DOWNLOAD_MAX,
        )

    def _at(self, method: str) -> str:
        return f"{self.api_url}/bot{self.token}/{method}"


def _said(chat: int, piece: str, *, number: int, of: int) -> Part:
    """No parse_mode: her `_` and `*` are no mark-up. No preview: nobody fetches her links."""
    payload = {"chat_id": chat, "text": piece, "link_preview_options": {"is_disabled": True}}
    return Part(number=number, of=of, text=piece, payload=payload)


def _shown(chat: int, file: MediaOut, *, number: int, of: int) -> Part:
    return Part(number=number, of=of, payload={"chat_id": chat}, file=file)


def _result(answer: Answer) -> dict[str, Any]:
    found = answer.json()
    if answer.status == 200 and found.get("ok") is True:
        result = found.get("result")
        return result if isinstance(result, dict) else {}
    raise fault(answer)


def fault(answer: Answer) -> SendError:
    """The error that an answer stands for."""
    found = answer.json()
    if answer.status == 429:
        parameters = found.get("parameters")
        asked = parameters.get("retry_after") if isinstance(parameters, dict) else None
        return Retry(float(asked) if isinstance(asked, int) else 5.0)
    if answer.status >= 500:
        refused = answer.status == 503 or found.get("ok") is False
        return Retry(30) if refused else Unknown("Telegram failed while it had the message.")
    told = str(found.get("description", "")).lower()
    for code, words, error in MEANS:
        if answer.status == code and words in told:
            return error(f"Telegram answered with code {code}.")
    return Malformed(str(answer.status))
