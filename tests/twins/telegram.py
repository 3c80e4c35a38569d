"""Telegram's side: one bot, its webhook, its methods."""

import json
import time
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qs

from tests.twins.ledger import Ledger, Shown
from tests.twins.sending import Heard, knock

Found = tuple[int, str, bytes, dict[str, str]]
FILE_FIELDS = ("voice", "photo", "audio", "video", "document")
BOT = {"id": 777, "is_bot": True, "first_name": "Demo Bot", "username": "demo_ilm_bot"}


class TelegramTwin:
    """Its secrets are attributes: give them to the adapter."""

    def __init__(self, *, base: str, hook: str) -> None:
        self.hook, self.ledger, self.base = hook, Ledger(), base
        self.token, self.secret = "777:twin-token", "twin-secret"
        self.prefixes = ("/bot", "/file/bot")
        self.files: dict[str, bytes] = {}
        self.blocked: set[str] = set()

    @property
    def account(self) -> dict[str, str]:
        """What the adapter's constructor takes."""
        return {"token": self.token, "secret": self.secret, "api_url": self.base}

    # what the worker does

    def say(self, address: str, text: str, **more: Any) -> Heard:
        """A person writes. `more`: fields of the message, such as reply_to_message."""
        return self.deliver(self.update(message=self.message(address, text=text, **more)))

    def speak(self, address: str, sound: bytes) -> Heard:
        """A person sends a voice note."""
        voice = {**self.keep(sound, "oga"), "duration": 6, "mime_type": "audio/ogg"}
        return self.deliver(self.update(message=self.message(address, voice=voice)))

    def show(self, address: str, photo: bytes, caption: str = "") -> Heard:
        """A person sends a photo; Telegram makes a small and a large one of it."""
        small = {**self.keep(photo[:9], "jpg"), "width": 90, "height": 67}
        large = {**self.keep(photo, "jpg"), "width": 1280, "height": 960}
        more = {"caption": caption} if caption else {}
        told = self.message(address, photo=[small, large], **more)
        return self.deliver(self.update(message=told))

    def edit(self, address: str, message_id: int, text: str) -> Heard:
        """A person changes what she wrote."""
        told = self.message(address, text=text, edit_date=int(time.time()))
        return self.deliver(self.update(edited_message={**told, "message_id": message_id}))

    def block(self, address: str) -> Heard:
        """A person blocks the bot: sends to her fail from now on."""
        self.blocked.add(address)
        now, bot = int(time.time()), dict(BOT)
        change = {
            "chat": self.chat(address),
            "from": self.person(address),
            "date": now,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
        }
        return self.deliver(self.update(my_chat_member=change))

    # what Telegram sends

    def person(self, address: str) -> dict[str, Any]:
        return {
            "id": int(address),
            "is_bot": False,
            "first_name": "Demo Person",
            "language_code": "my",
        }

    def chat(self, address: str) -> dict[str, Any]:
        return {"id": int(address), "type": "private", "first_name": "Demo Person"}

    def message(self, address: str, **more: Any) -> dict[str, Any]:
        return {
            "message_id": self.ledger.number(),
            "date": int(time.time()),
            "chat": self.chat(address),
            "from": self.person(address),
            **more,
        }

    def update(self, **what: Any) -> bytes:
        number = 684402000 + self.ledger.number()
        return json.dumps({"update_id": number, **what}).encode()

    def deliver(self, body: bytes, *, secret: str | None = None) -> Heard:
        """POSTs an update. `secret`: a wrong one."""
        given = self.secret if secret is None else secret
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": given}
        return knock("POST", self.hook, body, headers)

    def keep(self, content: bytes, ending: str) -> dict[str, Any]:
        name = f"AgACtwin{self.ledger.number()}.{ending}"
        self.files[name] = content
        return {"file_id": name, "file_unique_id": name[4:], "file_size": len(content)}

    # what we ask of Telegram

    def answer(self, asked: Any) -> Found | None:
        if asked.path.startswith(home := f"/file/bot{self.token}/voice/"):
            content = self.files.get(asked.path.removeprefix(home))
            return (200, "application/octet-stream", content, {}) if content else self._no(404)
        if not asked.path.startswith(home := f"/bot{self.token}/"):
            return self._no(401, "Unauthorized")
        method, form = asked.path.removeprefix(home), _form(asked)
        if method == "getMe":
            return self._ok(BOT)
        if method == "setWebhook":
            self.hook, self.secret = form["url"], form.get("secret_token", "")
            return self._ok(True)
        if method == "getFile":
            return self._file(form["file_id"])
        if method.startswith("send"):
            return self._taken(method, form)
        return self._no(404, "Not Found")

    def _file(self, name: str) -> Found:
        if name not in self.files:
            return self._no(
                400, "Bad Request: wrong file_id or the file is temporarily unavailable"
            )
        told = {"file_id": name, "file_unique_id": name[4:], "file_path": f"voice/{name}"}
        return self._ok(told | {"file_size": len(self.files[name])})

    def _taken(self, method: str, form: dict[str, Any]) -> Found | None:
        fault = self.ledger.next_fault()
        if fault == "drop":
            return None
        if refused := self._refusal(fault, method, form):
            return refused
        address = str(form["chat_id"])
        number = self.ledger.number()
        text = form["text"] if method == "sendMessage" else f"[{method}]"
        self.ledger.show(Shown(address, text, f"{address}:{number}", form))
        if fault == "drop-after":
            return None
        told = {"message_id": number, "date": int(time.time()), "chat": self.chat(address)}
        return self._ok(told | {"from": BOT, "text": text})

    def _refusal(self, fault: str, method: str, form: dict[str, Any]) -> Found | None:
        if fault == "429":
            return self._no(429, "Too Many Requests: retry after 3", retry_after=3)
        if fault == "500":
            return self._no(500, "Internal Server Error")
        if fault == "unauthorised":
            return self._no(401, "Unauthorized")
        address = str(form.get("chat_id", ""))
        if fault == "blocked" or address in self.blocked:
            return self._no(403, "Forbidden: bot was blocked by the user")
        if not address.lstrip("-").isdecimal():
            return self._no(400, "Bad Request: chat not found")
        if method != "sendMessage":
            has_file = any(name in form for name in FILE_FIELDS)
            return None if has_file else self._no(400, "Bad Request: there is no file")
        if not str(form.get("text", "")).strip():
            return self._no(400, "Bad Request: message text is empty")
        return (
            self._no(400, "Bad Request: message is too long") if len(form["text"]) > 4096 else None
        )

    def _ok(self, result: Any) -> Found:
        return 200, "application/json", json.dumps({"ok": True, "result": result}).encode(), {}

    def _no(self, code: int, words: str = "Not Found", **parameters: int) -> Found:
        told: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
        if parameters:
            told["parameters"] = parameters
        return code, "application/json", json.dumps(told).encode(), {}


def _form(asked: Any) -> dict[str, Any]:
    """The parameters, in whichever of Telegram's four ways they came."""
    kind = asked.headers.get("Content-Type", "")
    if kind.startswith("application/json"):
        return dict(json.loads(asked.body or b"{}"))
    if kind.startswith("multipart/"):
        whole = BytesParser(policy=HTTP).parsebytes(
            f"Content-Type: {kind}\r\n\r\n".encode() + asked.body
        )
        parts = whole.iter_parts()
        return {
            part.get_param("name", header="Content-Disposition"): part.get_filename()
            or part.get_payload(decode=True).decode()
            for part in parts
        }
    pairs = parse_qs(asked.body.decode()) or asked.query
    return {name: values[0] for name, values in pairs.items()}
