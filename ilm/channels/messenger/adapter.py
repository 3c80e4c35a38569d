"""Messenger of a Facebook page. Their side: README.md in this folder."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from ilm.channels.base import (
    Answer,
    Broken,
    Capabilities,
    Event,
    Http,
    Malformed,
    MediaKind,
    MediaRef,
    MediaSource,
    Outgoing,
    Part,
    RawRequest,
    Reply,
    Retry,
    SendError,
    Sent,
    Unknown,
    Unreadable,
)
from ilm.channels.cutting import cut
from ilm.channels.messenger.errors import ANY, MEANS, PERMISSION, RETRY_AFTER
from ilm.channels.messenger.hearing import events_in
from ilm.channels.meta import challenge, codes, must_be_signed, wait
from ilm.channels.reading import envelope
from ilm.kit.slug import Slug

TYPE_OF: Mapping[MediaKind, str] = {  # ours -> theirs
    "voice": "audio",
    "audio": "audio",
    "image": "image",
    "video": "video",
    "document": "file",
}


@dataclass(frozen=True, kw_only=True)
class Messenger:
    """One page. `graph_url` ends with the version."""

    slug: ClassVar[Slug] = Slug("messenger")
    label: ClassVar[str] = "Messenger"
    can: ClassVar[Capabilities] = Capabilities(
        address="opaque",
        text_max=1000,
        media_in=frozenset({"image", "voice", "video", "document", "sticker"}),
        media_out={
            "voice": "audio/mp4",
            "audio": "audio/mp4",
            "image": "image/jpeg",
            "video": "video/mp4",
            "document": "application/pdf",
        },
        receipts=frozenset({"accepted", "sent", "delivered", "read"}),
        window=timedelta(hours=24),
        rate=40,
        rate_each=1,
        withdraws=True,
    )

    page_id: str
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    access_token: str = field(repr=False)
    graph_url: str = "https://graph.facebook.com/v24.0"

    def verify(self, raw: RawRequest) -> None:
        must_be_signed(raw, app_secret=self.app_secret)

    def greet(self, raw: RawRequest) -> Reply | None:
        return challenge(raw, verify_token=self.verify_token)

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        body = envelope(raw, "Messenger")
        if body.get("object") != "page" or not isinstance(body.get("entry"), list):
            raise Unreadable("The body is JSON, but no notice of a Facebook page.")
        return events_in(body["entry"], us=self.page_id)

    def render(self, message: Outgoing) -> list[Part]:
        for file in message.media:
            if file.kind not in self.can.media_out:
                raise Malformed(file.kind, "Messenger takes no file of this kind from us.")
        pieces = cut(message.text, self.can.text_max)
        of = len(pieces) + len(message.media)
        if not of:
            raise Malformed("empty", "There is nothing to send.")
        to = {"recipient": {"id": message.address}, "messaging_type": "RESPONSE"}
        said = [
            Part(number=n, of=of, text=piece, payload={**to, "message": {"text": piece}})
            for n, piece in enumerate(pieces, 1)
        ]
        return said + [
            Part(number=n, of=of, file=file, payload={**to, "message": _shown(file.kind)})
            for n, file in enumerate(message.media, len(said) + 1)
        ]

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        """Our key goes along, and comes back with the echo: it settles what stayed unanswered."""
        message = {**part.payload["message"], "metadata": str(key)}
        payload, url = {**part.payload, "message": message}, f"{self.graph_url}/me/messages"
        heads = {"Authorization": f"Bearer {self.access_token}"}
        if part.file:
            fields = {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in payload.items()
            }
            file = (part.file.name, part.file.content, part.file.mime_type)
            answer = http.post_multipart(url, fields, {"filedata": file}, headers=heads)
        else:
            answer = http.post_json(url, payload, headers=heads)
        if not 200 <= answer.status < 300:
            raise fault(answer)
        name = answer.json().get("message_id")
        if not isinstance(name, str) or not name:
            raise Unknown("Messenger answered, but named no message.")
        return Sent(name)

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        """The address came signed, and holds its own right to be read: no token goes along."""
        there, home = urlsplit(ref.external_id), urlsplit(self.graph_url)
        if there.scheme != "https" and there.netloc != home.netloc:
            raise Malformed("url", "The provider names no safe place for the file.")
        return MediaSource(url=ref.external_id, mime_type=ref.mime_type)


def _shown(kind: MediaKind) -> dict[str, Any]:
    return {"attachment": {"type": TYPE_OF[kind], "payload": {"is_reusable": False}}}


def fault(answer: Answer) -> SendError:
    """The error that an answer other than 2xx stands for, by Meta's codes, else by HTTP status."""
    code, subcode = codes(answer)
    if code is not None and code in RETRY_AFTER:
        return Retry(wait(answer, RETRY_AFTER[code]))
    for known, detail, error in MEANS:
        if code == known and detail in (ANY, subcode):
            return error(f"Messenger answered with code {code}.")
    if code in PERMISSION or answer.status == 401:
        return Broken("Messenger does not accept our token.")
    if answer.status in (429, 503):
        return Retry(wait(answer, 30))
    if answer.status >= 500:
        return Unknown("Messenger failed while it had the message.")
    return Malformed(str(code or f"http-{answer.status}"))
