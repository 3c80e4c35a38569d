"""SMS through a Kannel gateway of one's own, over SMPP. Their side: README.md in this folder."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode, urlsplit
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
from ilm.channels.kannel.errors import MEANS, RETRY_AFTER, TAKEN
from ilm.channels.kannel.hearing import events_in
from ilm.channels.naming import query_of
from ilm.channels.texting import counted, number
from ilm.kit.slug import Slug

SECRET_MIN = 16  # letters; a shorter one could be found by trying
ALL_REPORTS = "31"  # delivered, failed, queued, taken by the operator, refused by it
# %T the report's time, %d what it says. Never %A: operators repeat the beginning of the text there.
REPORT = "&status=%d&ts=%T"


@dataclass(frozen=True, kw_only=True)
class Kannel:
    """One user of one smsbox. Its password and her text stand in URLs: none may reach a log."""

    slug: ClassVar[Slug] = Slug("kannel")
    label: ClassVar[str] = "SMS (Kannel)"
    can: ClassVar[Capabilities] = Capabilities(
        address="tel",
        text_max=402,  # six parts of 67: `max-messages` of its configuration
        receipts=frozenset({"accepted", "sent", "delivered"}),
        cost="part",
        rate=20,
        rate_each=1,
        names=("id", "part", "status"),
        keeps_query=True,
        secret_in_path=True,
        thanks=Reply(""),  # words would go to her
    )

    send_url: str  # http://127.0.0.1:13013/cgi-bin/sendsms
    username: str
    password: str = field(repr=False)
    sender: str  # the number or name she sees; never the organisation's
    secret: str = field(repr=False)
    hook_url: str = field(default="", repr=False)  # where Kannel reports to, its secret included

    def verify(self, raw: RawRequest) -> None:
        given = urlsplit(raw.url).path.rstrip("/").rpartition("/")[2].encode()
        right = self.secret.encode()
        if len(right) < SECRET_MIN or not hmac.compare_digest(given, right):
            raise Rejected("The secret in the address is missing or wrong.")

    def greet(self, raw: RawRequest) -> Reply | None:
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        told = query_of(raw)
        if not told.get("id") and not told.get("part"):
            raise Unreadable("The address names neither a message (id) nor a report (part).")
        return events_in(raw)

    def render(self, message: Outgoing) -> list[Part]:
        to, pieces = number(message.address), cut(message.text, self.can.text_max)
        if message.media:
            raise Malformed("media", "An SMS carries words alone.")
        if not pieces:
            raise Malformed("empty", "There is nothing to send.")
        return [self._said(to, piece, at, len(pieces)) for at, piece in enumerate(pieces, 1)]

    def _said(self, to: str, piece: str, at: int, of: int) -> Part:
        count = counted(piece)
        coding = "0" if count.alphabet == "gsm7" else "2"
        payload = {
            "from": self.sender, "to": to, "text": piece, "charset": "UTF-8", "coding": coding,
        }  # fmt: skip
        return Part(number=at, of=of, text=piece, payload=payload, counted=count.parts)

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        fields = {"username": self.username, "password": self.password, **part.payload}
        if self.hook_url:
            asked = f"{self.hook_url}?{urlencode({'part': str(key)})}{REPORT}"
            fields |= {"dlr-mask": ALL_REPORTS, "dlr-url": asked}
        answer = http.send_form(self.send_url, fields, by="GET")
        if answer.status not in TAKEN:
            raise fault(answer)
        return Sent(str(key))

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        raise Unreachable("An SMS has no files.")


def fault(answer: Answer) -> SendError:
    """The error that an answer other than "accepted" stands for."""
    if answer.status in RETRY_AFTER:
        return Retry(RETRY_AFTER[answer.status])
    if answer.status in MEANS:
        return MEANS[answer.status](f"Kannel answered with status {answer.status}.")
    if answer.status >= 500:
        return Unknown("Kannel failed while it had the message.")
    return Malformed(f"http-{answer.status}")
