"""When somebody is called back: inside her plan and her wish, not at night, three times."""

from datetime import UTC, datetime, timedelta

import pytest

from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make as parties
from ilm.talk import calling_back, phoning, ringing, safety
from ilm.talk.models import Call, CallBack
from ilm.talk.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)  # three in the morning in Bangkok
DAWN = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)


def thread(desk):
    return make.conversation(desk, account=make.account(desk, "voice"), address="+959000000001")


def wanted(conversation, because: str = "missed", wish: str = "", at: datetime = NIGHT):
    with clock.set_to(at), entering("parse"):
        return calling_back.want_call(conversation, because=because, wish=wish)


def plan(desk, conversation, **limits):
    with entering("desk", desk.supervisor.user_id):
        safety.keep_plan(conversation.alias_id, org_id=desk.org_id, by=desk.supervisor, **limits)


@pytest.mark.parametrize(
    ("because", "wish", "hours"),
    [("missed", "", 4), ("silent", "", 4), ("cut_off", "", 0), ("asked", "morning", 4),
     ("asked", "afternoon", 9), ("asked", "evening", 14)],
)  # fmt: skip
def test_nobody_without_a_plan_is_rung_at_night_unless_the_line_broke(
    because: str, wish: str, hours: int
) -> None:
    due = wanted(thread(parties.desk()), because, wish)
    assert due.due_at == NIGHT + timedelta(hours=hours)


def test_a_wish_for_the_evening_is_none_for_the_next_morning() -> None:
    desk = parties.desk()
    hers = thread(desk)
    due = wanted(hers, "asked", "evening")
    with clock.set_to(due.due_at), entering("desk", desk.worker.user_id):
        assert calling_back.when(due) == due.due_at
    morning = due.due_at + timedelta(hours=14)
    with clock.set_to(morning), entering("desk", desk.worker.user_id):
        assert calling_back.when(due) == due.due_at + timedelta(days=1)


def test_her_plan_comes_before_every_wish() -> None:
    desk = parties.desk()
    hers = thread(desk)
    plan(desk, hers, from_hour=2, to_hour=5)
    assert wanted(hers).due_at == NIGHT
    assert wanted(hers, "asked", "evening") is None
    plan(desk, hers, worker_contacts_us_only=True)
    assert wanted(hers, "asked", "any") is None
    other = thread(desk)
    plan(desk, other, channels=["whatsapp"])
    assert wanted(other) is None


def test_one_is_due_at_a_time_and_a_wish_takes_its_place() -> None:
    hers = thread(parties.desk())
    first, again, wish = wanted(hers), wanted(hers, "silent"), wanted(hers, "asked", "evening")
    assert first.pk == again.pk == wish.pk
    with entering("owner"):
        [due] = CallBack.objects.all()
    assert (due.because, due.wish, due.due_at) == ("asked", "evening", NIGHT + timedelta(hours=14))


def test_three_calls_an_hour_apart_and_no_more() -> None:
    desk = parties.desk()
    hers = thread(desk)
    wanted(hers)
    with entering("desk", desk.worker.user_id):
        phoning.take_calls(address="+66810000000", by=desk.worker)

    def call(at: datetime):
        with clock.set_to(at), entering("desk", desk.worker.user_id):
            due = CallBack.objects.get()
            return calling_back.call_now(due, unlocked=desk.unlocked, by=desk.worker)

    with pytest.raises(Refused, match="not the hour"):
        call(NIGHT)
    for n in range(3):
        assert call(DAWN + timedelta(minutes=61 * n)).state == "queued"
        with pytest.raises(Refused, match=r"less than an hour|three times"):
            call(DAWN + timedelta(minutes=61 * n + 30))
    with pytest.raises(Refused, match="three times"):
        call(DAWN + timedelta(hours=9))
    with entering("owner"):
        ours = Call.objects.filter(is_ours=True)
        assert {(c.state, c.spoken, c.agent) for c in ours} == {
            ("planned", "talk", desk.worker.user_id)
        }


def test_who_may_say_what_came_of_it() -> None:
    desk, other = parties.desk(), parties.desk()
    due = wanted(thread(desk))
    with entering("desk", other.worker.user_id), pytest.raises(Forbidden):
        calling_back.settle(due, "reached", by=other.worker)
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Refused):
            calling_back.settle(due, "nonsense", by=desk.worker)
        assert calling_back.settle(due, "given_up", by=desk.worker).status == "given_up"


def test_a_call_whose_end_nobody_told_is_over_at_last() -> None:
    desk = parties.desk()
    account, now = make.account(desk, "voice"), clock.now()
    ages = {"menu": 11, "waiting": 170, "talking": 190, "planned": 900}
    with entering("owner"):
        for state, minutes in ages.items():
            at = now - timedelta(minutes=minutes)
            Call(org_id=desk.org_id, account_id=account.pk, state=state, began_at=at,
                 state_at=at).save(force_insert=True)  # fmt: skip
    with entering("jobs"):
        assert ringing.end_lost() == 2
        assert {c.state for c in Call.objects.coded()} == {"ended", "waiting", "planned"}


@pytest.mark.parametrize("address", ["ann", "sip:ann", "0812345678", "+66 81", "tel:+66810000000"])
def test_an_address_that_no_telephone_has_is_refused(address: str) -> None:
    desk = parties.desk()
    with entering("desk", desk.worker.user_id), pytest.raises(Refused):
        phoning.take_calls(address=address, by=desk.worker)
