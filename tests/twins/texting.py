"""Two providers of texts on loopback: one of Twilio's dialect, and Africa's Talking."""

import base64
import hashlib
import hmac
import json
import threading
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from tests.twins.ledger import Ledger, Shown
from tests.twins.sending import Heard, knock
from tests.twins.server import Asked, Found, _Listening, _Server

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = "application/json"


class TextTwin:
    """`hook`: where it delivers. Secrets are attributes: give them to the adapter."""

    def __init__(self, *, hook: str) -> None:
        self.hook, self.ledger = hook, Ledger()
        self.blocked: set[str] = set()
        self._server = _Server(("127.0.0.1", 0), _Listening)
        self._server.twin = self  # type: ignore[assignment]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def deliver(self, url: str, form: dict[str, str], headers: dict[str, str]) -> Heard:
        return knock("POST", url, urlencode(form).encode(), FORM | headers)

    def answer(self, asked: Asked) -> Found | None:
        fault, form = self.ledger.next_fault(), dict(parse_qsl(asked.body.decode()))
        if fault == "drop":
            return None
        if fault in ("429", "500"):
            return int(fault), JSON, b"{}", {}
        told = self.taken(asked, form)
        return None if fault == "drop-after" else told

    def taken(self, asked: Asked, form: dict[str, str]) -> Found:
        raise NotImplementedError

    def shown(self, to: str, text: str, name: str, form: dict[str, Any]) -> None:
        self.ledger.show(Shown(to, text, name, form))


class TwilioTwin(TextTwin):
    """Signs by its own reading of the rule: URL, then each name and value in the order of names."""

    sid, token = "AC0001", "twin-auth-token"

    @property
    def account(self) -> dict[str, str]:
        return {
            "account_sid": self.sid, "auth_token": self.token, "sender": "+6620000000",
            "api_url": self.url, "hook_url": self.hook,
        }  # fmt: skip

    def say(self, frm: str, text: str, *, sid: str = "", token: str = "") -> Heard:
        sid = sid or f"SM{self.ledger.number():032}"
        form = {
            "MessageSid": sid, "SmsSid": sid, "AccountSid": self.sid, "From": frm,
            "To": "+6620000000", "Body": text, "NumMedia": "0", "FromCity": "",
        }  # fmt: skip
        return self.tell(self.hook, form, token=token)

    def report(self, to: str, *statuses: str) -> list[Heard]:
        """Of the last text to her, in the order asked for."""
        last = [one for one in self.ledger.shown if one.address == to][-1]
        url = last.payload["StatusCallback"]
        return [
            self.tell(url, {"MessageSid": last.external_id, "MessageStatus": status, "To": to})
            for status in statuses
        ]

    def tell(self, url: str, form: dict[str, str], *, token: str = "") -> Heard:
        said = url + "".join(f"{name}{form[name]}" for name in sorted(form))
        mac = hmac.new((token or self.token).encode(), said.encode(), hashlib.sha1).digest()
        return self.deliver(url, form, {"X-Twilio-Signature": base64.b64encode(mac).decode()})

    def taken(self, asked: Asked, form: dict[str, str]) -> Found:
        pair = base64.b64encode(f"{self.sid}:{self.token}".encode()).decode()
        if asked.headers.get("Authorization") != f"Basic {pair}":
            return 401, JSON, b'{"code": 20003}', {}
        if asked.path == f"/2010-04-01/Accounts/{self.sid}.json":
            return 200, JSON, b'{"status": "active"}', {}
        if form["To"] in self.blocked:
            return 400, JSON, b'{"code": 21610}', {}
        if len(form["Body"]) > 1600:
            return 400, JSON, b'{"code": 21617}', {}
        sid = f"SM{self.ledger.number():032}"
        self.shown(form["To"], form["Body"], sid, form)
        return 201, JSON, json.dumps({"sid": sid, "status": "queued"}).encode(), {}


class TalkingTwin(TextTwin):
    """Africa's Talking. It cannot sign: `hook` ends with the secret."""

    key, secret = "atsk_twin", "talking-secret-of-the-twin"

    @property
    def account(self) -> dict[str, str]:
        return {
            "username": "ilm", "api_key": self.key, "api_url": self.url, "secret": self.secret,
            "sender": "40404",
        }  # fmt: skip

    def say(self, frm: str, text: str, *, name: str = "") -> Heard:
        form = {
            "id": name or f"5f0c-{self.ledger.number()}", "from": frm, "to": "40404", "text": text,
            "date": "2026-11-22 10:06:20", "linkId": "l1",
        }  # fmt: skip
        return self.deliver(self.hook, form, {})

    def report(self, to: str, *statuses: str) -> list[Heard]:
        last = [one for one in self.ledger.shown if one.address == to][-1]
        form = {"id": last.external_id, "phoneNumber": to, "networkCode": "1", "retryCount": "0"}
        return [self.deliver(self.hook, form | {"status": each}, {}) for each in statuses]

    def taken(self, asked: Asked, form: dict[str, str]) -> Found:
        if asked.headers.get("apiKey") != self.key:
            return 401, "text/plain", b"The supplied authentication is invalid", {}
        if asked.path == "/version1/user":
            return 200, JSON, b'{"UserData": {"balance": "KES 1"}}', {}
        name = f"ATXid_{self.ledger.number()}"
        code = 406 if form["to"] in self.blocked else 101
        if code == 101:
            self.shown(form["to"], form["message"], name, form)
        person = {"statusCode": code, "number": form["to"], "messageId": name}
        told = {"SMSMessageData": {"Message": "", "Recipients": [person]}}
        return 201, JSON, json.dumps(told).encode(), {}
