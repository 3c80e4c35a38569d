"""E-mail: a mailbox of one's own at any provider. Their side: README.md in this folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
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
    Sent,
    Unreachable,
    Unreadable,
)
from ilm.channels.cutting import cut
from ilm.channels.email.hearing import canonical, events_in
from ilm.channels.email.submitting import composed, submit
from ilm.kit.slug import Slug


@dataclass(frozen=True, kw_only=True)
class Email:
    """One mailbox. Nothing knocks for it: a process of its own waits at the mailbox."""

    slug: ClassVar[Slug] = Slug("email")
    label: ClassVar[str] = "E-mail"
    can: ClassVar[Capabilities] = Capabilities(
        address="mailto",
        text_max=20_000,
        media_in=frozenset({"image", "audio", "voice", "video", "document"}),
        receipts=frozenset({"accepted"}),
        rate=2,
        rate_each=1,
    )

    address: str  # report@example.org; the server must also deliver report+anything@ to it
    password: str = field(repr=False)
    imap_host: str
    smtp_host: str
    username: str = ""  # where it is not the address
    imap_port: str = "993"  # 993: TLS from the first byte; any other: STARTTLS
    smtp_port: str = "465"  # 465 likewise
    trusts: str = ""  # how our own server calls itself in Authentication-Results
    subject: str = "Hello"  # neutral: it shows on a locked screen

    def verify(self, raw: RawRequest) -> None:
        raise Rejected("Mail is fetched from its mailbox; nothing is delivered here.")

    def greet(self, raw: RawRequest) -> Reply | None:
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        if not raw.body.strip():
            raise Unreadable("The message is empty.")
        return events_in(
            raw.body, own=self.address, trusts=self.trusts, at=raw.received_at,
            subject=self.subject,
        )  # fmt: skip

    def render(self, message: Outgoing) -> list[Part]:
        if message.media:
            raise Malformed("media", "Mail carries words alone so far.")
        to, pieces = canonical(message.address), cut(message.text, self.can.text_max)
        if not to:
            raise Unreachable("This is no mail address.")
        if not pieces:
            raise Malformed("empty", "There is nothing to send.")
        payload = {"to": to, "is_automatic": message.is_automatic}
        return [
            Part(number=n, of=len(pieces), text=piece, payload=payload)
            for n, piece in enumerate(pieces, 1)
        ]

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        letter = composed(
            part.text, to=part.payload["to"], own=self.address, subject=self.subject, key=key,
            is_automatic=part.payload["is_automatic"],
        )  # fmt: skip
        submit(
            letter, host=self.smtp_host, port=int(self.smtp_port), password=self.password,
            username=self.username or self.address,
        )  # fmt: skip
        return Sent(str(letter["Message-ID"]))

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        raise Unreachable("Files of a mail come with it.")
