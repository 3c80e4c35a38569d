"""Meta's side of Messenger: one page, its webhook, its Send API."""

import hashlib
import json
import time
from collections.abc import Iterable
from email.parser import BytesParser
from email.policy import HTTP
from hmac import HMAC
from typing import Any
from urllib.parse import urlencode

from tests.twins.ledger import Ledger, Shown
from tests.twins.sending import Heard, knock

Found = tuple[int, str, bytes, dict[str, str]]
JSON = "application/json"
WINDOW = 24 * 3600  # seconds after a person's last word in which free words are taken
REFUSALS = {  # fault -> status, code, subcode, words
    "429": (400, 613, None, "(#613) Calls to this api have exceeded the rate limit."),
    "500": (500, None, None, "Internal error"),
    "window": (400, 10, 2018278, "(#10) This message is sent outside of allowed window."),
    "blocked": (400, 551, 1545041, "(#551) This person isn't available right now."),
    "nobody": (400, 100, 2018001, "(#100) No matching user found"),
    "unauthorised": (400, 190, None, "Invalid OAuth access token."),
}


class MessengerTwin:
    """Its secrets are attributes: give them to the adapter. An address is a number, page-scoped."""

    def __init__(self, *, base: str, hook: str) -> None:
        self.hook, self.ledger, self.base = hook, Ledger(), base
        self.app_secret, self.verify_token = "twin-page-secret", "twin-page-verify"
        self.access_token, self.page_id = "twin-page-token", "104000000000001"
        self.graph_url, self.prefixes = f"{base}/graph/v24.0", ("/graph/", "/cdn/")
        self.files: dict[str, tuple[str, bytes]] = {}
        self.uploads: dict[str, bytes] = {}  # message -> the file that came with it
        self.last_word: dict[str, float] = {}  # address -> when this person wrote last
        self.blocked: set[str] = set()
        self.echoes = False  # whether our own messages are told to us as well

    @property
    def account(self) -> dict[str, str]:
        """What the adapter's constructor takes."""
        names = ("page_id", "graph_url", "app_secret", "verify_token", "access_token")
        return {name: getattr(self, name) for name in names}

    # what the worker does

    def say(self, address: str, text: str, **more: Any) -> Heard:
        """A person writes. `more`: fields of the message, such as quick_reply, reply_to."""
        return self.deliver(self.body([self.written(address, text, **more)]))

    def speak(self, address: str, sound: bytes) -> Heard:
        """A person sends a voice clip."""
        return self._send_file(address, "audio", "audio/mp4", sound)

    def show(self, address: str, photo: bytes) -> Heard:
        """A person sends a photo."""
        return self._send_file(address, "image", "image/jpeg", photo)

    def unsend(self, address: str, mid: str) -> Heard:
        """A person takes a message back."""
        gone = {"mid": mid, "is_deleted": True}
        return self.deliver(self.body([self.item(address, message=gone)]))

    def press(self, address: str, title: str, payload: str) -> Heard:
        """A person presses a button under a message."""
        self.hear(address)
        pressed = {"mid": self._mid(), "title": title, "payload": payload}
        return self.deliver(self.body([self.item(address, postback=pressed)]))

    def hear(self, address: str, at: float | None = None) -> None:
        """Opens the window of this person."""
        self.last_word[address] = time.time() if at is None else at

    def read(self, address: str, watermark: float | None = None) -> Heard:
        """She has read all that came until then."""
        told = {"watermark": self._ms(watermark)}
        return self.deliver(self.body([self.item(address, read=told)]))

    def reach(self, address: str, *mids: str, watermark: float | None = None) -> Heard:
        """Her telephone got these; with none named, all until then."""
        told = {"watermark": self._ms(watermark)} | ({"mids": list(mids)} if mids else {})
        return self.deliver(self.body([self.item(address, delivery=told)]))

    # what Meta sends

    def written(self, address: str, text: str, **more: Any) -> dict[str, Any]:
        self.hear(address)
        return self.item(address, message={"mid": self._mid(), "text": text, **more})

    def item(self, address: str, **what: Any) -> dict[str, Any]:
        return {
            "sender": {"id": address},
            "recipient": {"id": self.page_id},
            "timestamp": self._ms(None),
            **what,
        }

    def echo(self, address: str, mid: str, message: dict[str, Any]) -> dict[str, Any]:
        """What was sent in the page's name, told to its own app."""
        told = {"is_echo": True, "app_id": 5550, "mid": mid, **message}
        both = {"sender": {"id": self.page_id}, "recipient": {"id": address}}
        return {**both, "timestamp": self._ms(None), "message": told}

    def body(self, items: Iterable[Any], *, each: int = 99) -> bytes:
        """A notice of several items; `each`: how many of them to an entry."""
        listed = list(items)
        packs = [listed[n : n + each] for n in range(0, len(listed), each)]
        entries = [{"id": self.page_id, "time": self._ms(None), "messaging": p} for p in packs]
        return json.dumps({"object": "page", "entry": entries}, separators=(",", ":")).encode()

    def signature(self, body: bytes, *, secret: str | None = None) -> str:
        """The value of X-Hub-Signature-256."""
        key = (self.app_secret if secret is None else secret).encode()
        return "sha256=" + HMAC(key, body, hashlib.sha256).hexdigest()

    def deliver(self, body: bytes, *, secret: str | None = None, flip: bool = False) -> Heard:
        """POSTs a body. `secret`: an old or a wrong one; `flip`: a byte changes on its way."""
        headers = {
            "Content-Type": JSON,
            "X-Hub-Signature-256": self.signature(body, secret=secret),
            "User-Agent": "facebookexternalua",
        }
        sent = body.replace(b'"object":"page"', b'"object":"pagf"', 1) if flip else body
        return knock("POST", self.hook, sent, headers)

    def introduce(self, *, verify_token: str | None = None) -> Heard:
        """The first question, when the address is entered at Meta."""
        given = self.verify_token if verify_token is None else verify_token
        query = {"hub.mode": "subscribe", "hub.verify_token": given, "hub.challenge": "1158201444"}
        return knock("GET", f"{self.hook}?{urlencode(query)}")

    def _send_file(self, address: str, kind: str, mime_type: str, content: bytes) -> Heard:
        self.hear(address)
        name = f"{self.ledger.number()}"
        self.files[name] = (mime_type, content)
        file = {"type": kind, "payload": {"url": f"{self.base}/cdn/{name}"}}
        told = {"mid": self._mid(), "attachments": [file]}
        return self.deliver(self.body([self.item(address, message=told)]))

    def _mid(self) -> str:
        return f"m_TWIN{self.ledger.number():08d}"

    def _ms(self, at: float | None) -> int:
        return int((time.time() if at is None else at) * 1000)

    # what we ask of Meta

    def answer(self, asked: Any) -> Found | None:
        if asked.path.startswith("/cdn/"):  # whoever has the address may read it, until it ends
            kind, content = self.files.get(asked.path.removeprefix("/cdn/"), ("", b""))
            return (200, kind, content, {}) if content else (403, "text/plain", b"expired", {})
        if asked.headers.get("Authorization") != f"Bearer {self.access_token}":
            return self._no("unauthorised")
        edge = asked.path.removeprefix("/graph/v24.0/")
        if edge == "me" and asked.method == "GET":
            return self._ok({"id": self.page_id})
        if edge == "me/messages" and asked.method == "POST":
            return self._taken(asked)
        return self._refused(400, 100, None, "Unsupported post request.")

    def _taken(self, asked: Any) -> Found | None:
        fault = self.ledger.next_fault()
        if fault == "drop":
            return None
        if fault in REFUSALS:
            return self._no(fault)
        sent, file = _sent(asked)
        address = str(sent.get("recipient", {}).get("id", ""))
        if wrong := _wrong(sent, file):
            return self._refused(400, 100, None, f"(#100) {wrong}")
        if why := self._why_not(address):
            return self._no(why)
        mid = f"m_OURS{self.ledger.number():08d}"
        self.uploads[mid] = file or b""
        message = sent["message"]
        text = message.get("text") or f"[{message['attachment']['type']}]"
        self.ledger.show(Shown(address, text, mid, sent))
        if self.echoes:
            self.deliver(self.body([self.echo(address, mid, message)]))
        if fault == "drop-after":
            return None
        return self._ok({"recipient_id": address, "message_id": mid})

    def _why_not(self, address: str) -> str:
        if not address.isdecimal():
            return "nobody"
        if address in self.blocked:
            return "blocked"
        return "" if time.time() - self.last_word.get(address, 0) < WINDOW else "window"

    def _ok(self, found: dict[str, Any]) -> Found:
        return 200, JSON, json.dumps(found).encode(), {}

    def _no(self, fault: str) -> Found:
        return self._refused(*REFUSALS[fault])

    def _refused(self, status: int, code: int | None, subcode: int | None, words: str) -> Found:
        if code is None:
            return status, "text/html", b"<html>Sorry, something went wrong.</html>", {}
        error: dict[str, Any] = {"message": words, "type": "OAuthException", "code": code}
        if subcode:
            error["error_subcode"] = subcode
        return status, JSON, json.dumps({"error": error | {"fbtrace_id": "twin"}}).encode(), {}


