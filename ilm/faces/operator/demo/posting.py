"""What goes out in the demonstration: by the sender's own hands, to a provider that says yes."""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from ilm.channels.base import Answer
from ilm.faces.jobs.sending import Pace, Sender
from ilm.kit import clock
from ilm.talk.checking_in import ask_due
from ilm.wall.entering import entering


class Anywhere:
    """Answers as the providers do when they take a message. Nothing leaves this machine."""

    def __init__(self) -> None:
        self._number = count(1)

    def post_json(
        self, url: str, payload: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        number = next(self._number)
        if "/bot" in url:
            chat = payload.get("chat_id", 0)
            return _said(
                json.dumps({"ok": True, "result": {"message_id": number, "chat": {"id": chat}}})
            )
        return _said(f'{{"messages": [{{"id": "wamid.demo{number}"}}]}}')

    def post_multipart(
        self,
        url: str,
        fields: Mapping[str, str],
        files: Mapping[str, tuple[str, bytes, str]],
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return self.post_json(url, fields, headers=headers)

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        return _said("{}")

    def send_form(
        self,
        url: str,
        fields: Mapping[str, str],
        *,
        by: str = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return self.post_json(url, fields, headers=headers)


def _said(body: str) -> Answer:
    return Answer(200, body.encode(), {"content-type": "application/json"})


SENDER = Sender(Anywhere(), pace=Pace(wait=lambda _seconds: None))


def post(at: datetime) -> None:
    """Everything that is due at that moment goes out."""
    with clock.set_to(at):
        while SENDER.send_due():
            pass


def ask_and_post(at: datetime) -> None:
    """Questions that fall due by then are asked first."""
    with clock.set_to(at), entering("jobs"):
        ask_due()
    post(at)
