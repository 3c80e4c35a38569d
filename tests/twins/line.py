"""LINE's side: one official account, its webhook, its Messaging API."""

import base64
import hashlib
import json
import time
from collections.abc import Iterable
from hmac import HMAC
from typing import Any

from tests.twins.ledger import Ledger, Shown
from tests.twins.sending import Heard, knock

Found = tuple[int, str, bytes, dict[str, str]]
JSON = "application/json"
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # of a ULID
REFUSALS = {  # fault -> status, words
    "429": (429, "The API rate limit has been exceeded. Try again later."),
    "quota": (429, "You have reached your monthly limit."),
    "500": (500, "Internal server error"),
    "unauthorised": (401, "Authentication failed. Confirm that the access token is valid."),
}


class LineTwin:
    """Its secrets are attributes: give them to the adapter. An address begins with U."""

    def __init__(self, *, base: str, hook: str) -> None:
        self.hook, self.ledger, self.base = hook, Ledger(), base
        self.channel_secret, self.access_token = "twin-channel-secret", "twin-line-token"
        self.prefixes = ("/v2/bot/",)
        self.files: dict[str, tuple[str, bytes]] = {}
        self.blocked: set[str] = set()
        self.keys: dict[str, tuple[str, str]] = {}  # retry key -> request, message
        self.is_preparing = False  # whether files are still being made ready
        self.chat_mode = "bot"

    @property
    def account(self) -> dict[str, str]:
        """What the adapter's constructor takes."""
        return {
            "channel_secret": self.channel_secret,
            "access_token": self.access_token,
            "api_url": self.base,
            "data_url": self.base,
        }

    # what the worker does

    def say(self, address: str, text: str, **more: Any) -> Heard:
        """A person writes. `more`: fields of the message, such as quotedMessageId."""
        return self.deliver(self.body([self.written(address, text, **more)]))

    def speak(self, address: str, sound: bytes) -> Heard:
        """A person sends a voice message."""
        name = self.keep("audio/m4a", sound)
        message = {"type": "audio", "id": name, "duration": 6000, "contentProvider": LINE_HAS_IT}
        return self.deliver(self.body([self.event("message", address, message=message)]))

    def show(self, address: str, photo: bytes) -> Heard:
        """A person sends a photo."""
        name = self.keep("image/jpeg", photo)
        message = {"type": "image", "id": name, "quoteToken": "q", "contentProvider": LINE_HAS_IT}
        return self.deliver(self.body([self.event("message", address, message=message)]))

    def unsend(self, address: str, name: str) -> Heard:
        """A person takes a message back."""
        return self.deliver(self.body([self.event("unsend", address, unsend={"messageId": name})]))

    def block(self, address: str) -> Heard:
        """A person blocks the account: pushes are accepted still, and shown to nobody."""
        self.blocked.add(address)
        return self.deliver(self.body([self.event("unfollow", address)]))

    # what LINE sends

    def written(self, address: str, text: str, **more: Any) -> dict[str, Any]:
        message = {"type": "text", "id": self._id(), "quoteToken": "q3Plxr4AgKd", "text": text}
        return self.event("message", address, message=message | more)

    def event(self, kind: str, address: str, **more: Any) -> dict[str, Any]:
        token = {} if kind in {"unsend", "unfollow"} else {"replyToken": f"r{self._id()}"}
        return {
            "type": kind,
            **more,
            "webhookEventId": self._ulid(),
            "deliveryContext": {"isRedelivery": False},
            "timestamp": int(time.time() * 1000),
            "source": {"type": "user", "userId": address},
            **token,
            "mode": "active",
        }

    def body(self, events: Iterable[Any]) -> bytes:
        whole = {"destination": "Ue0000000000000000000000000000bot", "events": list(events)}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    def again(self, body: bytes) -> bytes:
        """The same, as LINE delivers it when the first time failed: marked, so other bytes."""
        whole = json.loads(body)
        for event in whole["events"]:
            event["deliveryContext"]["isRedelivery"] = True
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    def signature(self, body: bytes, *, secret: str | None = None) -> str:
        """The value of x-line-signature."""
        key = (self.channel_secret if secret is None else secret).encode()
        return base64.b64encode(HMAC(key, body, hashlib.sha256).digest()).decode()

    def deliver(self, body: bytes, *, secret: str | None = None, flip: bool = False) -> Heard:
        """POSTs a body. `secret`: an old or a wrong one; `flip`: a byte changes on its way."""
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "x-line-signature": self.signature(body, secret=secret),
            "User-Agent": "LineBotWebhook/2.0",
        }
        sent = body.replace(b'"timestamp":1', b'"timestamp":2', 1) if flip else body
        return knock("POST", self.hook, sent, headers)

    def introduce(self) -> Heard:
        """The console's button Verify: signed, with no events."""
        return self.deliver(self.body([]))

    def keep(self, kind: str, content: bytes) -> str:
        name = self._id()
        self.files[name] = (kind, content)
        return name

    def _id(self) -> str:
        return str(444573844083570000 + self.ledger.number())

    def _ulid(self) -> str:
        number, letters = self.ledger.number(), ""
        for _ in range(16):
            number, rest = divmod(number, 32)
            letters = DIGITS[rest] + letters
        return f"01JD8ZK2V8{letters}"

    # what we ask of LINE

    def answer(self, asked: Any) -> Found | None:
        if asked.headers.get("Authorization") != f"Bearer {self.access_token}":
            return self._no("unauthorised")
        edge = asked.path.removeprefix("/v2/bot/")
        if edge == "info" and asked.method == "GET":
            return self._ok({"userId": "Ue0", "displayName": "Demo", "chatMode": self.chat_mode})
        if edge.startswith("message/") and edge.endswith("/content"):
            return self._content(edge.split("/")[1])
        if edge == "message/push" and asked.method == "POST":
            return self._taken(asked)
        return 404, JSON, b'{"message":"Not found"}', {}

    def _content(self, name: str) -> Found:
        if name not in self.files:
            return 404, JSON, b'{"message":"Not found"}', {}
        if self.is_preparing:
            return 202, JSON, b"{}", {}
        kind, content = self.files[name]
        return 200, kind, content, {}

    def _taken(self, asked: Any) -> Found | None:
        fault = self.ledger.next_fault()
        if fault == "drop":
            return None
        if fault in REFUSALS:
            return self._no(fault)
        key, sent = asked.headers.get("X-Line-Retry-Key", ""), json.loads(asked.body)
        if key in self.keys:
            request, message = self.keys[key]
            told = {"message": "The retry key is already accepted", **_sent(message)}
            return 409, JSON, json.dumps(told).encode(), {"X-Line-Accepted-Request-Id": request}
        if wrong := _wrong(sent):
            return 400, JSON, json.dumps({"message": wrong}).encode(), {}
        message, request = self._id(), f"request-{self.ledger.number()}"
        if key:
            self.keys[key] = (request, message)
        if sent["to"] not in self.blocked:
            text = sent["messages"][0]["text"]
            self.ledger.show(Shown(sent["to"], text, message, sent))
        if fault == "drop-after":
            return None
        return self._ok(_sent(message), {"X-Line-Request-Id": request})

    def _ok(self, found: dict[str, Any], headers: dict[str, str] | None = None) -> Found:
        return 200, JSON, json.dumps(found).encode(), headers or {}

    def _no(self, fault: str) -> Found:
        status, words = REFUSALS[fault]
        return status, JSON, json.dumps({"message": words}).encode(), {}


LINE_HAS_IT = {"type": "line"}


def _sent(message: str) -> dict[str, Any]:
    return {"sentMessages": [{"id": message, "quoteToken": "IStG5h1Tz7b"}]}


def _wrong(sent: dict[str, Any]) -> str:
    address, messages = sent.get("to"), sent.get("messages")
    if not isinstance(address, str) or not address.startswith("U"):
        return "The property, 'to', in the request body is invalid (line: -, column: -)"
    if not isinstance(messages, list) or not 1 <= len(messages) <= 5:
        return "The request body has 1 error(s): messages must be 1 to 5 long"
    for one in messages:
        text = one.get("text", "")
        length = len(text.encode("utf-16-le")) // 2
        if one.get("type") != "text" or not 0 < length <= 5000:
            return "The request body has 1 error(s): messages[0].text must be 1 to 5000 long"
    return ""
