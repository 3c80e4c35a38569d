"""One process, three ways in: hooks on a bare fast path, live events, and pages in threads."""

from typing import Any, TypeAlias

from a2wsgi import WSGIMiddleware
from django.core.handlers.wsgi import WSGIHandler

from ilm.faces import labels
from ilm.faces.desk.events import events
from ilm.faces.hooks.receiving import hooks

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Any
Send: TypeAlias = Any


class Entrance:
    def __init__(self) -> None:
        labels.drop_old_key()  # of whoever was stopped before us
        self.pages = WSGIMiddleware(WSGIHandler(), workers=8)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http":
            return
        if path.startswith("/hooks/"):
            await hooks(scope, receive, send)
        elif path == "/events/":
            await events(scope, receive, send)
        else:
            await self.pages(scope, receive, send)  # type: ignore[arg-type]  # ASGI is untyped here
