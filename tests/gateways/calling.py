"""A provider of telephone calls in Twilio's dialect, as far as tests need one, and its callers."""

import base64
import hashlib
import hmac
import io
import json
import math
import struct
import threading
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree

import httpx

from ilm.faces.jobs.tests.make import parse_all

HER, OUR, TOKEN = "+959000000001", "+6620000001", "twin-auth-token"


def tone(seconds: float = 1.0) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        samples = (int(9000 * math.sin(n / 8)) for n in range(int(8000 * seconds)))
        file.writeframes(b"".join(struct.pack("<h", each) for each in samples))
    return out.getvalue()


class Provider:
    """Holds the recordings, for whoever shows the token, and takes the calls that we place."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.placed: list[dict[str, str]] = []
        provider = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(self.path)
                right = base64.b64encode(f"AC0001:{TOKEN}".encode()).decode()
                good = self.headers.get("Authorization") == f"Basic {right}"
                self.send_response(200 if good else 401)
                self.end_headers()
                if good:
                    self.wfile.write(tone(2))

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                provider.placed.append(dict(parse_qsl(self.rfile.read(length).decode())))
                said = json.dumps({"sid": f"CAours{len(provider.placed)}"}).encode()
                self.send_response(201)
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *given: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Caller:
    """A call as a provider tells of it."""

    def __init__(self, hook: str, *, sid: str = "CA1", who: str = HER) -> None:
        self.hook, self.sid, self.who = hook, sid, who

    def tell(self, url: str = "", **more: str) -> httpx.Response:
        url = url or self.hook
        form = {"CallSid": self.sid, "AccountSid": "AC0001", "From": self.who, "To": OUR,
                "Direction": "inbound", "CallStatus": "in-progress"} | more  # fmt: skip
        said = url + "".join(name + form[name] for name in sorted(form))
        mac = hmac.digest(TOKEN.encode(), said.encode(), hashlib.sha1)
        headers = {"X-Twilio-Signature": base64.b64encode(mac).decode(),
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        return httpx.post(url, content=urlencode(form), headers=headers, trust_env=False)

    def hear(self, url: str = "", **more: str) -> ElementTree.Element:
        answer = self.tell(url, **more)
        assert answer.status_code == 200, answer.text
        return ElementTree.fromstring(answer.text)

    def press(self, document: ElementTree.Element, key: str) -> ElementTree.Element:
        gather = document.find("Gather")
        assert gather is not None, "nothing waits for a key"
        return self.hear(gather.get("action", ""), Digits=key)

    def end(self, status: str = "completed", seconds: int = 30) -> None:
        self.tell(f"{self.hook}?step=ended", CallStatus=status, CallDuration=str(seconds))
        parse_all()


def take(rung: ElementTree.Element, key: str = "1") -> ElementTree.Element:
    """Whoever is rung answers, and presses a key."""
    leg = Caller("", sid="CAchild", who=OUR)
    asked = leg.hear(rung.get("url", ""), Direction="outbound-dial", To="sip:x@x.test")
    assert HER[1:] not in ElementTree.tostring(asked, encoding="unicode")
    [gather] = asked.iter("Gather")
    return leg.hear(
        gather.get("action", ""), Direction="outbound-dial", To="sip:x@x.test", Digits=key
    )
