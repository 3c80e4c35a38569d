"""The hotline in the dialect of Twilio, Somleng and our own gateway. Their side: README.md here."""

import base64
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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
    Reply,
    Sent,
    Unknown,
    Unreachable,
    Unreadable,
)
from ilm.channels.texting import number
from ilm.channels.twilio.adapter import Twilio, fault
from ilm.channels.twilio.hearing import told_by
from ilm.channels.voice.documents import document
from ilm.channels.voice.hearing import events_in, is_told_only, other_side
from ilm.channels.voice.menu import QUESTIONS, SEAT, Line, Turn, next_turn
from ilm.channels.voice.reach import may_call
from ilm.kit.slug import Slug

MOVED = 900  # a number of documents that no call comes to by itself
RINGS_FOR = 25  # seconds: before most voice mail answers
SPOKEN = QUESTIONS | {"talk"}  # what a call of ours can be about
NOTHING = Reply("<Response/>", content_type="text/xml")


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One number that workers call. `languages`: codes with commas, in the menu's order."""

    slug: ClassVar[Slug] = Slug("voice")
    label: ClassVar[str] = "Hotline (our gateway, Twilio, Somleng)"
    can: ClassVar[Capabilities] = Capabilities(
        address="tel",
        text_max=40,  # the name of what is said, never free words
        media_in=frozenset({"voice"}),
        receipts=frozenset({"accepted", "delivered"}),
        cost="part",
        rate=1,
        voice=True,
        speaks=True,
        names=("CallSid", "RecordingSid", "RecordingStatus", "step", "n", "CallStatus"),
        keeps_query=True,
        thanks=NOTHING,
    )

    account_sid: str
    auth_token: str = field(repr=False)
    sender: str  # the number that is called, and that we call from
    api_url: str
    languages: str = "en"
    signing_key: str = field(default="", repr=False)
    hook_url: str = field(default="", repr=False)
    allow: str = ""  # where it may call, with commas: how numbers begin, hosts of telephones

    def may_call(self, address: str) -> bool:
        """Whether this account calls there at all."""
        return may_call(address, [each.strip() for each in self.allow.split(",") if each.strip()])

    def _must_call(self, address: str) -> str:
        if not self.may_call(address):
            raise Unreachable("This hotline may not call there.")
        return address

    @property
    def tongues(self) -> tuple[str, ...]:
        """The languages of the menu, at least one."""
        found = [each.strip().lower() for each in self.languages.split(",")]
        return tuple(each for each in found if each) or ("en",)

    def verify(self, raw: RawRequest) -> None:
        self.dialect.verify(raw)

    def greet(self, raw: RawRequest) -> Reply | None:
        return None

    def parse(self, raw: RawRequest) -> Iterator[Event]:
        told = told_by(raw)
        if told.get("step") == "kept":  # told of a room, whose provider names no call
            told = {"CallSid": told.get("call", "")} | told
        if not told.get("CallSid"):
            raise Unreadable("The form names no call.")
        return events_in(told, raw, who=self._caller(told.get("who", "")))

    def turn(self, raw: RawRequest) -> Turn | None:
        """Where the call goes after this; None where nobody waits for a document."""
        told = told_by(raw)
        if is_told_only(told) or not told.get("CallSid"):
            return None
        return next_turn(told, self.tongues)

    def answer(self, turn: Turn, line: Line, raw: RawRequest) -> Reply:
        """The document of a settled turn."""
        told = told_by(raw)
        if line.agent and not self.may_call(line.agent):
            line = replace(line, agent="")  # she hears that nobody is free, and may leave words
        who = told.get("who") if turn.of else self._sealed(other_side(told))
        hook = raw.url.partition("?")[0]  # where we are asked now, whatever was typed once
        body = document(
            turn, line, hook=hook, languages=self.tongues, who=who or "", ours=self.sender
        )
        return Reply(body, content_type="text/xml; charset=utf-8")

    def render(self, message: Outgoing) -> list[Part]:
        is_sip = message.address.startswith(("sip:", "sips:"))
        to = self._must_call(message.address if is_sip else number(message.address))
        if message.text not in SPOKEN:
            raise Malformed("words", "A telephone carries no written words: call her.")
        fields = {"To": to, "From": self.sender, "Timeout": str(RINGS_FOR)}
        return [Part(number=1, of=1, text=message.text, payload=fields)]

    def send(self, part: Part, *, key: UUID, http: Http) -> Sent:
        if not self.hook_url:
            raise Malformed("hook", "This account has no address of ours.")
        there = {
            "Url": f"{self.hook_url}?{urlencode({'step': 'ring', 'n': 0, 'part': str(key)})}",
            "StatusCallback": f"{self.hook_url}?{urlencode({'step': 'ended', 'part': str(key)})}",
        }
        home, basic = self.dialect.home, self.dialect.basic
        answer = http.send_form(f"{home}/Calls.json", dict(part.payload) | there, headers=basic)
        if not 200 <= answer.status < 300:
            raise fault(answer)
        if not (sid := answer.json().get("sid")):
            raise Unknown("The provider answered, but named no call.")
        return Sent(str(sid))

    def media(self, ref: MediaRef, *, http: Http) -> MediaSource:
        """Recordings open to our token alone, at the place that we know."""
        there, home = urlsplit(ref.external_id), urlsplit(self.api_url)
        if (there.scheme, there.netloc) != (home.scheme, home.netloc):
            raise Unreachable("The recording lies where the provider keeps none.")
        headers = self.dialect.basic
        return MediaSource(url=ref.external_id, headers=headers, mime_type=ref.mime_type)

    def forget(self, ref: MediaRef, *, http: Http) -> None:
        """We have the recording: it need not lie there any longer. Raises a SendError."""
        self.dialect.forget(ref, http=http)

    def enter(
        self, call: str, *, room: str, what: str, language: str, part: str, http: Http
    ) -> None:
        """Take a live call into a room, from wherever it is. There she is asked first whether
        somebody may `join`, or whether we may `record`. Raises a SendError."""
        query = {"step": "consent", "lang": language, "n": MOVED, "room": room, "what": what}
        url = f"{self.hook_url}?{urlencode(query | ({'part': part} if part else {}))}"
        where = f"{self.dialect.home}/Calls/{quote(call, safe='')}.json"
        self._ask(where, {"Url": url}, http)

    def bring(self, address: str, *, room: str, http: Http) -> None:
        """Ring one of us into a room. Raises a SendError."""
        joins = {"step": "join", "n": 0, "room": room}
        if address.endswith(SEAT):  # taken by a key already: no voice mail sits there
            joins["Digits"] = "1"
        fields = {
            "To": self._must_call(address),
            "From": self.sender,
            "Timeout": str(RINGS_FOR),
            "Url": f"{self.hook_url}?{urlencode(joins)}",
            "StatusCallback": f"{self.hook_url}?step=gone",
        }
        self._ask(f"{self.dialect.home}/Calls.json", fields, http)

    def seat(self, offer: str, *, name: str, http: Http) -> str:
        """The answer to a browser's offer: from now on `sip:NAME@page` rings there. Raises a
        SendError, always where the provider is not our own gateway."""
        fields = {"Offer": offer, "From": f"sip:{name}@page"}
        told = self._ask(f"{self.dialect.home}/Pages.json", fields, http).json()
        if not (answer := told.get("answer")):
            raise Unknown("The gateway gave no answer.")
        return str(answer)

    def take(self, offer: str, *, language: str, http: Http) -> tuple[str, str]:
        """(name of the call, answer) for a browser whose call begins on a page, without a number.
        Raises a SendError, always where the provider is not our own gateway."""
        query = f"?{urlencode({'lang': language})}" if language in self.tongues else ""
        fields = {"Offer": offer, "From": "anonymous", "Url": self.hook_url + query}
        told = self._ask(f"{self.dialect.home}/Pages.json", fields, http).json()
        if not (told.get("answer") and told.get("sid")):
            raise Unknown("The gateway gave no answer.")
        return str(told["sid"]), str(told["answer"])

    def hang_up(self, call: str, *, http: Http) -> None:
        """A live call is over. Raises a SendError."""
        where = f"{self.dialect.home}/Calls/{quote(call, safe='')}.json"
        self._ask(where, {"Status": "completed"}, http)

    def _ask(self, where: str, fields: dict[str, str], http: Http) -> Answer:
        answer = http.send_form(where, fields, headers=self.dialect.basic)
        if not 200 <= answer.status < 300:
            raise fault(answer)
        return answer

    @property
    def dialect(self) -> Twilio:
        """The account, as far as its provider knows one."""
        return Twilio(
            account_sid=self.account_sid,
            auth_token=self.auth_token,
            sender=self.sender,
            api_url=self.api_url,
            signing_key=self.signing_key,
        )

    def _key(self) -> bytes:
        return hmac.digest(self.auth_token.encode(), b"who called, in an address", "sha256")

    def _sealed(self, address: str) -> str:
        """The caller as an address may hold it: Twilio tells of a recording without her number."""
        nonce = os.urandom(12)
        locked = nonce + AESGCM(self._key()).encrypt(nonce, address.encode().ljust(32), b"")
        return base64.urlsafe_b64encode(locked).decode()

    def _caller(self, sealed: str) -> str:
        try:
            locked = base64.urlsafe_b64decode(sealed)
            opened = AESGCM(self._key()).decrypt(locked[:12], locked[12:], b"")
        except (InvalidTag, ValueError):
            return ""
        return opened.decode().strip()
