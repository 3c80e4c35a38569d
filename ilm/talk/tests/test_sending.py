"""A part goes out once, when it is due, in order, and only while her plan still allows it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from ilm.channels.base import Outgoing, Sent
from ilm.channels.base import Part as Call
from ilm.channels.base import Receipt as Told
from ilm.channels.errors import Broken, Malformed, Retry, Stopped, Unknown
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk import safety
from ilm.talk.accounts import resume_account
from ilm.talk.models import ChannelAccount, Message, Part
from ilm.talk.receipts import hear_receipt
from ilm.talk.replying import reply
from ilm.talk.sending import LoopGuard, due_parts, send_part, settle, sweep, why_not
from ilm.talk.tests import make
from ilm.talk.traffic import traffic_of
from ilm.vault.models import StandingAddress
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


class Provider:
    """Takes what it is given, or fails as told."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.took = error, []

    def render(self, message: Outgoing) -> list[Call]:
        return [Call(number=1, of=1, text=message.text, payload={"to": message.address})]

    def send(self, part: Call, *, key, http) -> Sent:
        if self.error:
            raise self.error
        self.took.append((part.payload["to"], part.text))
        return Sent(f"wamid.{key}")


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


def answered(desk, *texts: str, channel: str = "whatsapp"):
    conversation = make.conversation(desk, account=make.account(desk, channel))
    with entering("desk", desk.worker.user_id):
        for text in texts or ("We are here.",):
            reply(conversation, text=text, unlocked=desk.unlocked, by=desk.worker)
    return conversation


def go(provider: Provider, guard: LoopGuard | None = None) -> list[Part]:
    with entering("sender"):
        taken = due_parts(10)
        for part in taken:
            copy = StandingAddress.objects.filter(alias_id=part.alias_id).first()
            settle(
                part,
                why_not(part, clock.now())
                or send_part(part, provider, None, copy=copy, guard=guard),
            )
    return taken


def parts() -> list[Part]:
    with entering("owner"):
        return list(Part.objects.order_by("not_after", "number"))


def test_it_goes_once_in_order_and_nothing_is_left_of_it(desk) -> None:
    answered(desk, "one", "two")
    provider = Provider()
    while go(provider):
        pass
    assert provider.took == [(make.WORKER, "one"), (make.WORKER, "two")]
    assert [(p.status, p.text) for p in parts()] == [("accepted", None)] * 2


@pytest.mark.parametrize(
    ("error", "status", "because"),
    [
        (Retry(3), "waiting", ""),
        (Unknown("?"), "unknown", "no_answer"),
        (Stopped("x"), "failed", "stopped"),
        (Malformed("9"), "failed", "malformed"),
        (Broken("token"), "waiting", ""),
    ],
)
def test_what_an_error_does(desk, error: Exception, status: str, because: str) -> None:
    answered(desk)
    go(Provider(error))
    [part] = parts()
    assert (part.status, part.failed_because) == (status, because)
    with entering("owner"):
        assert bool(ChannelAccount.objects.get().paused_because) == isinstance(error, Broken)
        assert Message.objects.get(is_inward=False).state == status


def test_what_a_broken_account_held_goes_at_once_when_it_is_resumed(desk) -> None:
    answered(desk, "one", "two")
    with time_machine.travel(clock.now(), tick=False) as now:
        go(Provider(Broken("The token has ended.")))
        now.shift(timedelta(hours=2))
        assert go(Provider()) == []
        with entering("desk", desk.supervisor.user_id):
            at = ChannelAccount.objects.get()
            assert traffic_of([at])[at.pk].waiting == 2
            resume_account(at, by=desk.supervisor)
        provider = Provider()
        while go(provider):
            pass
        assert provider.took == [(make.WORKER, "one"), (make.WORKER, "two")]


def test_resumed_a_minute_after_it_broke_it_need_not_wait_an_hour(desk) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        answered(desk)
        go(Provider(Broken("The token has ended.")))
        now.shift(timedelta(minutes=1))
        with entering("desk", desk.supervisor.user_id):
            resume_account(ChannelAccount.objects.get(), by=desk.supervisor)
        assert len(go(provider := Provider())) == 1
        assert provider.took == [(make.WORKER, "We are here.")]


