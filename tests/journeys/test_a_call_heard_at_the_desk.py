"""A worker telephones and is heard at the desk: a real phone, our gateway, our own application."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ilm.channels.http import HttpxClient
from ilm.faces.jobs.fetching import Fetcher
from ilm.faces.jobs.tests.make import parse_all
from ilm.parties.tests import make as parties
from ilm.talk import phoning
from ilm.talk.attaching import attachment_bytes
from ilm.talk.models import Attachment, Call, CallBack, Conversation
from ilm.talk.tests import make
from ilm.vault import deployment
from ilm.vault.opening import Reader
from ilm.wall.entering import entering
from tests.gateways.hotline import NUMBER, HotlineGateway
from tests.gateways.kannel import free_port, until
from tests.gateways.phone import NEEDS, Phone, is_here, share, silence, voice, write
from tests.test_walk_through_kannel import Web

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["owner"]),
    pytest.mark.skipif(not is_here(), reason=NEEDS),
]
HERS, THEIRS = voice(21, 4), voice(22, 4)
TOKEN = "twin-auth-token-of-the-hotline"


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.stop()


@pytest.fixture
def gateway(desk: parties.Desk, web: Web, tmp_path: Path, settings) -> Iterator[HotlineGateway]:
    door = free_port()
    settings.PUBLIC_URL = f"http://127.0.0.1:{web.port}"
    here = f"http://127.0.0.1:{door}"
    secrets = {"api_url": here, "auth_token": TOKEN, "sender": NUMBER, "languages": "en"}
    account = make.account(desk, "voice", account_sid="ACtest", **secrets)
    hook = f"{settings.PUBLIC_URL}/hooks/voice/{account.name}/"
    number = {"hook": hook, "ended": f"{hook}?step=ended", "account": "ACtest", "token": TOKEN}
    with HotlineGateway(
        tmp_path / "gateway", None, public=deployment.parse_public(), port=door,
        number=number, allow=["@127.0.0.1"],
    ) as gateway:  # fmt: skip
        yield gateway
    assert "959000000001" not in gateway.log()


def rows(model: type) -> list:
    with entering("owner"):
        return list(model.objects.all())


def fetched() -> list[Attachment]:
    parse_all()
    with HttpxClient(reaches=("127.0.0.1",)) as http:
        Fetcher(http).fetch_due()
    return [row for row in rows(Attachment) if row.state == "kept"]


def heard(desk: parties.Desk) -> np.ndarray:
    """What her recording sounds like at the desk."""
    with entering("desk", desk.supervisor.user_id):
        found = Attachment.objects.select_related("message").get()
        content, media_type = attachment_bytes(found, Reader(desk.unlocked))
    assert media_type == "audio/wav"
    return np.frombuffer(content[44 : len(content) // 2 * 2], "<i2").astype(float)


def test_her_words_are_in_the_inbox_and_nowhere_else(
    gateway: HotlineGateway, desk: parties.Desk, tmp_path: Path
) -> None:
    words = write(tmp_path / "words.wav", *[HERS] * 20)
    with Phone(tmp_path / "phone", words) as phone:
        phone.dial(gateway.address)
        phone.happened("CALL_ESTABLISHED")
        time.sleep(1)
        phone.press("1")  # leave a message
        until(lambda: [*(gateway.folder / "spool").glob("*.sealed")], "nothing is recorded")
        time.sleep(9)
        phone.press("#")
        time.sleep(0.5)
        phone.hang_up()
    until(fetched, "her words do not come")
    assert share(HERS, heard(desk)) > 0.6
    until(lambda: not [*(gateway.folder / "spool").iterdir()], "the gateway keeps her words")
    until(lambda: parse_all() or [c for c in rows(Call) if c.state == "ended"], "no end is told")
    [call], [thread] = rows(Call), rows(Conversation)
    assert (call.outcome, call.conversation_id, thread.channel) == ("message", thread.pk, "voice")
    assert rows(CallBack) == []


def test_killed_in_mid_sentence_she_is_heard_and_called_back(
    gateway: HotlineGateway, desk: parties.Desk, tmp_path: Path
) -> None:
    words = write(tmp_path / "words.wav", *[HERS] * 20)
    with Phone(tmp_path / "phone", words) as phone:
        phone.dial(gateway.address)
        phone.happened("CALL_ESTABLISHED")
        time.sleep(1)
        phone.press("1")
        until(lambda: [*(gateway.folder / "spool").glob("*.sealed")], "nothing is recorded")
        time.sleep(5)
        gateway.kill()
    gateway.start()
    until(fetched, "her words do not come")
    assert share(HERS[: len(HERS) // 2], heard(desk)) > 0.6
    [due] = rows(CallBack)
    assert due.because == "cut_off"


def test_she_reaches_somebody_and_two_stars_end_it_all(
    gateway: HotlineGateway, desk: parties.Desk, tmp_path: Path
) -> None:
    words = write(tmp_path / "words.wav", silence(4), HERS, silence(60))
    theirs = write(tmp_path / "theirs.wav", silence(2), THEIRS, silence(60))
    with (
        Phone(tmp_path / "agent", theirs, name="agent", answers=True) as agent,
        Phone(tmp_path / "phone", words) as phone,
    ):
        with entering("desk", desk.supervisor.user_id):
            phoning.take_calls(address=agent.address, by=desk.supervisor)
        phone.dial(gateway.address)
        phone.happened("CALL_ESTABLISHED")
        time.sleep(1)
        phone.press("2")
        agent.happened("CALL_ESTABLISHED")
        time.sleep(1)
        agent.press("1")
        time.sleep(9)
        phone.hang_up()
        agent.happened("CALL_CLOSED")
        assert share(THEIRS, phone.heard()) > 0.6
        until(lambda: parse_all() or [c for c in rows(Call) if c.state == "ended"], "no end")
        phone.dial(gateway.address)
        phone.happened("CALL_ESTABLISHED", times=2)
        time.sleep(1)
        phone.press("*", "*")
        until(lambda: [c for c in rows(Call) if c.outcome == "distress"], "no alarm")


def test_while_the_application_is_away_she_leaves_words_that_arrive_later(
    gateway: HotlineGateway, web: Web, desk: parties.Desk, tmp_path: Path
) -> None:
    words = write(tmp_path / "words.wav", *[HERS] * 20)
    web.stop()
    with Phone(tmp_path / "phone", words) as phone:
        phone.dial(gateway.address)
        phone.happened("CALL_ESTABLISHED", seconds=30)
        until(lambda: [*(gateway.folder / "spool").glob("*.sealed")], "nothing is recorded")
        time.sleep(7)
        phone.hang_up()
    assert rows(Conversation) == []
    web.start()
    until(fetched, "her words do not come", seconds=60)
    assert share(HERS, heard(desk)) > 0.6
    until(lambda: not [*(gateway.folder / "spool").glob("RE*")], "the gateway keeps her words")
    [thread] = rows(Conversation)
    assert thread.channel == "voice"
