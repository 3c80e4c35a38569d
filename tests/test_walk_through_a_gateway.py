"""A worker telephones: a real telephone, our gateway, the hooks, a database, an agent's telephone."""

import io
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import uvicorn

from ilm.channels.http import HttpxClient
from ilm.faces.hooks.receiving import hooks
from ilm.faces.jobs.fetching import Fetcher
from ilm.faces.jobs.sending import Pace, Sender
from ilm.faces.jobs.tests.make import parse_all
from ilm.parties.tests import make as parties
from ilm.talk import safety
from ilm.talk.accounts import open_account
from ilm.talk.attaching import attachment_bytes
from ilm.talk.models import Attachment, Call, CallBack, CheckIn, Conversation
from ilm.talk.tests.make import SECRETS
from ilm.vault import deployment
from ilm.vault.opening import Reader
from ilm.wall.entering import entering
from tests.gateways.calling import TOKEN
from tests.gateways.hotline import HotlineGateway
from tests.gateways.kannel import free_port, until
from tests.gateways.phone import NEEDS, Phone, is_here, share, silence, voice, write
from tests.test_walk_of_our_call import ask

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["owner"]),
    pytest.mark.skipif(not is_here(), reason=NEEDS),
]
HERS, THEIRS = voice(2, 4), voice(3, 4)


class House:
    """Where the gateway asks: the hooks, over real HTTP."""

    def __init__(self) -> None:
        self.port = free_port()
        config = uvicorn.Config(hooks, port=self.port, lifespan="off", log_level="critical")
        self.server = uvicorn.Server(config)
        self.running = threading.Thread(target=self.server.run, daemon=True)
        self.running.start()
        until(lambda: self.server.started, "the hooks do not listen")

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def stop(self) -> None:
        self.server.should_exit = self.server.force_exit = True
        self.running.join(8)


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


@pytest.fixture
def gateway(desk, phone, tmp_path: Path, settings) -> Iterator[HotlineGateway]:
    house = House()
    settings.PUBLIC_URL = house.at("")
    hook = house.at("/hooks/voice/walk/")
    number = {"hook": hook, "ended": f"{hook}?step=ended", "account": "AC0001", "token": TOKEN}
    trunk = {"domain": f"127.0.0.1:{phone.port}"}  # it knows one number: hers
    allow = ["+959", "@127.0.0.1"]
    gateway = HotlineGateway(tmp_path / "gw", None, number=number, allow=allow, sip=trunk,
                             public=deployment.parse_public())  # fmt: skip
    given = SECRETS["voice"] | {"api_url": f"http://127.0.0.1:{gateway.door}", "languages": "my"}
    with entering("desk", desk.supervisor.user_id):
        open_account(desk.org_id, channel="voice", name="walk", label="Hotline",
                     credentials=given, by=desk.supervisor)  # fmt: skip
    with gateway:
        yield gateway
    house.stop()


@pytest.fixture
def words(tmp_path: Path) -> Path:
    return write(tmp_path / "words.wav", *[HERS] * 12, silence(60))


@pytest.fixture
def phone(tmp_path: Path, words: Path) -> Iterator[Phone]:
    with Phone(tmp_path / "phone", words, answers=True) as phone:
        yield phone


def rows(model: type) -> list:
    with entering("owner"):
        return list(model.objects.all())


def fetched(desk) -> np.ndarray:
    """Her words, as they are heard at the desk."""

    def kept() -> bool:
        parse_all()
        with HttpxClient(reaches=("127.0.0.1",)) as http:
            Fetcher(http).fetch_due()
        return [a.state for a in rows(Attachment)] == ["kept"]

    until(kept, "no recording came", seconds=30)
    with entering("desk", desk.supervisor.user_id):
        found = Attachment.objects.select_related("message").get()
        content, _ = attachment_bytes(found, Reader(desk.unlocked))
    with wave.open(io.BytesIO(content)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)


def in_place(state: str) -> None:
    until(lambda: [c.state for c in rows(Call)] == [state], f"never {state}", seconds=45)


def over() -> Call:
    def ended() -> list:
        parse_all()
        return [c for c in rows(Call) if c.state == "ended"]

    return until(ended, "the end is not told", seconds=30)[0]


def test_she_leaves_a_message_and_it_is_heard_at_the_desk(gateway, phone, desk) -> None:
    phone.dial(gateway.address)
    in_place("menu")
    phone.press("1")
    in_place("recording")
    time.sleep(2)
    until(lambda: [*(gateway.folder / "spool").glob("*.sealed")], "nothing is recorded", seconds=40)
    time.sleep(10)
    phone.press("#")
    in_place("menu")
    phone.hang_up()
    assert over().outcome == "message"
    assert share(HERS, fetched(desk)) > 0.7
    assert [*(gateway.folder / "spool").iterdir()] == []
    [thread] = rows(Conversation)
    assert (thread.channel, thread.language, thread.unread) == ("voice", "my", 2)


def test_the_line_breaks_and_what_she_said_is_there(gateway, phone, desk) -> None:
    phone.dial(gateway.address)
    in_place("menu")
    phone.press("1")
    until(lambda: [*(gateway.folder / "spool").glob("*.sealed")], "nothing is recorded", seconds=40)
    time.sleep(4)
    phone.hang_up()
    assert over().outcome == "cut_off"
    assert len(fetched(desk)) > 2 * 8000
    assert [due.because for due in rows(CallBack)] == ["cut_off"]


def test_killed_in_mid_sentence_what_she_said_is_there_marked(gateway, phone, desk) -> None:
    phone.dial(gateway.address)
    in_place("menu")
    phone.press("1")
    until(lambda: [*(gateway.folder / "spool").glob("*.sealed")], "nothing is recorded", seconds=40)
    time.sleep(4)
    gateway.kill()
    gateway.start()
    assert len(fetched(desk)) > 2 * 8000


def test_two_stars_alarm_the_desk(gateway, phone, desk) -> None:
    phone.dial(gateway.address)
    in_place("menu")
    phone.press("*", "*")
    phone.happened("CALL_CLOSED")
    assert over().outcome == "distress"


def test_she_is_asked_by_telephone_and_answers_by_keys(gateway, phone, desk) -> None:
    phone.dial(gateway.address)
    in_place("menu")
    phone.hang_up()
    over()
    [thread] = rows(Conversation)
    words = {"call_code": "270418"}
    with entering("desk", desk.supervisor.user_id):
        safety.keep_plan(thread.alias_id, org_id=desk.org_id, words=words, by=desk.supervisor)
    ask(thread)
    with HttpxClient() as http:
        assert Sender(http, pace=Pace(lambda _: None)).send_due() == 1
    until(lambda: "menu" in [c.state for c in rows(Call) if c.is_ours], "she is not rung")
    time.sleep(2)
    phone.press(*"270418")
    time.sleep(3)
    phone.press("1")

    def answered() -> bool:
        parse_all()
        return [one.answer for one in rows(CheckIn)] == ["yes"]

    until(answered, "no answer came", seconds=30)
