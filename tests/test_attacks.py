"""What an attacker tried, kept as tests: each of these once opened something."""

import asyncio
import subprocess
import sys

import pytest

from ilm.faces.desk.events import events
from ilm.faces.headers import headers_for
from ilm.faces.hooks.receiving import hooks

SECRET = "Key (address)=(+66 81 555 0199) already exists"
LOGS = f"""
import logging, logging.config, uvicorn.config
logging.config.dictConfig(uvicorn.config.LOGGING_CONFIG)
import ilm.asgi
for name in ("uvicorn.error", "uvicorn", "asyncio", "psycopg", "django.request", "ilm.x"):
    try:
        raise KeyError({SECRET!r})
    except KeyError:
        logging.getLogger(name).exception("Exception in ASGI application")
logging.getLogger("uvicorn.access").critical("%s", "203.0.113.7")
logging.getLogger("uvicorn.error").info("%s", "203.0.113.7")
logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: 'mai.example'")
"""


def test_no_logger_prints_what_an_exception_says() -> None:
    ran = subprocess.run([sys.executable, "-c", LOGS], capture_output=True, text=True, check=True)
    said = ran.stdout + ran.stderr
    assert said.count("KeyError at") == 6
    for secret in ("555", "203.0.113.7", "mai.example"):
        assert secret not in said


@pytest.mark.parametrize(("app", "path", "face"), [
    (hooks, "/hooks/nobody/", "/hooks/"),
    (events, "/events/", "/desk/"),
])  # fmt: skip
def test_answers_outside_django_carry_the_headers_of_their_face(app, path: str, face: str) -> None:
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "http.request", "body": b""}

    scope = {"method": "GET", "path": path, "query_string": b"", "headers": []}
    asyncio.run(app(scope, receive, send))
    carried = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert {name.lower(): value for name, value in headers_for(face).items()}.items() <= (
        carried.items()
    )


@pytest.mark.django_db(databases=["owner", "default"])
def test_a_file_that_is_not_there_is_not_remembered(client) -> None:
    assert client.get("/static/nowhere.css")["Cache-Control"] == "no-store"
