"""Three ways into one process, and pages alone for a server that knows WSGI."""

import asyncio
import io
from collections.abc import Iterator

import pytest
from django.core.signals import request_started
from django.db import close_old_connections

from ilm.faces.entrance import Entrance


def knock(path: str, kind: str = "http") -> list[dict]:
    """What the process says to one request."""
    scope = {
        "type": kind, "http_version": "1.1", "method": "GET", "path": path, "raw_path": b"",
        "scheme": "http", "query_string": b"", "root_path": "", "headers": [],
        "client": ("127.0.0.1", 1), "server": ("localhost", 80),
    }  # fmt: skip
    said: list[dict] = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        said.append(message)

    asyncio.run(Entrance()(scope, receive, send))
    return said


def test_pages_and_their_files_are_served_by_django() -> None:
    start, *rest = knock("/static/css/console.css")
    assert start["status"] == 200
    assert b"--accent" in b"".join(message.get("body", b"") for message in rest)


def test_hooks_have_a_path_of_their_own() -> None:
    start, body = knock("/hooks/pigeon/demo/")
    assert (start["status"], body["body"]) == (404, b"Nobody is here.")


def test_live_events_have_one_too_and_know_who_asks(monkeypatch) -> None:
    called = []

    async def events(scope, receive, send) -> None:
        called.append(scope["path"])

    monkeypatch.setattr("ilm.faces.entrance.events", events)
    assert knock("/events/") == []
    assert called == ["/events/"]


def test_nothing_else_is_spoken_here() -> None:
    assert knock("/", kind="websocket") == []


@pytest.fixture
def stays_open() -> Iterator[None]:
    """A request does not close the connection that a test stands on."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


@pytest.mark.django_db
def test_a_wsgi_server_gets_the_pages(stays_open) -> None:
    from ilm.wsgi import application

    told = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/w/", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
    }  # fmt: skip
    page = b"".join(application(environ, lambda status, headers: told.append((status, headers))))
    assert told[0][0] == "200 OK"
    assert b"Is something wrong at work?" in page
