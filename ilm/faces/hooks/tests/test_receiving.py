"""Who is let in, what is kept, and what a provider is told, without a socket."""

import asyncio
import hashlib
import hmac
import json

import psycopg
import pytest

from ilm.channels.whatsapp.adapter import WhatsApp
from ilm.faces.hooks import keeping, receiving
from ilm.talk.tests.make import SECRETS

CHANNEL = WhatsApp(**SECRETS["whatsapp"])
GOOD = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()


class Kept:
    """A keeper that needs no database."""

    def __init__(self, error: Exception | None = None) -> None:
        self.rows, self.asked, self.error = [], 0, error

    async def keep(self, row) -> None:
        if self.error:
            raise self.error
        self.rows.append(row)


def knock(
    body=GOOD, *, method="POST", path="/hooks/whatsapp/demo/", query=b"", keeper=None, **head
):
    """(status, words, what was kept)."""
    keeper, sent = keeper or Kept(), []
    mac = hmac.new(SECRETS["whatsapp"]["app_secret"].encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={mac}"} | head

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    async def walk():
        intake = receiving.Intake()
        intake.keeper = keeper

        async def find(channel, name):
            keeper.asked = getattr(keeper, "asked", 0) + 1
            return receiving.Account("id", "org", CHANNEL) if name == "demo" else None

        intake._find = find
        receiving._intakes[asyncio.get_running_loop()] = intake
        scope = {
            "method": method, "path": path, "query_string": query,
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        }  # fmt: skip
        await receiving.hooks(scope, receive, send)
        await receiving.hooks(scope, receive, send)

    asyncio.run(walk())
    return sent[0]["status"], sent[1]["body"].decode(), keeper


def test_signed_words_are_kept_and_the_account_is_looked_up_once() -> None:
    status, _, keeper = knock()
    assert (status, len(keeper.rows), keeper.asked) == (200, 2, 1)
    assert "entry" not in repr(keeper.rows[0])


@pytest.mark.parametrize(
    ("status", "how"),
    [
        (403, {"X-Hub-Signature-256": "sha256=0"}),
        (404, {"path": "/hooks/whatsapp/other/"}),
        (404, {"path": "/hooks/whatsapp/demo"}),
        (404, {"path": "/hooks/whatsapp/"}),
        (405, {"method": "PUT"}),
        (413, {"body": b"x" * (receiving.LONGEST + 1)}),
        (503, {"keeper": Kept(psycopg.OperationalError("gone"))}),
        (503, {"keeper": Kept(OSError("gone"))}),
    ],
)
def test_whoever_is_turned_away_leaves_nothing(status: int, how: dict) -> None:
    told, words, keeper = knock(**how)
    assert (told, keeper.rows) == (status, [])
    assert "gone" not in words


def test_signed_but_unreadable_is_kept_with_its_reason() -> None:
    status, words, keeper = knock(b"[]")
    assert status == 400
    assert keeper.rows[0].why in words


def test_a_greeting_is_answered() -> None:
    query = b"hub.mode=subscribe&hub.verify_token=twin-verify-token&hub.challenge=77"
    assert knock(method="GET", query=query)[:2] == (200, "77")


def test_whoever_waits_together_is_written_together_and_told_alike() -> None:
    async def walk(error: Exception | None):
        keeper, batches = keeping.Keeper(), []

        async def write(batch):
            batches.append(len(batch))
            await asyncio.sleep(0)
            if error and len(batch) > 1:
                raise error

        keeper._write = write
        told = await asyncio.gather(*(keeper.keep(n) for n in range(5)), return_exceptions=True)
        return batches, told

    assert asyncio.run(walk(None)) == ([5], [None] * 5)
    gone = psycopg.OperationalError("gone")
    assert asyncio.run(walk(gone)) == ([5], [gone] * 5)
    assert asyncio.run(walk(psycopg.DataError("one"))) == ([5, 1, 1, 1, 1, 1], [None] * 5)
