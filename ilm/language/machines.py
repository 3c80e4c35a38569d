"""Machines that translate or write down speech, behind two calls; HTTP is handed in.

`Translator` speaks the dialect of LibreTranslate, `Transcriber` that of Whisper's servers
(`/v1/audio/transcriptions`). What they answer is read without trust and is never more than text.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

LONGEST = 20_000  # letters of an answer
MODEL = "whisper-1"  # servers of one model take any name


class NotHelped(Exception):
    """The machine gave no answer that can be used."""


class Said(Protocol):
    """An answer over HTTP."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> bytes: ...


class Http(Protocol):
    """As much of the way out as is needed here."""

    def post_json(self, url: str, payload: Mapping[str, Any]) -> Said: ...
    def post_multipart(
        self, url: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes, str]]
    ) -> Said: ...


@dataclass(frozen=True)
class Translator:
    """A LibreTranslate server at `url`."""

    url: str
    http: Http = field(repr=False)

    def translate(self, text: str, *, source: str, to: str) -> str:
        """`source` and `to` are codes of ours; an unknown source is guessed there. Or NotHelped."""
        asked = {"q": text, "source": source or "auto", "target": to, "format": "text"}
        answer = self.http.post_json(f"{self.url.rstrip('/')}/translate", asked)
        return _text(answer, "translatedText")


@dataclass(frozen=True)
class Transcriber:
    """A Whisper server at `url`."""

    url: str
    http: Http = field(repr=False)

    def transcribe(self, sound: bytes, media_type: str, *, language: str) -> str:
        """What is said in `sound`, in its own language; an unknown one is guessed. Or NotHelped."""
        asked = {"model": MODEL, "response_format": "json"}
        if language:
            asked["language"] = language
        ending = media_type.partition(";")[0].rpartition("/")[2] or "bin"
        file = (f"sound.{ending}", sound, media_type)  # her file's own name stays here
        where = f"{self.url.rstrip('/')}/v1/audio/transcriptions"
        return _text(self.http.post_multipart(where, asked, {"file": file}), "text")


def _text(answer: Said, name: str) -> str:
    if answer.status != 200:
        raise NotHelped
    try:
        told = json.loads(answer.body)
    except ValueError:
        raise NotHelped from None
    text = told.get(name) if isinstance(told, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise NotHelped
    return text.strip()[:LONGEST]
