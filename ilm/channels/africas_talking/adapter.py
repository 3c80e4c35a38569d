"""SMS through Africa's Talking, the pattern of most aggregators. Their side: README.md here."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from ilm.channels.africas_talking.errors import MEANS, TAKEN
from ilm.channels.africas_talking.hearing import events_in
from ilm.channels.base import (
    Answer,
    Broken,
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
from ilm.channels.naming import form_of
from ilm.channels.texting import counted, number
from ilm.kit.slug import Slug

SECRET_MIN = 16  # letters; a shorter one could be found by trying


@dataclass(frozen=True, kw_only=True)
class AfricasTalking:
    """One user name and one sender."""

    slug: ClassVar[Slug] = Slug("africas-talking")
    label: ClassVar[str] = "SMS (Africa's Talking)"
    can: ClassVar[Capabilities] = Capabilities(
        address="tel",
        text_max=402,  # six parts of 67
        receipts=frozenset({"accepted", "sent", "delivered"}),
        cost="part",
        rate=10,
        rate_each=1,
        names=("id", "status"),
        secret_in_path=True,
        thanks=Reply(""),
    )

    username: str
    api_key: str = field(repr=False)
    api_url: str
    secret: str = field(repr=False)
    sender: str = ""  # a short code or a registered name; empty: theirs

    def verify(self, raw: RawRequest) -> None:
        given = urlsplit(raw.url).path.rstrip("/").rpartition("/")[2].encode()
        right = self.secret.encode()
        if len(right) < SECRET_MIN or not hmac.compare_digest(given, right):
            raise Rejected("The secret in the address is missing or wrong.")

    def greet(self, raw: RawRequest) -> Reply | None:
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        told = form_of(raw)
        if not told.get("id") and not told.get("sessionId"):
            raise Unreadable("The form names no message (id) and no call (sessionId).")
        return events_in(raw)

    def render(self, message: Outgoing) -> list[Part]:
        to, pieces = number(message.address), cut(message.text, self.can.text_max)
        if message.media:
            raise Malformed("media", "An SMS carries words alone.")
        if not pieces:
            raise Malformed("empty", "There is nothing to send.")
        sender = {"from": self.sender} if self.sender else {}
        return [
            Part(
                number=at,
                of=len(pieces),
                text=piece,
                payload={"to": to, "message": piece, **sender},
                counted=counted(piece).parts,
            )
            for at, piece in enumerate(pieces, 1)
        ]

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        fields = {"username": self.username, **part.payload}
        answer = http.send_form(f"{self.api_url}/version1/messaging", fields, headers=self.keyed)
        if not 200 <= answer.status < 300:
            raise fault(answer)
        told = _recipient(answer)
        code = told.get("statusCode")
        if code in TAKEN and told.get("messageId") not in (None, "", "None"):
            return Sent(str(told["messageId"]))
        if isinstance(code, int) and code in MEANS:
            raise MEANS[code](f"Africa's Talking answered with code {code}.")
        raise Unknown("Africa's Talking answered, but named no message.")

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        raise Unreachable("An SMS has no files.")

    @property
    def keyed(self) -> dict[str, str]:
        """What shows that it is us."""
        return {"apiKey": self.api_key, "Accept": "application/json"}


def _recipient(answer: Answer) -> dict[str, Any]:
    """What it says of the one we wrote to. Raises Broken, Unknown."""
    told = answer.json().get("SMSMessageData")
    people = told.get("Recipients") if isinstance(told, dict) else None
    if isinstance(people, list) and people and isinstance(people[0], dict):
        return people[0]
    if isinstance(told, dict) and "InvalidSenderId" in str(told.get("Message", "")):
        raise Broken("Africa's Talking does not know our sender.")
    raise Unknown("Africa's Talking answered, but named nobody.")


def fault(answer: Answer) -> SendError:
    """The error that an HTTP status stands for."""
    if answer.status in (401, 403):
        return Broken("Africa's Talking does not accept our user name and key.")
    if answer.status in (429, 503):
        return Retry(30)
    if answer.status >= 500:
        return Unknown("Africa's Talking failed while it had the message.")
    return Malformed(f"http-{answer.status}")
