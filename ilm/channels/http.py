"""The way out over httpx, behind our own three calls so that it can be swapped."""

import logging
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from ilm.channels.base import Answer
from ilm.channels.errors import Malformed, Retry, Unknown

NOT_WRITTEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
ANSWER_MAX = 1024 * 1024  # bytes; more is no answer of a provider


class HttpxClient:
    """Keeps connections; safe for threads. Times in seconds. Follows no redirect."""

    def __init__(self, *, connect: float = 5.0, answer: float = 20.0) -> None:
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

    def _ask(self, method: str, url: str, headers: Mapping[str, str] | None, **body: Any) -> Answer:
        try:
            found = self._client.request(method, url, headers=dict(headers or {}), **body)
        except NOT_WRITTEN:
            raise Retry(5, "the provider cannot be reached") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise Malformed("url", "The provider's address is set wrongly.") from None
        except httpx.HTTPError:
            if method == "GET":
                raise Retry(5, "the provider did not answer") from None
            raise Unknown("The request was written and no answer came.") from None
        if len(found.content) > ANSWER_MAX:
            raise Malformed("size", "The provider's answer is too long.")
        return Answer(found.status_code, found.content, dict(found.headers))