def test_the_account_tells_how_it_fares(desk) -> None:
    answered(desk)
    go(Provider(Malformed("9")))
    with entering("desk", desk.supervisor.user_id):
        at = ChannelAccount.objects.get()
        fares = traffic_of([at])[at.pk]
    assert fares.failed == {"malformed": 1}
    assert (fares.sent_at, fares.waiting, fares.unknown, fares.unread) == (None, 0, 0, 0)


def test_where_the_provider_takes_a_key_once_a_silence_is_followed_by_the_same_again(desk) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        answered(desk, channel="line")
        go(Provider(Unknown("?")))
        [part] = parts()
        assert part.status == "waiting"
        now.move_to(part.next_try_at)
        with entering("sender"):
            assert [p.pk for p in due_parts(10)] == [part.pk]
        now.shift(timedelta(minutes=5))  # and nobody finished that call either
        with entering("sender"):
            assert sweep() == 1
        [part] = parts()
        now.move_to(part.next_try_at)
        provider = Provider()
        assert [p.pk for p in go(provider)] == [part.pk]
        assert provider.took == [(make.WORKER, "We are here.")]
    assert parts()[0].status == "accepted"


def test_a_silence_that_lasts_until_it_is_stale_is_not_called_failed(desk) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        answered(desk, channel="line")
        [part] = parts()
        now.move_to(part.not_after - timedelta(seconds=1))
        go(Provider(Unknown("?")))
    assert (parts()[0].status, parts()[0].failed_because) == ("unknown", "no_answer")


def test_it_waits_longer_each_time_and_gives_up_when_it_is_stale(desk) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        answered(desk)
        waits = []
        for _ in range(6):
            go(Provider(Retry(1)))
            [part] = parts()
            waits.append((part.next_try_at - clock.now()).total_seconds())
            now.move_to(part.next_try_at)
        assert [5 <= waits[0] <= 6, 30 <= waits[1] <= 36, 3600 <= waits[5] <= 4320] == [True] * 3
        now.shift(timedelta(days=2))
        go(Provider())
    assert (parts()[0].status, parts()[0].failed_because) == ("failed", "stale")


def test_the_plan_is_read_again_before_each_try(desk) -> None:
    conversation = answered(desk)
    with entering("desk", desk.worker.user_id):
        safety.keep_plan(
            conversation.alias_id, org_id=desk.org_id, worker_contacts_us_only=True, by=desk.worker
        )
    provider = Provider()
    go(provider)
    assert provider.took == []
    assert parts()[0].failed_because == "plan_forbids"


def test_a_call_nobody_finished_becomes_unknown_never_queued(desk) -> None:
    answered(desk)
    with entering("sender"):
        assert len(due_parts(10)) == 1
    with time_machine.travel(clock.now() + timedelta(minutes=5)), entering("sender"):
        assert sweep() == 1
        assert due_parts(10) == []
    assert (parts()[0].status, parts()[0].text) == ("unknown", None)


def test_we_do_not_talk_to_ourselves(desk) -> None:
    guard, part = LoopGuard(), Part(alias_id=uuid4(), is_bulk=False)
    now = clock.now()
    assert [guard.lets(part, "hello", now) for _ in range(6)] == [True] * 5 + [False]
    assert guard.lets(part, "hello", now + timedelta(minutes=6))
    part.is_bulk = True
    assert [guard.lets(part, str(n), now) for n in range(21)] == [True] * 20 + [False]
    answered(desk, *["same"] * 6)
    provider = Provider()
    fresh = LoopGuard()
    while go(provider, fresh):
        pass
    assert len(provider.took) == 5


def test_receipts_only_go_forward(desk) -> None:
    answered(desk)
    go(Provider())
    [part] = parts()
    told = Told(external_id=f"wamid.{part.pk}", status="read", at=clock.now())
    with entering("parse"):
        assert hear_receipt(part.account_id, told) is not None
        for late in ("delivered", "sent", "read", "failed"):
            assert hear_receipt(part.account_id, replace(told, status=late)) is None
        assert hear_receipt(part.account_id, replace(told, external_id="of somebody else")) is None
    assert parts()[0].status == "read"


def test_a_receipt_settles_what_was_unknown(desk) -> None:
    answered(desk)
    go(Provider(Unknown("?")))
    [part] = parts()
    told = Told(
        external_id="wamid.x", status="failed", at=clock.now(), code="131026", key=str(part.pk)
    )
    with entering("parse"):
        hear_receipt(part.account_id, told)
    assert (parts()[0].status, parts()[0].failed_because) == ("failed", "code_131026")