def _sent(asked: Any) -> tuple[dict[str, Any], bytes | None]:
    """What was asked for, as JSON or as a form with a file."""
    kind = asked.headers.get("Content-Type", "")
    if not kind.startswith("multipart/"):
        return json.loads(asked.body), None
    whole = f"Content-Type: {kind}\r\n\r\n".encode() + asked.body
    sent, file = {}, None
    for part in BytesParser(policy=HTTP).parsebytes(whole).iter_parts():
        name, content = (
            part.get_param("name", header="Content-Disposition"),
            part.get_payload(decode=True),
        )
        if name == "filedata":
            file = content
        elif name in ("recipient", "message"):
            sent[name] = json.loads(content)
        else:
            sent[name] = content.decode()
    return sent, file


def _wrong(sent: dict[str, Any], file: bytes | None) -> str:
    message = sent.get("message")
    if sent.get("messaging_type") != "RESPONSE":
        return "The parameter messaging_type is required"
    if not isinstance(message, dict) or ("text" in message) == ("attachment" in message):
        return "Message cannot be empty, must provide valid attachment or text"
    if len(message.get("metadata", "")) > 1000:
        return "param message[metadata] must be at most 1000 characters"
    if "text" in message:
        return "" if 0 < len(message["text"]) <= 2000 else "Length of param message[text] exceeded"
    kind = message["attachment"].get("type")
    return "" if file and kind in ("audio", "image", "video", "file") else "(#100) Upload failed"
