"""Viber's side: one bot, its webhook, its REST API. HTTP is 200 whatever happened."""

import hashlib
import json
import time
from hmac import HMAC
from typing import Any

from tests.twins.ledger import Ledger, Shown
from tests.twins.sending import Heard, knock

Found = tuple[int, str, bytes, dict[str, str]]
JSON = "application/json"
REFUSALS = {  # fault -> status, words
    "429": (12, "tooManyRequests"),
    "window": (23, "freeMessagesExceeded"),
    "quota": (24, "noBalance"),
    "blocked": (6, "receiverNotSubscribed"),
    "unauthorised": (2, "invalidAuthToken"),
}


class ViberTwin:
    """Its secrets are attributes: give them to the adapter. Who has written is subscribed."""

    def __init__(self, *, base: str, hook: str) -> None:
        self.hook, self.ledger, self.base = hook, Ledger(), base
        self.token, self.sender, self.prefixes = "twin-viber-token", "Heron", ("/pa/", "/dl/")
        self.files: dict[str, tuple[str, bytes]] = {}
        self.subscribed: set[str] = set()
        self.is_suspended = False

    @property
    def account(self) -> dict[str, str]:
        """What the adapter's constructor takes."""
        return {"token": self.token, "sender": self.sender, "api_url": self.base}

    # what the worker does

    def say(self, address: str, text: str, **more: Any) -> Heard:
        """A person writes. `more`: fields of the message, such as tracking_data."""
        return self.deliver(self.written(address, {"type": "text", "text": text, **more}))

    def show(self, address: str, photo: bytes, caption: str = "") -> Heard:
        """A person sends a photo."""
        name = f"{self.ledger.number()}.jpg"
        self.files[name] = ("image/jpeg", photo)
        place = {"media": f"{self.base}/dl/{name}", "thumbnail": f"{self.base}/dl/{name}"}
        told = {"type": "picture", "text": caption, "file_name": name, "size": len(photo), **place}
        return self.deliver(self.written(address, told))

    def start(self, address: str, context: str = "") -> Heard:
        """A person opens the conversation, and has not subscribed."""
        more = {"type": "open", "context": context, "subscribed": False}
        return self.deliver(self.event("conversation_started", user=_user(address), **more))

    def block(self, address: str) -> Heard:
        """A person unsubscribes: sends to her fail from now on."""
        self.subscribed.discard(address)
        return self.deliver(self.event("unsubscribed", user_id=address))

    def receipts(self, address: str, external_id: str, *events: str) -> list[Heard]:
        """delivered, seen, failed: one request each, in the order given."""
        token = int(external_id)
        return [
            self.deliver(self.event(each, message_token=token, user_id=address)) for each in events
        ]

    # what Viber sends

    def written(self, address: str, message: dict[str, Any]) -> bytes:
        self.subscribed.add(address)
        sender = {**_user(address), "api_version": 10}
        told = {"tracking_data": "", **message}
        return self.event("message", sender=sender, message=told, silent=False)

    def event(self, kind: str, **more: Any) -> bytes:
        whole = {
            "event": kind,
            "timestamp": int(time.time() * 1000),
            "chat_hostname": "SN-CHAT-01_",
            "message_token": self._token(),
            **more,
        }
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    def signature(self, body: bytes, *, secret: str | None = None) -> str:
        """The value of X-Viber-Content-Signature."""
        key = (self.token if secret is None else secret).encode()
        return HMAC(key, body, hashlib.sha256).hexdigest()

    def deliver(self, body: bytes, *, secret: str | None = None, flip: bool = False) -> Heard:
        """POSTs a body. `secret`: an old or a wrong one; `flip`: a byte changes on its way."""
        headers = {
            "Content-Type": JSON,
            "X-Viber-Content-Signature": self.signature(body, secret=secret),
        }
        sent = body.replace(b'"timestamp":1', b'"timestamp":2', 1) if flip else body
        return knock("POST", self.hook, sent, headers)

    def introduce(self) -> Heard:
        """The question when the address is set: anything but 200 fails the setting."""
        return self.deliver(self.event("webhook"))

    def _token(self) -> int:
        return 4912661846655238000 + self.ledger.number()

    # what we ask of Viber

    def answer(self, asked: Any) -> Found | None:
        if asked.path.startswith("/dl/"):
            kind, content = self.files.get(asked.path.removeprefix("/dl/"), ("", b""))
            return (200, kind, content, {}) if content else (403, "text/plain", b"expired", {})
        sent = json.loads(asked.body or b"{}")
        if self.token not in (asked.headers.get("X-Viber-Auth-Token"), sent.get("auth_token")):
            return self._no("unauthorised")  # in the header, or in the body as Viber's SDK does
        edge = asked.path.removeprefix("/pa/")
        if edge == "get_account_info":
            found = {"id": "pa:1", "name": self.sender, "subscribers_count": len(self.subscribed)}
            return self._said(9, "publicAccountSuspended") if self.is_suspended else self._ok(found)
        if edge == "set_webhook":
            return self._set(sent)
        if edge == "send_message":
            return self._taken(sent)
        return 404, "text/plain", b"", {}

    def _set(self, wish: dict[str, Any]) -> Found:
        self.hook = wish["url"]
        if self.introduce().status != 200:
            return self._said(1, "invalidUrl")
        return self._ok({"event_types": wish.get("event_types", [])})

    def _taken(self, sent: dict[str, Any]) -> Found | None:
        fault = self.ledger.next_fault()
        if fault == "drop":
            return None
        if fault == "500":
            return 500, "text/html", b"<html>Internal Server Error</html>", {}
        if fault in REFUSALS:
            return self._no(fault)
        if wrong := _wrong(sent):
            return self._said(3, wrong)
        address, token = sent["receiver"], self._token()
        if address not in self.subscribed:
            return self._no("blocked")
        self.ledger.show(Shown(address, sent["text"], str(token), sent))
        if fault == "drop-after":
            return None
        return self._ok({"message_token": token, "billing_status": 1})

    def _ok(self, found: dict[str, Any]) -> Found:
        return 200, JSON, json.dumps({"status": 0, "status_message": "ok", **found}).encode(), {}

    def _no(self, fault: str) -> Found:
        return self._said(*REFUSALS[fault])

    def _said(self, status: int, words: str) -> Found:
        return 200, JSON, json.dumps({"status": status, "status_message": words}).encode(), {}


def _user(address: str) -> dict[str, Any]:
    return {"id": address, "name": "Demo Person", "language": "my", "country": "MM"}


def _wrong(sent: dict[str, Any]) -> str:
    if sent.get("type") != "text" or not isinstance(sent.get("receiver"), str):
        return "badData: type and receiver are required"
    if not 0 < len(str(sent.get("sender", {}).get("name", ""))) <= 28:
        return "badData: sender.name must be 1 to 28 long"
    return "" if 0 < len(sent.get("text", "")) <= 7000 else "badData: text must be 1 to 7000 long"
