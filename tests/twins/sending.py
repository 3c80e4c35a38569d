"""How a twin knocks on our door, and what it got back."""

import http.client
from typing import NamedTuple
from urllib.parse import urlsplit


class Heard(NamedTuple):
    """Our application's answer."""

    status: int
    text: str


def knock(method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Heard:
    """One request over a connection of its own. Only loopback: a twin never leaves the machine."""
    where = urlsplit(url)
    if where.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise ValueError("A twin speaks only to this machine.")
    line = http.client.HTTPConnection(where.hostname, where.port or 80, timeout=30)
    try:
        path = where.path + (f"?{where.query}" if where.query else "")
        line.request(method, path, body, headers or {})
        answer = line.getresponse()
        return Heard(answer.status, answer.read().decode("utf-8", "replace"))
    finally:
        line.close()
