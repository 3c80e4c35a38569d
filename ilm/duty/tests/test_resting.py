"""A pause after two heavy ones in a row: what is heavy, what is one, when it is not offered."""

from datetime import timedelta
from uuid import uuid4

import pytest

from ilm.cases.models import Case
from ilm.cases.tests import make as cases
from ilm.duty import presence, resting
from ilm.duty.tests import make
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk import calling, phoning
from ilm.talk.models import Call, Conversation
from ilm.talk.tests import make as talk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def call(desk, *, outcome: str = "distress", thread: Conversation | None = None) -> Call:
    """A call that she had."""
    account, now = talk.account(desk, "voice"), clock.now()
    with entering("owner"):
        return Call.objects.create(
            org_id=desk.org_id, account_id=account.pk, sid=uuid4().hex, state="ended",
            outcome=outcome, agent=desk.worker.user_id, began_at=now, state_at=now, ended_at=now,
            conversation=thread or cases.message(desk).conversation,
        )  # fmt: skip


def case(desk, rank: int = 1) -> Case:
    """A case that she opened."""
    found = cases.case(desk)
    with entering("owner"):
        Case.objects.filter(pk=found.pk).update(urgency_rank=rank)
    return found


def offered(desk, **more: object) -> bool:
    with entering("desk", desk.worker.user_id):
        return resting.is_offered(desk.worker, **more)


def working() -> parties.Desk:
    desk = parties.desk()
    make.on_shift(desk)
    return desk


def test_two_calls_that_ended_by_a_sign_of_distress() -> None:
    desk = working()
    call(desk)
    assert not offered(desk)
    call(desk)
    assert offered(desk)


@pytest.mark.parametrize(("rank", "is_heavy"), [(0, True), (1, True), (2, False), (4, False)])
def test_two_cases_that_are_urgent_at_least(rank: int, is_heavy: bool) -> None:
    desk = working()
    case(desk, rank), case(desk, rank)
    assert offered(desk) is is_heavy


def test_a_light_one_between_them_is_a_rest() -> None:
    desk = working()
    case(desk), case(desk, 4), case(desk)
    assert not offered(desk)
    call(desk, outcome="talked")
    assert not offered(desk)


def test_a_call_and_the_case_that_came_of_it_are_one() -> None:
    desk = working()
    found = case(desk)
    with entering("owner"):
        thread = Conversation.objects.get(reports__case=found)
    call(desk, outcome="talked", thread=thread)
    call(desk, outcome="distress", thread=thread)
    assert not offered(desk)
    case(desk)
    assert offered(desk)


def test_a_call_that_she_wrote_down_counts_by_its_case() -> None:
    desk = working()
    case(desk)
    with entering("desk", desk.worker.user_id):
        calling.log_call(
            desk.org_id, number=None, language="my", text="She is locked in", by=desk.worker,
            began_at=clock.now(),
        )  # fmt: skip
    assert not offered(desk)  # no case yet: nothing says that it was heavy
    call(desk), call(desk)
    assert offered(desk)


def test_not_while_she_is_away_or_rests_and_not_again_after_it() -> None:
    desk = parties.desk()
    case(desk), case(desk)
    assert not offered(desk)
    row = make.on_shift(desk)
    assert offered(desk)
    with entering("desk", desk.worker.user_id):
        resting.take_a_break(by=desk.worker)
        assert not offered(desk)
        presence.come_back(presence.mine(desk.worker), by=desk.worker)
    assert not offered(desk)
    case(desk), case(desk)
    assert offered(desk)
    assert not offered(desk, declined_at=clock.now())
    with clock.set_to(min(clock.now() + resting.LATELY, row.ends_at) + timedelta(minutes=1)):
        assert not offered(desk)


def test_where_nobody_plans_shifts_her_telephone_is_switched_off() -> None:
    desk = parties.desk()
    with entering("desk", desk.worker.user_id):
        phoning.take_calls(address="sip:a@phones.test", by=desk.worker)
    call(desk), call(desk)
    assert offered(desk)
    with entering("desk", desk.worker.user_id):
        resting.take_a_break(by=desk.worker)
    assert not offered(desk)


def test_what_a_colleague_did_is_none_of_hers() -> None:
    desk = working()
    call(desk), call(desk)
    make.on_shift(desk, desk.supervisor)
    with entering("desk", desk.supervisor.user_id):
        assert not resting.is_offered(desk.supervisor)
