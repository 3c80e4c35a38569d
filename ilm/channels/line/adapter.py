"""LINE through the Messaging API. Their side: README.md in this folder."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import quote
from uuid import UUID

from ilm.channels.base import (
    Answer,
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
    Retry,
    SendError,
    Sent,
    Unknown,
    Unreachable,
    Unreadable,
)
from ilm.channels.cutting import cut
from ilm.channels.line.errors import ACCEPTED_BEFORE, MEANS, RATE
from ilm.channels.line.hearing import STICKER, events_in
from ilm.channels.reading import envelope
from ilm.kit.slug import Slug


@dataclass(frozen=True, kw_only=True)
class Line:
    """One official account. `api_url` takes words, `data_url` gives files."""

    slug: ClassVar[Slug] = Slug("line")
    label: ClassVar[str] = "LINE"
    can: ClassVar[Capabilities] = Capabilities(
        address="opaque",
        text_max=5000,
        media_in=frozenset({"image", "voice", "video", "document"}),
        receipts=frozenset({"accepted"}),
        idempotent=True,
        cost="quota",
        rate=100,
        withdraws=True,
    )

    channel_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    api_url: str = "https://api.line.me"
    data_url: str = "https://api-data.line.me"

    def verify(self, raw: RawRequest) -> None:
        given = raw.header("X-Line-Signature").encode()
        right = hmac.digest(self.channel_secret.encode(), raw.body, hashlib.sha256)
        if not self.channel_secret or not hmac.compare_digest(given, base64.b64encode(right)):
            raise Rejected("The signature is missing or wrong.")

    def greet(self, raw: RawRequest) -> Reply | None:
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        """Nothing at all where the console tries the address: it sends no events."""
        body = envelope(raw, "LINE")
        if not isinstance(body.get("events"), list):
            raise Unreadable("The body is JSON, but no notice of a LINE account.")
        return events_in(body["events"])

    def render(self, message: Outgoing) -> list[Part]:
        if message.media:
            raise Malformed(message.media[0].kind, "LINE takes no file from us.")
        pieces = cut(message.text, self.can.text_max)
        if not pieces:
            raise Malformed("empty", "There is nothing to send.")
        return [
            Part(
                number=number,
                of=len(pieces),
                text=piece,
                payload={"to": message.address, "messages": [{"type": "text", "text": piece}]},
            )
            for number, piece in enumerate(pieces, 1)
        ]

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        """The same key again is taken once: an answer that says so is the first one's."""
        headers = {**self._bearer, "X-Line-Retry-Key": str(key)}
        answer = http.post_json(
            f"{self.api_url}/v2/bot/message/push", part.payload, headers=headers
        )
        if answer.status not in (200, ACCEPTED_BEFORE):
            raise fault(answer)
        return Sent(_name(answer))

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        if ref.external_id.startswith(STICKER):
            raise Unreachable("LINE gives no file of a sticker.")
        return MediaSource(
            url=f"{self.data_url}/v2/bot/message/{quote(ref.external_id, safe='')}/content",
            headers=self._bearer,
            mime_type=ref.mime_type,
        )

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}


def _name(answer: Answer) -> str:
    """The message's id there, else the request's that was taken; Unknown where there is neither."""
    sent = answer.json().get("sentMessages")
    if isinstance(sent, list) and sent and isinstance(sent[0], dict) and sent[0].get("id"):
        return str(sent[0]["id"])
    heads = {name.lower(): value for name, value in answer.headers.items()}
    name = heads.get("x-line-accepted-request-id") or heads.get("x-line-request-id")
    if not name:
        raise Unknown("LINE answered, but named no message.")
    return name


def fault(answer: Answer) -> SendError:
    """The error that an answer stands for."""
    told = str(answer.json().get("message", "")).lower()
    for code, words, error in MEANS:
        if answer.status == code and words in told:
            return error(f"LINE answered with code {code}.")
    if answer.status == RATE:
        return Retry(60)
    if answer.status == 503:
        return Retry(30)
    if answer.status >= 500:
        return Unknown("LINE failed while it had the message.")
    return Malformed(str(answer.status))
