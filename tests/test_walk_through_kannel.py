"""A worker texts and reads an answer: a real Kannel, an SMPP operator, every process's own login."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from ilm.channels.errors import SendError
from ilm.channels.http import HttpxClient
from ilm.channels.kannel.adapter import Kannel
from ilm.channels.kannel.trying import trouble
from ilm.channels.texting import counted
from ilm.faces.hooks.receiving import hooks
from ilm.faces.jobs.sending import Pace, Sender
from ilm.faces.jobs.tests.make import parse_all
from ilm.parties.tests import make as parties
from ilm.talk.accounts import hook_url, open_account
from ilm.talk.models import Conversation, Delivery, Part
from ilm.talk.reading import thread
from ilm.talk.replying import reply
from ilm.vault.opening import Reader
from ilm.wall.entering import entering
from tests.gateways.kannel import NEEDS, KannelGateway, free_port, is_here, until
from tests.gateways.operator import MobileOperator

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["owner"]),
    pytest.mark.skipif(not is_here(), reason=NEEDS),
]
HER, OUR = "+959000000001", "1800"
REPORT = "ကျွန်တော့်အလုပ်ရှင်က လစာသုံးလ မပေးပါဘူး။ ပတ်စပို့လည်း သိမ်းထားပါတယ်။ ကူညီပေးပါ။ စက်ရုံက ဘန်ကောက်မှာပါ။ 😀"
ANSWER = (
    "သင့်စာကို လက်ခံရရှိပါပြီ။ ၂၄ နာရီအတွင်း ပြန်လည်ဆက်သွယ်ပေးပါမည်။ အရေးပေါ်ဖြစ်ပါက အခမဲ့ဖုန်းခေါ်ဆိုပါ။ လျှို့ဝှက်စွာ ထိန်းသိမ်းပါမည်။"
)

HERE = ("127.0.0.1",)
WORDS = (REPORT[:9], ANSWER[:9], "ကူညီပါ", "Who?")


class Web:
    """The hooks over real HTTP; can be away for a while, on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        config = uvicorn.Config(hooks, port=self.port, lifespan="off", log_level="critical")
        self.server = uvicorn.Server(config)
        self.running = threading.Thread(target=self.server.run, daemon=True)
        self.running.start()
        until(lambda: self.server.started, "the hooks do not listen")

    def stop(self) -> None:
        self.server.should_exit = self.server.force_exit = True
        self.running.join(8)


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.stop()


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


@pytest.fixture
def line(web: Web, desk: parties.Desk, tmp_path, settings) -> Iterator[KannelGateway]:
    settings.PUBLIC_URL = f"http://127.0.0.1:{web.port}"
    with MobileOperator(free_port()) as operator:
        secret = "s3cret-of-this-walk-through"
        hook = f"{settings.PUBLIC_URL}/hooks/kannel/walk/{secret}/"
        with KannelGateway(tmp_path, operator, hook=hook) as line:
            with entering("desk", desk.supervisor.user_id):
                account = open_account(
                    desk.org_id, channel="kannel", name="walk", label="SMS",
                    credentials=line.account | {"secret": secret}, by=desk.supervisor,
                )  # fmt: skip
            assert hook_url(account) == hook
            yield line
    told = [word for word in (HER[1:], secret, line.password, *WORDS) if word in line.logs()]
    assert told == []  # whoever reads Kannel's logs learns nothing


def rows(model: type) -> list:
    with entering("owner"):
        return list(model.objects.all())


def said(desk: parties.Desk) -> list[str]:
    with entering("desk", desk.supervisor.user_id):
        for one in Conversation.objects.all():
            return [turn.text for turn in thread(one, Reader(desk.unlocked))]
    return []


def send_all() -> None:
    with HttpxClient(reaches=HERE) as http:
        sender = Sender(http, pace=Pace(lambda _: None))
        while sender.send_due():
            pass


def arrived(number: int) -> list:
    return until(lambda: len(found := rows(Delivery)) >= number and found, "nothing arrived")


def test_words_in_parts_come_whole_and_the_answer_goes_out(line: KannelGateway, desk) -> None:
    line.operator.say(HER, OUR, REPORT, order=(2, 1))
    arrived(1)
    parse_all()
    [one] = rows(Conversation)
    with entering("desk", desk.supervisor.user_id):
        reply(one, text=ANSWER, unlocked=desk.unlocked, by=desk.supervisor)
    send_all()
    phone = until(lambda: line.operator.phones.get(HER[1:]), "she got nothing")
    until(lambda: len(phone.parts) > 1, "she got half of it")
    assert phone.text == ANSWER
    assert len(phone.parts) == counted(ANSWER).parts == 2

    def is_there() -> bool:
        parse_all()
        return rows(Part)[0].status == "delivered"

    until(is_there, "no report came")
    assert said(desk) == [REPORT, ANSWER]


def test_what_meets_a_web_server_that_is_away_comes_later_and_once(
    web: Web, line: KannelGateway, desk
) -> None:
    web.stop()
    line.operator.say(HER, OUR, "ကူညီပါ")
    time.sleep(1)
    assert rows(Delivery) == []
    web.start()
    arrived(1)
    parse_all()
    assert said(desk) == ["ကူညီပါ"]


def test_whoever_stops_smsbox_before_us_loses_nothing(web: Web, line: KannelGateway, desk) -> None:
    """Bearerbox keeps it on its disk; smsbox alone would hold it in memory until we are back."""
    line.kill("smsbox")
    web.stop()
    line.operator.say(HER, OUR, "ကူညီပါ")
    web.start()
    line.keep_up()
    arrived(1)
    parse_all()
    assert said(desk) == ["ကူညီပါ"]


def test_a_number_that_is_none_fails_and_says_so(line: KannelGateway, desk) -> None:
    line.operator.say("+0000000001", OUR, "hello")
    arrived(1)
    parse_all()
    with entering("desk", desk.supervisor.user_id):
        reply(rows(Conversation)[0], text="Who?", unlocked=desk.unlocked, by=desk.supervisor)
    send_all()

    def has_failed() -> bool:
        parse_all()
        return rows(Part)[0].status == "failed"

    until(has_failed, "no report came")
    assert rows(Part)[0].failed_because == "code_dlr-2"


def test_the_try_asks_a_real_kannel(line: KannelGateway) -> None:
    def told(**wrong: str) -> str:
        account = line.account | {"secret": "x" * 20} | wrong
        with HttpxClient(reaches=HERE) as http:
            return trouble(Kannel(**account), http=http)

    assert told() == ""
    assert "user-allow-ip" in told(password="wrong")
    assert "/cgi-bin/sendsms" in told(send_url=f"http://127.0.0.1:{line.send_port}/sms")
    with socket.socket() as free, pytest.raises(SendError):
        free.bind(("127.0.0.1", 0))
        told(send_url=f"http://127.0.0.1:{free.getsockname()[1]}/cgi-bin/sendsms")
    assert line.operator.phones == {}
