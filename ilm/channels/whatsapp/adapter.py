"""WhatsApp through Meta's Cloud API. Their side: README.md in this folder."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit
from uuid import UUID

from ilm.channels.base import (
    Answer,
    Broken,
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
    Reply,
    Retry,
    SendError,
    Sent,
    TemplateOut,
    Unknown,
    Unreachable,
    Unreadable,
)
from ilm.channels.cutting import cut
from ilm.channels.meta import challenge, codes, must_be_signed, wait
from ilm.channels.reading import envelope
from ilm.channels.whatsapp.errors import MEANS, RETRY_AFTER
from ilm.channels.whatsapp.hearing import events_in
from ilm.kit.slug import Slug

BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]+")
TYPE_OF: Mapping[MediaKind, str] = {"voice": "audio"}  # ours -> theirs, where they differ


@dataclass(frozen=True, kw_only=True)
class WhatsApp:
    """One number. `graph_url` ends with the version: https://graph.facebook.com/v24.0."""

    slug: ClassVar[Slug] = Slug("whatsapp")
    label: ClassVar[str] = "WhatsApp"
    can: ClassVar[Capabilities] = Capabilities(
        address="opaque",
        text_max=4096,
        media_in=frozenset({"image", "audio", "voice", "video", "document", "sticker"}),
        media_out={
            "voice": "audio/ogg; codecs=opus",
            "audio": "audio/mp4",
            "image": "image/jpeg",
            "video": "video/mp4",
            "document": "application/pdf",
        },
        receipts=frozenset({"accepted", "sent", "delivered", "read"}),
        window=timedelta(hours=24),
        templates=True,
        cost="free",
        rate=80,
        rate_each=1,
        withdraws=True,
        voice=True,
    )

    phone_number_id: str
    graph_url: str
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    access_token: str = field(repr=False)

    def verify(self, raw: RawRequest) -> None:
        must_be_signed(raw, app_secret=self.app_secret)

    def greet(self, raw: RawRequest) -> Reply | None:
        return challenge(raw, verify_token=self.verify_token)

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        body = envelope(raw, "WhatsApp")
        if body.get("object") != "whatsapp_business_account" or not isinstance(
            body.get("entry"), list
        ):
            raise Unreadable("The body is JSON, but no notice of a WhatsApp business account.")
        return events_in(body["entry"], us=self.phone_number_id)

    def render(self, message: Outgoing) -> list[Part]:
        drafts = [
            *self._approved(message.template),
            *(() if message.template else self._said(message.text)),
            *self._shown(message.media),
        ]
        if not drafts:
            raise Malformed("empty", "There is nothing to send.")
        return [
            Part(
                number=number,
                of=len(drafts),
                text=text,
                file=file,
                payload={
                    "messaging_product": "whatsapp",
                    "recipient_type": "individual",
                    **_to(message.address),
                    **payload,
                },
            )
            for number, (text, file, payload) in enumerate(drafts, 1)
        ]

    def _approved(self, template: TemplateOut | None) -> Iterator[tuple[str, None, dict[str, Any]]]:
        if template:
            named = {"name": template.name, "language": {"code": template.code}}
            yield "", None, {"type": "template", "template": named}

    def _said(self, text: str) -> Iterator[tuple[str, None, dict[str, Any]]]:
        for piece in cut(text, self.can.text_max):
            yield piece, None, {"type": "text", "text": {"body": piece, "preview_url": False}}

    def _shown(self, media: tuple[MediaOut, ...]) -> Iterator[tuple[str, MediaOut, dict[str, Any]]]:
        for file in media:
            if file.kind not in self.can.media_out:
                raise Malformed(file.kind, "WhatsApp takes no file of this kind from us.")
            yield "", file, {"type": TYPE_OF.get(file.kind, file.kind)}

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        payload = {**part.payload, "biz_opaque_callback_data": str(key)}  # back with each receipt
        if part.file:
            payload[str(payload["type"])] = {"id": self._upload(part.file, http)}
        answer = http.post_json(self._at("messages"), payload, headers=self._bearer)
        found = self._accepted(answer)
        try:
            external_id = str(found["messages"][0]["id"])
            people = [
                str(person[name])
                for person in found.get("contacts", ())
                for name in ("wa_id", "user_id")
                if person.get(name)
            ]
        except (KeyError, IndexError, TypeError, AttributeError):
            raise Unknown("WhatsApp answered, but named no message.") from None
        return Sent(external_id, tuple(dict.fromkeys(people)))

    def _upload(self, file: MediaOut, http: Http) -> str:
        """Hands a file over; the worker sees nothing of it yet, so a silence may be tried again."""
        try:
            answer = http.post_multipart(
                self._at("media"),
                {"messaging_product": "whatsapp", "type": file.mime_type},
                {"file": (file.name, file.content, file.mime_type)},
                headers=self._bearer,
            )
            return str(self._accepted(answer)["id"])
        except (Unknown, KeyError):
            raise Retry(30, "the file did not arrive at the provider") from None

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        url = f"{self.graph_url}/{quote(ref.external_id, safe='')}"
        answer = http.get(url, headers=self._bearer)
        if answer.status == 404 or codes(answer)[0] == 100:
            raise Unreachable("The provider no longer has this file.")
        found = self._accepted(answer)
        there, home = urlsplit(str(found.get("url", ""))), urlsplit(self.graph_url)
        if there.scheme != "https" and there.netloc != home.netloc:
            raise Malformed("url", "The provider names no safe place for the file.")
        return MediaSource(
            url=there.geturl(),
            headers=self._bearer,
            mime_type=str(found.get("mime_type", ref.mime_type)),
            sha256=str(found.get("sha256", "")),
        )

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"}

    def _at(self, edge: str) -> str:
        return f"{self.graph_url}/{self.phone_number_id}/{edge}"

    def _accepted(self, answer: Answer) -> dict[str, Any]:
        if 200 <= answer.status < 300:
            return answer.json()
        raise fault(answer)


def _to(address: str) -> dict[str, str]:
    return {"recipient": address} if BSUID.fullmatch(address) else {"to": address.lstrip("+")}


def fault(answer: Answer) -> SendError:
    """The error that an answer other than 2xx stands for, by Meta's code, else by HTTP status."""
    code, _ = codes(answer)
    if code is not None and code in RETRY_AFTER:
        return Retry(wait(answer, RETRY_AFTER[code]))
    if code is not None and code in MEANS:
        return MEANS[code](f"WhatsApp answered with code {code}.")
    if answer.status in (429, 503):
        return Retry(wait(answer, 30))
    if answer.status >= 500:
        return Unknown("WhatsApp failed while it had the message.")
    if answer.status == 401:
        return Broken("WhatsApp does not accept our token.")
    return Malformed(str(code or f"http-{answer.status}"))
