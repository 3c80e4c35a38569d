"""Who is let in, what is kept, and what a provider is told, without a socket."""

import asyncio
import hashlib
import hmac
import json

import psycopg
import pytest

from ilm.channels import CHANNELS
from ilm.channels.whatsapp.adapter import WhatsApp
from ilm.faces.hooks import keeping, receiving
from ilm.talk.tests.make import SECRETS

CHANNEL = WhatsApp(**SECRETS["whatsapp"])
SPEAK = {"kannel": CHANNELS["kannel"](**SECRETS["kannel"])}
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
    body=GOOD,
    *,
    method="POST",
    path="/hooks/whatsapp/demo/",
    query=b"",
    keeper=None,
    messages=None,
    **head,
):
    """(status, words, what was kept)."""
    keeper, sent = keeper or Kept(), []
    mac = hmac.new(SECRETS["whatsapp"]["app_secret"].encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={mac}"} | head

    said = {"type": "http.request", "body": body, "more_body": False}

    async def receive():
        return (messages or [said])[0]

    async def send(message):
        sent.append(message)

    async def walk():
        intake = receiving.Intake()
        intake.keeper = keeper

        async def find(channel, name):
            keeper.asked = getattr(keeper, "asked", 0) + 1
            speaks = SPEAK.get(channel, CHANNEL)
            return receiving.Account("id", "org", speaks) if name == "demo" else None

        intake._find = find
        receiving._intakes[asyncio.get_running_loop()] = intake
        pairs = [(k.encode(), v.encode()) for k, v in headers.items()]
        scope = {"method": method, "path": path, "query_string": query, "headers": pairs}
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
        (400, {"messages": [{"type": "http.disconnect"}]}),
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


class Pen:
    """Writes batches, but for the numbers it cannot bear; `broken` breaks it altogether."""

    def __init__(self, keeper: keeping.Keeper, bad: set[int], broken: Exception | None = None):
        self.bad, self.broken, self.wrote = bad, broken, []
        keeper._write = self.write

    async def write(self, batch) -> None:
        await asyncio.sleep(0)
        if self.broken:
            raise self.broken
        numbers = [row for row, _ in batch]
        if self.bad.intersection(numbers):
            raise psycopg.DataError("not this one")
        self.wrote += numbers


def test_one_that_cannot_be_written_is_told_so_and_the_others_are_kept() -> None:
    async def walk():
        pen = Pen(keeper := keeping.Keeper(), {2})
        told = await asyncio.gather(*(keeper.keep(n) for n in range(4)), return_exceptions=True)
        return pen.wrote, [type(one) for one in told]

    none = type(None)
    assert asyncio.run(walk()) == ([0, 1, 3], [none, none, psycopg.DataError, none])


def test_a_provider_that_hung_up_keeps_nobody_waiting() -> None:
    async def walk():
        pen = Pen(keeper := keeping.Keeper(), set())
        gone, stays = (asyncio.create_task(keeper.keep(n)) for n in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        await stays
        return pen.wrote

    assert asyncio.run(walk()) == [0, 1]  # what had arrived is kept all the same


def test_a_defect_is_told_to_whoever_waits_and_the_next_is_kept() -> None:
    async def walk():
        pen = Pen(keeper := keeping.Keeper(), set(), KeyError("ours"))
        told = await asyncio.gather(keeper.keep(1), return_exceptions=True)
        flusher, pen.broken = keeper._flusher, None
        await asyncio.sleep(0)
        await keeper.keep(2)
        return [type(one) for one in told], type(flusher.exception()), pen.wrote

    assert asyncio.run(walk()) == ([KeyError], KeyError, [2])


class Book:
    """The accounts a keeper finds; counts how often it was asked."""

    def __init__(self, *rows) -> None:
        self.rows, self.asked = list(rows), 0

    async def ask(self, sql, given):
        self.asked += 1
        return self.rows.pop(0) if self.rows else None


def test_who_nobody_knows_is_asked_for_once_and_not_remembered_without_end(monkeypatch) -> None:
    monkeypatch.setattr(receiving, "MANY", 3)

    async def walk():
        intake = receiving.Intake()
        intake.keeper = book = Book()
        for name in ["a", "a", "b", "c", "d", "e"]:
            with pytest.raises(receiving.No, match="Nobody is here"):
                await intake._account("whatsapp", name)
        with pytest.raises(receiving.No, match="Nobody is here"):
            await intake._account("pigeon", "a")  # no channel of ours: no need to ask
        return book.asked, len(intake._known)

    asked, known = asyncio.run(walk())
    assert (asked, known <= 4) == (5, True)


def test_a_notice_with_an_endless_number_is_turned_away(monkeypatch) -> None:
    monkeypatch.setattr(receiving, "delivery_key", lambda channel, raw: "9" * 121)
    status, words, keeper = knock()
    assert (status, keeper.rows) == (400, [])
    assert "too long" in words


HERS = {"query": b"id=7&sender=%2B959000000001&ts=1795340780", "body": "လစာ".encode()}
SECRET = SECRETS["kannel"]["secret"]


def test_who_cannot_sign_shows_a_secret_in_the_path_which_is_not_kept() -> None:
    status, words, keeper = knock(path=f"/hooks/kannel/demo/{SECRET}/", **HERS)
    assert (status, words) == (200, "")  # words would go to her
    assert keeper.rows[0].body == HERS["query"] + b"\n" + HERS["body"]
    assert SECRET not in repr(keeper.rows[0])


def test_a_report_may_come_by_get() -> None:
    status, _, keeper = knock(
        b"", method="GET", path=f"/hooks/kannel/demo/{SECRET}/", query=b"part=7&status=1"
    )
    assert (status, len(keeper.rows)) == (200, 2)


@pytest.mark.parametrize(
    ("status", "path"),
    [
        (403, "/hooks/kannel/demo/guess/"),
        (403, "/hooks/kannel/demo//"),
        (404, "/hooks/kannel/demo/"),
        (404, f"/hooks/kannel/demo/{SECRET}"),
        (404, f"/hooks/kannel/demo/{SECRET}/more/"),
        (404, f"/hooks/whatsapp/demo/{SECRET}/"),
    ],
)
def test_without_the_right_path_nothing_is_kept_nor_told(status: int, path: str, caplog) -> None:
    told, words, keeper = knock(path=path, **HERS)
    assert (told, keeper.rows) == (status, [])
    assert SECRET not in words + caplog.text


@pytest.mark.parametrize(("share", "status"), [(0.009, 503), (0.011, 200)])
def test_on_a_full_disk_the_provider_sends_again(share, status, monkeypatch) -> None:
    monkeypatch.setattr(receiving.disk, "left", lambda folders: share)
    told, _, keeper = knock()
    assert (told, bool(keeper.rows)) == (status, status == 200)
