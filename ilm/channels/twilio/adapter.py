"""SMS in the dialect of Twilio, SignalWire and Somleng. Their side: README.md in this folder."""

import base64
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

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
from ilm.channels.naming import pairs, query_of
from ilm.channels.texting import counted, number
from ilm.channels.twilio.errors import MEANS, RETRY_AFTER
from ilm.channels.twilio.hearing import SIDS, events_in, told_by
from ilm.kit.slug import Slug

PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, kw_only=True)
class Twilio:
    """One sender at one provider of the dialect. `api_url` is the provider's."""

    slug: ClassVar[Slug] = Slug("twilio")
    label: ClassVar[str] = "SMS (Twilio, SignalWire, Somleng)"
    can: ClassVar[Capabilities] = Capabilities(
        address="tel",
        text_max=670,  # ten parts of 67: what they join again
        media_in=frozenset({"image", "audio", "video", "document"}),
        receipts=frozenset({"accepted", "sent", "delivered"}),
        cost="part",
        rate=1,  # a long number's; short codes are faster, and queue at the provider
        rate_each=1,
        names=(*SIDS, "MessageStatus"),
        keeps_query=True,
        thanks=Reply("<Response/>", content_type="text/xml"),  # plain words would go to her
    )

    account_sid: str
    auth_token: str = field(repr=False)
    sender: str  # a number, or a messaging service (MG…)
    api_url: str
    signing_key: str = field(default="", repr=False)  # a shared key: then by SHA-256
    hook_url: str = field(default="", repr=False)

    def verify(self, raw: RawRequest) -> None:
        given = raw.header("X-Twilio-Signature").encode()
        fits = [hmac.compare_digest(given, self._signed(said)) for said in _signables(raw)]
        if not self.auth_token or not any(fits):
            raise Rejected("The signature is missing or wrong.")

    def _signed(self, said: str) -> bytes:
        by = hashlib.sha256 if self.signing_key else hashlib.sha1
        secret = self.signing_key or self.auth_token
        mac = hmac.digest(secret.encode(), said.encode(errors="surrogateescape"), by)
        return base64.b64encode(mac)

    def greet(self, raw: RawRequest) -> Reply | None:
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        if not any(name in told_by(raw) for name in (*SIDS, "CallSid", "AccountSid")):
            raise Unreadable("The form names no message and no call.")
        return events_in(raw)

    def render(self, message: Outgoing) -> list[Part]:
        to, pieces = number(message.address), cut(message.text, self.can.text_max)
        if message.media:
            raise Malformed("media", "Words alone go out this way.")
        if not pieces:
            raise Malformed("empty", "There is nothing to send.")
        name = "MessagingServiceSid" if self.sender.startswith("MG") else "From"
        return [
            Part(
                number=at,
                of=len(pieces),
                text=piece,
                payload={"To": to, name: self.sender, "Body": piece},
                counted=counted(piece).parts,
            )
            for at, piece in enumerate(pieces, 1)
        ]

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        fields = dict(part.payload)
        if self.hook_url:
            fields["StatusCallback"] = f"{self.hook_url}?{urlencode({'part': str(key)})}"
        answer = http.send_form(f"{self.home}/Messages.json", fields, headers=self.basic)
        if not 200 <= answer.status < 300:
            raise fault(answer)
        if not (sid := answer.json().get("sid")):
            raise Unknown("The provider answered, but named no message.")
        return Sent(str(sid))

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        """Theirs leads on to a place where our token must not go."""
        self._must_lie_there(ref)
        try:
            answer = http.get(ref.external_id, headers=self.basic)
        except Malformed:  # too long for an answer: it is the file itself
            return MediaSource(url=ref.external_id, headers=self.basic, mime_type=ref.mime_type)
        if answer.status in (301, 302, 303, 307, 308):
            return MediaSource(url=_safe(answer), mime_type=ref.mime_type)
        if answer.status in (404, 410):
            raise Unreachable("The provider no longer has this file.")
        if answer.status != 200:
            raise fault(answer)
        return MediaSource(url=ref.external_id, headers=self.basic, mime_type=ref.mime_type)

    def forget(self, ref: MediaRef, *, http: Http) -> None:
        """We have the file: it need not lie there any longer. Raises a SendError."""
        self._must_lie_there(ref)
        answer = http.send_form(ref.external_id, {}, by="DELETE", headers=self.basic)
        if not 200 <= answer.status < 300 and answer.status not in (404, 410):
            raise fault(answer)

    def _must_lie_there(self, ref: MediaRef) -> None:
        """Our token opens nothing elsewhere."""
        there, home = urlsplit(ref.external_id), urlsplit(self.api_url)
        if (there.scheme, there.netloc) != (home.scheme, home.netloc):
            raise Unreachable("The file lies where the provider keeps none.")

    @property
    def home(self) -> str:
        """Where the account lies."""
        return f"{self.api_url}/2010-04-01/Accounts/{quote(self.account_sid, safe='')}"

    @property
    def basic(self) -> dict[str, str]:
        """What shows that it is us."""
        pair = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}


def _signables(raw: RawRequest) -> list[str]:
    """What may have been signed: the URL with its usual port and without, and all that the form
    says; of a JSON body the URL alone, which then holds the body's hash."""
    announced = query_of(raw).get("bodySHA256", "")
    form = ""
    if announced:
        right = hashlib.sha256(raw.body).hexdigest()
        if not hmac.compare_digest(announced.encode(), right.encode()):
            return []
    else:
        form = _in_order(raw)
    where = urlsplit(raw.url)
    try:
        host, port = where.netloc.rpartition("@")[2], where.port
    except ValueError:
        return []
    bare = host.removesuffix(f":{port}") if port else host
    named = host if port else f"{host}:{PORTS.get(where.scheme, 80)}"
    return [raw.url.replace(where.netloc, each, 1) + form for each in (bare, named)]


def _in_order(raw: RawRequest) -> str:
    """Names and values as they are signed: blank ones too, a repeated name's values once each."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    try:
        for name, value in pairs(raw.body.decode(errors="replace")):
            found[name].add(value)
    except ValueError:
        raise Rejected("The form has too many fields.") from None
    return "".join(name + value for name in sorted(found) for value in sorted(found[name]))


def _safe(answer: Answer) -> str:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    there = urlsplit(headers.get("location", ""))
    if there.scheme != "https" or not there.hostname:
        raise Malformed("url", "The provider names no safe place for the file.")
    return there.geturl()


def fault(answer: Answer) -> SendError:
    """The error that an answer stands for, by the dialect's code, else by HTTP status."""
    code = answer.json().get("code")
    if isinstance(code, int) and code in RETRY_AFTER:
        return Retry(RETRY_AFTER[code])
    if isinstance(code, int) and code in MEANS:
        return MEANS[code](f"The provider answered with code {code}.")
    if answer.status in (429, 503):
        return Retry(30)
    if answer.status >= 500:
        return Unknown("The provider failed while it had the message.")
    if answer.status in (401, 403, 404):
        return Broken("The provider does not accept our account.")
    return Malformed(str(code if isinstance(code, int) else f"http-{answer.status}"))
