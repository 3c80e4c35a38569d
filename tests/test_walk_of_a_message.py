"""A worker writes on WhatsApp and reads an answer: real HTTP, every process's own login."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from ilm.channels.http import HttpxClient
from ilm.faces.hooks.receiving import hooks
from ilm.faces.jobs import parsing
from ilm.faces.jobs.sending import Pace, Sender
from ilm.faces.jobs.tests.make import parse_all
from ilm.parties.tests import make as parties
from ilm.talk.accounts import open_account
from ilm.talk.models import Conversation, Delivery, Message, Part
from ilm.talk.reading import inbox, thread
from ilm.talk.replying import reply
from ilm.vault.opening import Reader
from ilm.wall.entering import entering
from tests.twins import Twin

HERE = ("127.0.0.1",)

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner"])
WORKER = "959000000001"


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    config = uvicorn.Config(hooks, port=number, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield number
    server.should_exit = True
    running.join(5)


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


@pytest.fixture
def twin(port: int, desk: parties.Desk) -> Iterator[Twin]:
    with Twin(target=f"http://127.0.0.1:{port}", account="demo") as twin:
        with entering("desk", desk.supervisor.user_id):
            open_account(
                desk.org_id,
                channel="whatsapp",
                name="demo",
                label="Demo",
                credentials=twin.whatsapp.account,
                by=desk.supervisor,
            )
        yield twin


def rows(model: type) -> list:
    with entering("owner"):
        return list(model.objects.all())


def send_all() -> None:
    with HttpxClient(reaches=HERE) as http:
        sender = Sender(http, pace=Pace(lambda _: None))
        while sender.send_due():
            pass


def test_words_come_in_and_the_answer_goes_out(twin: Twin, desk: parties.Desk) -> None:
    side = twin.whatsapp
    assert side.say(WORKER, "နှစ်လလုံး လစာ မရသေးပါဘူး။", id="wamid.1").status == 200
    assert side.say(WORKER, "နှစ်လလုံး လစာ မရသေးပါဘူး။", id="wamid.1").status == 200
    assert parse_all() >= 1
    assert rows(Delivery) == []
    with entering("desk", desk.worker.user_id):
        [conversation] = inbox(desk.worker)
        [shown] = thread(conversation, Reader(desk.unlocked))
        assert shown.text == "နှစ်လလုံး လစာ မရသေးပါဘူး။"
        reply(conversation, text="We are here.", unlocked=desk.unlocked, by=desk.worker)
    send_all()
    assert side.ledger.texts(WORKER) == ["We are here."]
    [part] = rows(Part)
    assert (part.status, part.text, part.address) == ("accepted", None, None)
    side.receipts(side.ledger.shown[0].external_id, "read", "delivered", key=str(part.pk))
    parse_all()
    assert rows(Part)[0].status == "read"
    assert {m.state for m in rows(Message)} == {"received", "read"}


def test_who_may_knock(twin: Twin) -> None:
    side = twin.whatsapp
    body = side.body([side.written(WORKER, "hello")])
    assert side.introduce() == (200, "1158201444")
    assert side.introduce(verify_token="wrong").status == 403
    assert side.deliver(body, secret="old").status == 403
    assert side.deliver(body, flip=True).status == 403
    assert rows(Delivery) == []
    side.hook += "x"
    assert side.deliver(body).status in (404, 405)


def test_signed_but_not_readable_is_kept_with_its_reason(twin: Twin) -> None:
    heard = twin.whatsapp.deliver(b'{"object": "page"}')
    assert heard.status == 400
    assert "WhatsApp business account" in heard.text
    [kept] = rows(Delivery)
    assert kept.failed_because
    assert parse_all() == 0


def test_too_long_a_body_is_not_read(twin: Twin) -> None:
    assert twin.whatsapp.deliver(b"x" * (1024 * 1024 + 1)).status == 413


def test_one_broken_delivery_does_not_hold_up_the_others(twin: Twin, monkeypatch) -> None:
    side = twin.whatsapp
    for n in range(3):
        side.say(f"95900000000{n}", "hello")
    whole = parsing._opened
    bad = rows(Delivery)[1].pk

    def breaks(delivery: parsing.Waiting) -> bytes:
        if delivery.id == bad:
            raise ValueError
        return whole(delivery)

    monkeypatch.setattr(parsing, "_opened", breaks)
    parse_all()
    assert len(rows(Message)) == 2
    [left] = rows(Delivery)
    assert (left.failed_because, left.tries) == ("ValueError", 1)
    monkeypatch.undo()
    parsing.try_again()
    parse_all()
    assert len(rows(Message)) == 3


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("429", "waiting"),
        ("drop", "unknown"),
        ("drop-after", "unknown"),
        ("window", "held"),
        ("blocked", "failed"),
        ("unauthorised", "waiting"),
    ],
)
def test_a_fault_of_the_provider(twin: Twin, desk: parties.Desk, fault: str, status: str) -> None:
    twin.whatsapp.say(WORKER, "hello")
    parse_all()
    with entering("desk", desk.worker.user_id):
        reply(Conversation.objects.get(), text="Hello.", unlocked=desk.unlocked, by=desk.worker)
    twin.whatsapp.ledger.fail_next(fault)
    send_all()
    [part] = rows(Part)
    assert part.status == status
    assert (part.text is None) == (status not in ("waiting", "held"))
    send_all()
    assert len(twin.whatsapp.ledger.texts(WORKER)) == (fault == "drop-after")
