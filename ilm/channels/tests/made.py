"""A way out that answers what it is told to, and remembers what it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ilm.channels.base import Answer, RawRequest

HERE = Path(__file__).parents[1]


def fixture(channel: str, name: str, **headers: str) -> RawRequest:
    body = (HERE / channel / "fixtures" / f"{name}.json").read_bytes()
    return RawRequest("POST", f"https://ilm.test/hooks/{channel}/demo/", headers, body)


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
