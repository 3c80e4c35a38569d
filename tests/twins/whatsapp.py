"""Meta's side of WhatsApp: signs what it sends, checks what it is sent."""

import hashlib
import json
import time
from collections.abc import Iterable
from email.parser import BytesParser
from email.policy import HTTP
from hmac import HMAC
from typing import Any
from urllib.parse import urlencode

from tests.twins.faults import ERRORS
from tests.twins.ledger import Ledger, Shown
from tests.twins.sending import Heard, knock

JSON = "application/json"
WINDOW = 24 * 3600  # seconds after a person's last word in which free words are taken


class WhatsAppTwin:
    """One number of one account. Its secrets are attributes: give them to the adapter."""

    def __init__(self, *, base: str, hook: str) -> None:
        self.hook, self.ledger = hook, Ledger()
        self.app_secret, self.verify_token = "twin-app-secret", "twin-verify-token"
        self.access_token, self.phone_number_id = "twin-access-token", "106000000000001"
        self.base, self.graph_url, self.prefixes = base, f"{base}/v24.0", ("/v24.0/", "/files/")
        self.media: dict[str, tuple[str, bytes]] = {}
        self.last_word: dict[str, float] = {}  # address -> when this person wrote last
        self.templates: dict[tuple[str, str], str] = {}  # approved: name, language code -> words
        self.early: tuple[str, ...] = ()  # statuses told before a send is answered
        self.tells_key = True  # whether those carry what we sent along

    def approve(self, name: str, code: str, words: str) -> None:
        """A template that passed the review."""
        self.templates[name, code] = words

    @property
    def account(self) -> dict[str, str]:
        """What the adapter's constructor takes."""
        names = ("phone_number_id", "graph_url", "app_secret", "verify_token", "access_token")
        return {name: getattr(self, name) for name in names}

    # what the worker does

    def say(self, address: str, text: str, **more: Any) -> Heard:
        """A person writes. `more`: user_id, id, at (seconds), context."""
        self.hear(address, more.get("at"))
        return self.deliver(self.body([self.written(address, text, **more)]))

    def speak(self, address: str, sound: bytes, **more: Any) -> Heard:
        """A person sends a voice note."""
        self.hear(address, more.get("at"))
        kept = self.keep("audio/ogg; codecs=opus", sound)
        return self.deliver(
            self.body([self.message(address, "audio", kept | {"voice": True}, **more)])
        )

    def show(self, address: str, photo: bytes, caption: str = "", **more: Any) -> Heard:
        """A person sends a photo."""
        self.hear(address, more.get("at"))
        kept = self.keep("image/jpeg", photo) | ({"caption": caption} if caption else {})
        return self.deliver(self.body([self.message(address, "image", kept, **more)]))

    def press(self, address: str, label: str, **more: Any) -> Heard:
        """A person presses the quick reply under a template."""
        self.hear(address, more.get("at"))
        pressed = {"payload": label, "text": label}
        return self.deliver(self.body([self.message(address, "button", pressed, **more)]))

    def hear(self, address: str, at: float | None = None) -> None:
        """Opens the window of this person, by number and by id."""
        for known in (address, f"MM.1{address}"):
            self.last_word[known] = time.time() if at is None else at

    def receipts(self, external_id: str, *statuses: str, key: str = "", code: int = 0) -> Heard:
        """Tells how far a message of ours came; late, twice and out of order if so asked."""
        return self.deliver(self.told(external_id, *statuses, key=key, code=code))

    # what Meta sends

    def written(self, address: str, text: str, **more: Any) -> dict[str, Any]:
        return self.message(address, "text", {"body": text}, **more)

    def message(
        self,
        address: str,
        kind: str,
        content: dict[str, Any],
        *,
        user_id: str | None = None,
        id: str = "",
        at: int | None = None,
        context: str = "",
    ) -> dict[str, Any]:
        """One item of `messages`. An empty address: somebody whose number Meta withholds.

        `user_id` None: an id that belongs to the number; empty: none, as before April 2026.
        """
        user_id = f"MM.1{address}" if user_id is None else user_id
        one: dict[str, Any] = {
            "id": id or f"wamid.TWIN{self.ledger.number():08d}",
            "timestamp": str(int(time.time()) if at is None else at),
            "type": kind,
            kind: content,
        }
        if address:
            one["from"] = address
        if user_id:
            one["from_user_id"] = user_id
        if context:
            one["context"] = {"from": "6620000000", "id": context}
        return one

    def body(self, messages: Iterable[Any]) -> bytes:
        """A notice of several messages, with the contacts that they name."""
        listed = list(messages)
        people = {
            (m.get("from", ""), m.get("from_user_id", "")) for m in listed if isinstance(m, dict)
        }
        contacts = [
            {"profile": {"name": "Demo Person"}}
            | ({"wa_id": number} if number else {})
            | ({"user_id": user} if user else {})
            for number, user in sorted(people)
        ]
        return self.enveloped({"contacts": contacts, "messages": listed})

    def told(self, external_id: str, *statuses: str, key: str = "", code: int = 0) -> bytes:
        """A notice of receipts. `key`: what we sent along; `code`: why it failed."""
        shown = (one.address for one in self.ledger.shown if one.external_id == external_id)
        address = next(shown, "959000000000")
        more: dict[str, Any] = {"biz_opaque_callback_data": key} if key else {}
        if code:
            more["errors"] = [{"code": code, "title": "Failed", "message": "Failed"}]
        listed = [
            {
                "id": external_id,
                "status": status,
                "timestamp": str(int(time.time())),
                "recipient_id": address,
                **more,
            }
            for status in statuses
        ]
        person = {"wa_id": address, "user_id": f"MM.1{address}"}
        return self.enveloped({"contacts": [person], "statuses": listed})

    def enveloped(self, value: dict[str, Any]) -> bytes:
        where = {"display_phone_number": "6620000000", "phone_number_id": self.phone_number_id}
        value = {"messaging_product": "whatsapp", "metadata": where, **value}
        entry = {"id": "102000000000001", "changes": [{"field": "messages", "value": value}]}
        whole = {"object": "whatsapp_business_account", "entry": [entry]}
        return json.dumps(whole, separators=(",", ":")).encode()  # escaped, as Meta does

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
        sent = body.replace(b"whatsapp", b"whatsapq", 1) if flip else body
        return knock("POST", self.hook, sent, headers)

    def introduce(self, *, verify_token: str | None = None) -> Heard:
        """The first question, when the address is entered at Meta."""
        given = self.verify_token if verify_token is None else verify_token
        query = {"hub.mode": "subscribe", "hub.verify_token": given, "hub.challenge": "1158201444"}
        return knock("GET", f"{self.hook}?{urlencode(query)}")

    def keep(self, mime_type: str, content: bytes) -> dict[str, Any]:
        """Stores a file; what a message tells of it."""
        name = f"{1230000000000000 + self.ledger.number()}"
        self.media[name] = (mime_type, content)
        return {"id": name, "mime_type": mime_type, "sha256": hashlib.sha256(content).hexdigest()}

    # what we ask of Meta

    def answer(self, asked: Any) -> tuple[int, str, bytes, dict[str, str]] | None:
        if asked.headers.get("Authorization") != f"Bearer {self.access_token}":
            return self._refusal(*ERRORS["unauthorised"])
        if asked.path.startswith("/files/"):
            kind, content = self.media[asked.path.removeprefix("/files/")]
            return 200, kind, content, {}
        edge = asked.path.removeprefix("/v24.0/")
        if asked.method == "GET":
            return self._described(edge)
        if edge == f"{self.phone_number_id}/media":
            return self._uploaded(asked)
        if edge == f"{self.phone_number_id}/messages":
            return self._taken(asked)
        return self._refusal(400, 100, "Unsupported post request.")

    def _taken(self, asked: Any) -> tuple[int, str, bytes, dict[str, str]] | None:
        fault = self.ledger.next_fault()
        if fault == "drop":
            return None
        if fault in ERRORS:
            headers = {"Retry-After": "3"} if fault == "429" else {}
            return (*self._refusal(*ERRORS[fault])[:3], headers)
        sent = json.loads(asked.body)
        if wrong := self._wrong(sent):
            return self._refusal(400, 100, f"(#100) {wrong}")
        address = sent.get("to") or sent["recipient"]
        fault = fault or self._fault(sent, address)
        if fault in ERRORS:
            return self._refusal(*ERRORS[fault])
        name = f"wamid.OURS{self.ledger.number():08d}"
        self.ledger.show(Shown(address, self._words(sent), name, sent))
        key = sent.get("biz_opaque_callback_data", "") if self.tells_key else ""
        for status in self.early:
            self.receipts(name, status, key=key)
        if fault == "drop-after":
            return None
        whom = {"input": address} | ({"wa_id": address} if "to" in sent else {"user_id": address})
        return self._ok(
            {"messaging_product": "whatsapp", "contacts": [whom], "messages": [{"id": name}]}
        )

    def _fault(self, sent: dict[str, Any], address: str) -> str:
        """Free words want an open window; a template wants to be approved as it is sent."""
        if sent["type"] != "template":
            age = time.time() - self.last_word.get(address, 0)
            return "" if age < WINDOW else "window"
        if self._template(sent) not in self.templates:
            return "untranslated"
        return "parameters" if sent["template"].get("components") else ""

    def _template(self, sent: dict[str, Any]) -> tuple[str, str]:
        asked = sent["template"]
        return asked["name"], asked["language"]["code"]

    def _words(self, sent: dict[str, Any]) -> str:
        if sent["type"] == "text":
            return str(sent["text"]["body"])
        if sent["type"] == "template":
            return self.templates[self._template(sent)]
        return f"[{sent['type']}]"

    def _wrong(self, sent: dict[str, Any]) -> str:
        kind = sent.get("type", "text")
        if sent.get("messaging_product") != "whatsapp":
            return "The parameter messaging_product is required."
        if bool(sent.get("to")) == bool(sent.get("recipient")):
            return "The parameter to is required."
        if kind == "text":
            body = sent.get("text", {}).get("body", "")
            return "" if 0 < len(body) <= 4096 else "Param text['body'] must be 1 to 4096 long."
        if kind == "template":
            asked = sent.get("template", {})
            named = asked.get("name") and asked.get("language", {}).get("code")
            return "" if named else "Param template['name'] and ['language']['code'] are required."
        return "" if sent.get(kind, {}).get("id") in self.media else f"Param {kind}['id'] is wrong."

    def _uploaded(self, asked: Any) -> tuple[int, str, bytes, dict[str, str]]:
        head = f"Content-Type: {asked.headers['Content-Type']}\r\n\r\n".encode()
        form = BytesParser(policy=HTTP).parsebytes(head + asked.body)
        for part in form.iter_parts():
            if part.get_param("name", header="Content-Disposition") == "file":
                content = part.get_payload(decode=True)
                return self._ok({"id": self.keep(part["Content-Type"], content)["id"]})
        return self._refusal(400, 100, "(#100) The parameter file is required.")

    def _described(self, name: str) -> tuple[int, str, bytes, dict[str, str]]:
        if name not in self.media:
            return self._refusal(400, 100, "Unsupported get request. Object does not exist.")
        kind, content = self.media[name]
        return self._ok(
            {
                "url": f"{self.base}/files/{name}",
                "mime_type": kind,
                "sha256": hashlib.sha256(content).hexdigest(),
                "file_size": len(content),
                "id": name,
                "messaging_product": "whatsapp",
            }
        )

    def _ok(self, found: dict[str, Any]) -> tuple[int, str, bytes, dict[str, str]]:
        return 200, JSON, json.dumps(found).encode(), {}

    def _refusal(
        self, status: int, code: int, words: str
    ) -> tuple[int, str, bytes, dict[str, str]]:
        error = {"message": words, "type": "OAuthException", "code": code, "fbtrace_id": "twin"}
        return status, JSON, json.dumps({"error": error}).encode(), {}
