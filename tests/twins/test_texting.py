"""The channels of texts against their twins, over real HTTP, as far as the database."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from ilm.channels import CHANNELS
from ilm.channels.africas_talking import trying as talking
from ilm.channels.http import HttpxClient
from ilm.channels.twilio import trying as twilio
from ilm.faces.hooks.receiving import hooks
from ilm.faces.jobs.sending import Pace, Sender
from ilm.faces.jobs.tests.make import parse_all
from ilm.parties.tests import make as parties
from ilm.talk.accounts import open_account
from ilm.talk.models import Conversation, Delivery, Message, Part
from ilm.talk.replying import reply
from ilm.wall.entering import entering
from tests.twins.texting import TalkingTwin, TextTwin, TwilioTwin

HERE = ("127.0.0.1",)

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner"])
HER = "+959000000001"
TWINS = {"twilio": TwilioTwin, "africas-talking": TalkingTwin}
TRIES = {"twilio": twilio.trouble, "africas-talking": talking.trouble}
FAR = {"twilio": ("delivered", "sent"), "africas-talking": ("Success", "Submitted")}


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


@pytest.fixture
def home(settings) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(hooks, port=port, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.01)
    settings.PUBLIC_URL = f"http://127.0.0.1:{port}"
    yield settings.PUBLIC_URL
    server.should_exit = True
    running.join(5)


@pytest.fixture(params=TWINS)
def name(request) -> str:
    return request.param


@pytest.fixture
def twin(name: str, home: str, desk: parties.Desk) -> Iterator[TextTwin]:
    end = f"{TalkingTwin.secret}/" if name == "africas-talking" else ""
    with TWINS[name](hook=f"{home}/hooks/{name}/demo/{end}") as twin:
        with entering("desk", desk.supervisor.user_id):
            open_account(
                desk.org_id, channel=name, name="demo", label="SMS", credentials=twin.account,
                by=desk.supervisor,
            )  # fmt: skip
        yield twin


def rows(model: type) -> list:
    with entering("owner"):
        return list(model.objects.all())


def answer(desk: parties.Desk, text: str) -> None:
    with entering("desk", desk.supervisor.user_id):
        reply(rows(Conversation)[0], text=text, unlocked=desk.unlocked, by=desk.supervisor)


def send_all() -> None:
    with HttpxClient(answer=2, reaches=HERE) as http:
        sender = Sender(http, pace=Pace(lambda _: None))
        while sender.send_due():
            pass


def test_words_come_in_once_and_the_answer_goes_out_once(name, twin, desk) -> None:
    same = {"sid": "SM7"} if name == "twilio" else {"name": "5f0c-7"}
    for _ in range(2):
        heard = twin.say(HER, "လစာ မရ 😀", **same)
        assert heard.status == 200
        assert "ok" not in heard.text  # a provider would text it to her
    parse_all()
    twin.say(HER, "လစာ မရ 😀", **same)  # once more, when the first is parsed and gone
    parse_all()
    assert len(rows(Message)) == 1
    answer(desk, "ကူညီပါမည်")
    send_all()
    assert twin.ledger.texts(HER) == ["ကူညီပါမည်"]
    twin.report(HER, *FAR[name])  # the later one first
    parse_all()
    assert rows(Part)[0].status == "delivered"


def test_who_is_not_the_provider_leaves_nothing(name, twin) -> None:
    if name == "twilio":
        assert twin.say(HER, "x", token="old-token").status == 403
    else:
        twin.hook = twin.hook.replace(TalkingTwin.secret, "guess")
        assert twin.say(HER, "x").status == 403
    assert rows(Delivery) == []


@pytest.mark.parametrize(
    ("fault", "status"), [("429", "waiting"), ("500", "unknown"), ("drop-after", "unknown")]
)
def test_what_was_perhaps_sent_is_never_sent_again(fault, status, name, twin, desk) -> None:
    twin.say(HER, "hello")
    parse_all()
    answer(desk, "We heard you.")
    twin.ledger.fail_next(fault)
    send_all()
    send_all()
    assert rows(Part)[0].status == status
    assert len(twin.ledger.texts(HER)) == (fault == "drop-after")


def test_a_report_settles_what_nobody_answered(name, twin, desk) -> None:
    if name != "twilio":
        pytest.skip("Africa's Talking hands nothing of ours back")
    twin.say(HER, "hello")
    parse_all()
    answer(desk, "We heard you.")
    twin.ledger.fail_next("drop-after")
    send_all()
    assert rows(Part)[0].status == "unknown"
    twin.report(HER, "delivered")
    parse_all()
    assert rows(Part)[0].status == "delivered"


def test_who_stopped_is_written_to_no_more(name, twin, desk) -> None:
    twin.say(HER, "hello")
    parse_all()
    answer(desk, "We heard you.")
    twin.blocked.add(HER)
    send_all()
    [part] = rows(Part)
    assert (part.status, part.failed_because) == ("failed", "stopped")


def test_the_try_asks_them(name, twin) -> None:
    secret = "auth_token" if name == "twilio" else "api_key"
    with HttpxClient(reaches=HERE) as http:
        assert TRIES[name](CHANNELS[name](**twin.account), http=http) == ""
        assert secret in TRIES[name](CHANNELS[name](**twin.account | {secret: "x"}), http=http)
