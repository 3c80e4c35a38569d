"""Viber through its REST bot API. Their side: README.md in this folder."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit
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
    Unreadable,
)
from ilm.channels.cutting import cut
from ilm.channels.reading import envelope
from ilm.channels.viber.errors import MEANS, OK, RETRY_AFTER
from ilm.channels.viber.hearing import events_in
from ilm.kit.slug import Slug

SENDER_MAX = 28  # letters of the name above our words


@dataclass(frozen=True, kw_only=True)
class Viber:
    """One bot. `sender` stands above our words, on her lock screen too."""

    slug: ClassVar[Slug] = Slug("viber")
    label: ClassVar[str] = "Viber"
    can: ClassVar[Capabilities] = Capabilities(
        address="opaque",
        text_max=7000,
        media_in=frozenset({"image", "video", "document", "sticker"}),
        receipts=frozenset({"accepted", "delivered", "read"}),
        cost="session",
        rate=50,
        rate_each=1,
    )

    token: str = field(repr=False)
    sender: str
    api_url: str = "https://chatapi.viber.com"

    def verify(self, raw: RawRequest) -> None:
        given = raw.header("X-Viber-Content-Signature").encode()
        right = hmac.new(self.token.encode(), raw.body, hashlib.sha256).hexdigest()
        if not self.token or not hmac.compare_digest(given, right.encode()):
            raise Rejected("The signature is missing or wrong.")

    def greet(self, raw: RawRequest) -> Reply | None:
        """None: the question when the address is set is signed like all else; 200 is its answer."""
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        body = envelope(raw, "Viber")
        if not isinstance(body.get("event"), str):
            raise Unreadable("The body is JSON, but no notice of a Viber bot.")
        return events_in(body)

    def render(self, message: Outgoing) -> list[Part]:
        if message.media:
            raise Malformed(message.media[0].kind, "Viber takes no file from us.")
        pieces = cut(message.text, self.can.text_max)
        if not pieces:
            raise Malformed("empty", "There is nothing to send.")
        return [
            Part(number=number, of=len(pieces), text=piece, payload=self._said(message, piece))
            for number, piece in enumerate(pieces, 1)
        ]

    def _said(self, message: Outgoing, piece: str) -> dict[str, Any]:
        return {
            "receiver": message.address,
            "min_api_version": 1,
            "sender": {"name": self.sender[:SENDER_MAX]},
            "type": "text",
            "text": piece,
        }

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        heads = {"X-Viber-Auth-Token": self.token}
        answer = http.post_json(f"{self.api_url}/pa/send_message", part.payload, headers=heads)
        found = answer.json()
        if answer.status != 200 or found.get("status") != OK:
            raise fault(answer)
        name = found.get("message_token")
        if type(name) is not int:
            raise Unknown("Viber answered, but named no message.")
        return Sent(str(name))

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        """The address came signed, and holds its own right to be read: no token goes along."""
        there, home = urlsplit(ref.external_id), urlsplit(self.api_url)
        if there.scheme != "https" and there.netloc != home.netloc:
            raise Malformed("url", "The provider names no safe place for the file.")
        return MediaSource(url=ref.external_id, mime_type=ref.mime_type)


def fault(answer: Answer) -> SendError:
    """The error that an answer stands for: by HTTP's status unless it is 200, else by Viber's."""
    if answer.status != 200:
        return _unheard(answer.status)
    status = answer.json().get("status")
    if type(status) is not int:
        return Unknown("Viber answered with something that is no answer.")
    if status in RETRY_AFTER:
        return Retry(RETRY_AFTER[status])
    if status in MEANS:
        return MEANS[status](f"Viber answered with status {status}.")
    return Malformed(str(status))


def _unheard(status: int) -> SendError:
    """What stands before Viber spoke, or it failed."""
    if status in (429, 503):
        return Retry(30)
    if status >= 500:
        return Unknown("Viber failed while it had the message.")
    return Malformed(f"http-{status}")
