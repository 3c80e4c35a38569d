"""A LibreTranslate and a Whisper server on loopback, over real HTTP: what they were asked is kept."""

import json
import threading
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

WORDS = "They keep my passport"
SPEECH = "คำพูดที่เขียนลง"


class _Listening(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        twin: MachineTwin = self.server.twin  # type: ignore[attr-defined]
        status, told = twin.answer(self.path, self.headers["Content-Type"], body)
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


class MachineTwin:
    """`asked`: what came, by field; `fails`: the next answers instead, as (status, body)."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Listening)
        self._server.twin = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.words = WORDS
        self.asked: list[dict[str, Any]] = []
        self.fails: list[tuple[int, bytes]] = []
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, kind: str, body: bytes) -> tuple[int, Any]:
        self.asked.append(_fields(kind, body))
        if self.fails:
            return self.fails.pop(0)
        if path == "/translate":
            return 200, {"translatedText": self.words}
        if path == "/v1/audio/transcriptions":
            return 200, {"text": SPEECH}
        return 404, {}


def _fields(kind: str, body: bytes) -> dict[str, Any]:
    if kind.startswith("application/json"):
        told: dict[str, Any] = json.loads(body)
        return told
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    parts: Any = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    return {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in parts.iter_parts()
    } | {"names": [part.get_filename() for part in parts.iter_parts() if part.get_filename()]}
