"""The way out over httpx, behind our own few calls so that it can be swapped."""

import hashlib
import ipaddress
import logging
import socket
from collections.abc import Collection, Mapping
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlsplit

import httpx

from ilm.channels.base import Answer, MediaSource
from ilm.channels.errors import Malformed, Retry, Unknown, Unreachable

NOT_WRITTEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
GONE = frozenset({403, 404, 410})
ANSWER_MAX = 1024 * 1024  # bytes; more is no answer of a provider


class _TooLong(Exception):
    """More bytes than were asked for."""


class HttpxClient:
    """Keeps connections; safe for threads. Times in seconds. Follows no redirect."""

    def __init__(
        self, *, connect: float = 5.0, answer: float = 20.0, reaches: Collection[str] = ()
    ) -> None:
        self._reaches = reaches  # hosts inside our own network from which files may come
        for name in ("httpx", "httpcore"):  # they log URLs, and a bot's token stands in its URL
            logging.getLogger(name).setLevel(logging.WARNING)
        times = httpx.Timeout(answer, connect=connect, pool=connect)
        self._client = httpx.Client(timeout=times, follow_redirects=False, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets the connections go."""
        self._client.close()

    def post_json(
        self, url: str, payload: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """POST as JSON. Raises Retry, Unknown, Malformed (a URL that is none)."""
        return self._ask("POST", url, headers, json=dict(payload))

    def post_multipart(
        self,
        url: str,
        fields: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes, str]],
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """POST as a form with files. Raises as `post_json`."""
        return self._ask("POST", url, headers, data=dict(fields), files=dict(files))

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """GET, which changes nothing: whatever goes wrong may be tried again (Retry)."""
        return self._ask("GET", url, headers)

    def send_form(
        self,
        url: str,
        fields: Mapping[str, str],
        *,
        by: Literal["GET", "POST", "DELETE"] = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A form that changes something there, by GET in the query; DELETE takes no fields. Raises
        as `post_json`."""
        if by == "GET":
            return self._ask("GET", url, headers, is_reading=False, params=dict(fields))
        if by == "DELETE":
            return self._ask("DELETE", url, headers)
        return self._ask("POST", url, headers, data=dict(fields))

    def fetch(self, source: MediaSource) -> bytes:
        """A file, whole and unchanged. Raises Retry, Unreachable if it is gone, Malformed if it is
        longer than `source.size_max`, not what the provider announced, or inside our own network:
        where it lies is said by whoever holds the account."""
        if leads_inside(source.url, but=self._reaches):
            raise Malformed("url", "The file is said to lie inside our own network.")
        found = self._ask("GET", source.url, source.headers, limit=source.size_max)
        if found.status in GONE:
            raise Unreachable("The provider no longer has this file.")
        if found.status != 200:
            raise Retry(30, "the provider did not give the file")
        announced = source.sha256.lower()
        if len(announced) == 64 and hashlib.sha256(found.body).hexdigest() != announced:
            raise Malformed("sha256", "The file is not the one that was announced.")
        return found.body

    def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        *,
        limit: int = ANSWER_MAX,
        is_reading: bool | None = None,
        **body: Any,
    ) -> Answer:
        reads = method == "GET" if is_reading is None else is_reading
        try:
            with self._client.stream(method, url, headers=dict(headers or {}), **body) as found:
                content = _up_to(limit, found)
        except NOT_WRITTEN:
            raise Retry(5, "the provider cannot be reached") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise Malformed("url", "The provider's address is set wrongly.") from None
        except _TooLong:
            if reads:
                raise Malformed("size", "What the provider sent is too long.") from None
            raise Unknown("The answer is too long to be one.") from None
        except httpx.HTTPError:
            if reads:
                raise Retry(5, "the provider did not answer") from None
            raise Unknown("The request was written and no answer came.") from None
        return Answer(found.status_code, content, dict(found.headers))


def leads_inside(url: str, *, but: Collection[str] = ()) -> bool:
    """Whether an address leads to this machine or its own network: loopback, private, link-local.
    Hosts in `but` are meant to. A name that resolves to nothing leads nowhere."""
    try:
        host = urlsplit(url).hostname or ""
        if host in but:
            return False
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return False
    return any(not ipaddress.ip_address(where[4][0]).is_global for where in found)


def stays_inside(url: str, *, here: bool = False) -> bool:
    """Whether every address of a host lies in our own network; `here`: on this very machine. Of a
    name that resolves to nothing it is not known, so no."""
    try:
        found = socket.getaddrinfo(urlsplit(url).hostname or "", None, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return False
    places = [ipaddress.ip_address(where[4][0]) for where in found]
    return bool(places) and all(p.is_loopback if here else _is_ours(p) for p in places)


def _is_ours(place: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return place.is_private and not place.is_link_local and not place.is_unspecified


def _up_to(limit: int, found: httpx.Response) -> bytes:
    """The body, unpacked; stops reading where it grows too long."""
    content = bytearray()
    for chunk in found.iter_bytes():
        content += chunk
        if len(content) > limit:
            raise _TooLong
    return bytes(content)
