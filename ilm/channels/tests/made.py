"""A way out that answers what it is told to, and remembers what it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ilm.channels.base import Answer, RawRequest

HERE = Path(__file__).parents[1]


def fixture(channel: str, name: str, **headers: str) -> RawRequest:
    body = (HERE / channel / "fixtures" / f"{name}.json").read_bytes()
    return RawRequest("POST", f"https://ilm.test/hooks/{channel}/demo/", headers, body)


def asked(channel: str, name: str, *, at: datetime | None = None) -> RawRequest:
    """A request kept whole: its first line, its headers, an empty line, its body."""
    head, _, body = (HERE / channel / "fixtures" / f"{name}.http").read_bytes().partition(b"\n\n")
    first, *lines = head.decode().splitlines()
    method, path = first.split()[:2]
    headers = dict(line.split(": ", 1) for line in lines)
    return RawRequest(method, f"https://ilm.test{path}", headers, body.rstrip(b"\n"), at)


@dataclass
class Scripted:
    answers: list[Answer | Exception]
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def _next(self, url: str, what: Any) -> Answer:
        self.asked.append((url, what))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def post_json(
        self, url: str, payload: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._next(url, (dict(payload), dict(headers or {})))

    def post_multipart(
        self, url: str, fields: Any, files: Any, *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._next(url, (dict(fields), dict(files)))

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        return self._next(url, dict(headers or {}))

    def send_form(
        self,
        url: str,
        fields: Mapping[str, str],
        *,
        by: str = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return self._next(url, (by, dict(fields), dict(headers or {})))
