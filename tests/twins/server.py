"""One server on loopback that is every provider."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.twins.line import LineTwin
from tests.twins.messenger import MessengerTwin
from tests.twins.telegram import TelegramTwin
from tests.twins.viber import ViberTwin
from tests.twins.whatsapp import WhatsAppTwin


class Asked(NamedTuple):
    """A request of ours, as a twin sees it."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Any
    body: bytes


class _Listening(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def log_message(self, *_: Any) -> None:
        """Says nothing: URLs hold tokens."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        where = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, unquote(where.path), parse_qs(where.query), self.headers, body)
        found = self.server.twin.answer(asked)
        if found is None:  # taken, or not; in any case no answer
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, kind, content, headers = found
        self.send_response(status)
        for name, value in {**headers, "Content-Type": kind}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    twin: "Twin"


Found = tuple[int, str, bytes, dict[str, str]]


class Twin:
    """All providers. `target`: where our application listens, http://127.0.0.1:8000.

    `with Twin(target=live_server.url) as twin: twin.whatsapp.say("959…", "…")`
    """

    def __init__(self, *, target: str = "", port: int = 0, account: str = "demo") -> None:
        self._server = _Server(("127.0.0.1", port), _Listening)
        self._server.twin = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        hook = f"{target.rstrip('/')}/hooks/{{}}/{account}/"
        self.whatsapp = WhatsAppTwin(base=self.url, hook=hook.format("whatsapp"))
        self.telegram = TelegramTwin(base=self.url, hook=hook.format("telegram"))
        self.line = LineTwin(base=self.url, hook=hook.format("line"))
        self.messenger = MessengerTwin(base=self.url, hook=hook.format("messenger"))
        self.viber = ViberTwin(base=self.url, hook=hook.format("viber"))
        self.all = {
            "whatsapp": self.whatsapp,
            "telegram": self.telegram,
            "line": self.line,
            "messenger": self.messenger,
            "viber": self.viber,
        }
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, asked: Asked) -> Found | None:
        """What the provider answers; None: the connection breaks."""
        for twin in self.all.values():
            if asked.path.startswith(twin.prefixes):
                return twin.answer(asked)
        if asked.path.startswith("/control/"):
            return self._controlled(asked)
        return 404, "text/plain", b"", {}

    def _controlled(self, asked: Asked) -> Found:
        """For a twin that runs by itself: POST /control/say, GET /control/ledger."""
        if asked.method == "POST":
            wish = json.loads(asked.body)
            twin: Any = self.all[wish["channel"]]
            said: Any = list(twin.say(wish["address"], wish["text"]))
        else:
            said = {
                name: [vars(one) for one in twin.ledger.shown] for name, twin in self.all.items()
            }
        return 200, "application/json", json.dumps(said, ensure_ascii=False).encode(), {}
