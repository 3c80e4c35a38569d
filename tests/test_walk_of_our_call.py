"""We call her: inside her plan, the code first, and her keys are an answer like any other."""

# ruff: noqa: F811 - fixtures are imported by name

from datetime import timedelta

import pytest

from ilm.access import actor
from ilm.channels.http import HttpxClient
from ilm.faces.jobs.sending import Pace, Sender
from ilm.faces.jobs.tests.make import parse_all
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.talk import calling_back, checking_in, phoning, replying, safety
from ilm.talk.models import Call, CallBack, CheckIn, Conversation, Message, Part
from ilm.wall.entering import entering
from tests.gateways.calling import HER, OUR, Caller, take
from tests.test_walk_of_a_call import desk, hook, provider, rows, spoken  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner"])
CODE = "270418"


class Rung(Caller):
    """Her telephone, when we call."""

    def __init__(self, hook: str, placed: dict[str, str], sid: str) -> None:
        super().__init__(hook, sid=sid)
        self.placed = placed

    def tell(self, url: str = "", **more: str):
        ours = {"From": OUR, "To": HER, "Direction": "outbound-api"}
        return super().tell(url or self.placed["Url"], **ours | more)

    def end(self, status: str = "completed", seconds: int = 30) -> None:
        self.tell(self.placed["StatusCallback"], CallStatus=status, CallDuration=str(seconds))
        parse_all()


@pytest.fixture
def thread(hook) -> Conversation:
    caller = Caller(hook)
    caller.press(caller.hear(CallStatus="ringing"), "1")
    caller.end()
    return rows(Conversation)[0]


def plan(desk, thread, **more) -> None:
    with entering("desk", desk.supervisor.user_id):
        words = {"call_code": more.pop("code", CODE)}
        safety.keep_plan(
            thread.alias_id, org_id=desk.org_id, words=words, by=desk.supervisor, **more
        )


def its_hour_has_come() -> None:
    with entering("owner"):
        CallBack.objects.update(due_at=clock.now(), because="cut_off")  # at any hour of the day


def ask(thread) -> None:
    with entering("jobs"):
        checking_in.plan_check_ins(
            thread, about="disclosure", about_id=thread.pk, question="are_you_well",
            by=actor.clock(),
        )  # fmt: skip
        checking_in.ask_due()


def send_all() -> None:
    with HttpxClient(reaches=("127.0.0.1",)) as http:
        Sender(http, pace=Pace(lambda _: None)).send_due()


def test_her_keys_answer_a_check_in_after_the_right_code(hook, provider, desk, thread) -> None:
    plan(desk, thread)
    ask(thread)
    send_all()
    [placed] = provider.placed
    assert placed["To"] == HER
    her = Rung(hook, placed, "CAours1")
    first = her.hear()
    assert "code" not in str(placed)
    assert "well" not in spoken(first)
    wrong = her.press(first, "111111")
    assert "well" not in spoken(wrong)
    question = her.press(wrong, CODE)
    assert "safe and well" in spoken(question)
    her.press(question, "1")
    her.end()
    [one] = rows(CheckIn)
    assert (one.status, one.answer) == ("answered", "yes")
    assert [p.status for p in rows(Part)] == ["delivered"]
    [ours] = [c for c in rows(Call) if c.is_ours]
    assert (ours.state, ours.outcome) == ("ended", "answered")


def test_whoever_does_not_know_the_code_hears_nothing_and_answers_nothing(
    hook,
    provider,
    desk,
    thread,
) -> None:
    plan(desk, thread)
    ask(thread)
    send_all()
    her = Rung(hook, provider.placed[0], "CAours1")
    found = her.hear()
    for guess in ("1", "222222", "333333"):
        assert "well" not in spoken(found)
        found = her.press(found, guess)
    assert [each.tag for each in found] == ["Hangup"]
    her.end()
    assert rows(CheckIn)[0].status == "sent"


def test_nobody_picks_up_three_times_an_hour_apart_then_it_is_missed(
    hook,
    provider,
    desk,
    thread,
) -> None:
    plan(desk, thread)
    ask(thread)
    begun = clock.now()
    for hour in range(1, 5):
        send_all()
        Rung(hook, provider.placed[-1], f"CAours{len(provider.placed)}").end("no-answer", 0)
        with clock.set_to(begun + timedelta(minutes=61 * hour)), entering("jobs"):
            checking_in.ask_due()
            with entering("owner"):
                Part.objects.filter(status="queued").update(next_try_at=begun)
    assert len(provider.placed) == 3
    assert rows(CheckIn)[0].status == "missed"


def test_outside_her_plan_and_without_a_code_nobody_is_called(
    hook,
    provider,
    desk,
    thread,
) -> None:
    ask(thread)
    its_hour_has_come()
    [due] = rows(CallBack)
    assert rows(CheckIn)[0].status == "due"
    hour = clock.now().hour
    hours = {"from_hour": (hour + 2) % 23, "to_hour": (hour + 2) % 23 + 1, "time_zone": "Etc/UTC"}
    plan(desk, thread, **hours)
    with entering("desk", desk.supervisor.user_id):
        phoning.take_calls(address="sip:a@x.test", by=desk.supervisor)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="safe hours"):
        calling_back.call_now(due, unlocked=desk.unlocked, by=desk.supervisor)
    plan(desk, thread, worker_contacts_us_only=True)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="only she"):
        calling_back.call_now(due, unlocked=desk.unlocked, by=desk.supervisor)
    send_all()
    assert provider.placed == []


def test_she_is_put_through_to_whoever_called_and_then_is_due_no_more(
    hook,
    provider,
    desk,
    thread,
) -> None:
    its_hour_has_come()
    [due] = rows(CallBack)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="Switch on"):
        calling_back.call_now(due, unlocked=desk.unlocked, by=desk.supervisor)
    for member, where in ((desk.worker, "sip:w@x.test"), (desk.supervisor, "sip:s@x.test")):
        with entering("desk", member.user_id):
            phoning.take_calls(address=where, by=member)
    with entering("desk", desk.supervisor.user_id):
        calling_back.call_now(due, unlocked=desk.unlocked, by=desk.supervisor)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="an hour"):
        calling_back.call_now(rows(CallBack)[0], unlocked=desk.unlocked, by=desk.supervisor)
    send_all()
    her = Rung(hook, provider.placed[0], "CAours1")
    asked = her.hear()
    assert "asked for this call" in spoken(asked)
    through = her.press(asked, "1")
    assert [each.text for each in through.iter("Sip")] == ["sip:s@x.test"]
    [rung], before = through.iter("Sip"), len(rows(Message))
    assert len(take(rung)) == 0
    parse_all()
    assert rows(Conversation)[0].claimed_by == desk.supervisor.user_id
    her.end()  # nobody asks where a call goes on that she ended
    assert rows(CallBack)[0].status == "reached"
    assert len(rows(Message)) == before  # what we asked of her stands there already


def test_written_words_do_not_go_out_by_telephone(desk, thread) -> None:
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="telephone"):
        replying.reply(thread, text="They paid.", unlocked=desk.unlocked, by=desk.supervisor)


@pytest.mark.parametrize("code", ["123456", "111111", "12345", "abcdef", "121212"])
def test_a_code_that_is_easily_guessed_is_refused(desk, thread, code: str) -> None:
    with pytest.raises(Refused):
        plan(desk, thread, code=code)
