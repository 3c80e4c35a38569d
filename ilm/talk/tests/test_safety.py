"""Her plan says when and how; outside it nothing goes, and the sentence says why."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make as parties
from ilm.talk import safety
from ilm.talk.models import SafePlan
from ilm.talk.tests import make
from ilm.wall.entering import entering


def plan(**fields: object) -> SafePlan:
    return SafePlan(**({"time_zone": "Asia/Bangkok"} | fields))


def at(hour: int, day: int = 2) -> datetime:
    """Half past an hour in Bangkok, on a day of March 2026; the second is a Monday."""
    return datetime(2026, 3, day, hour, 30, tzinfo=ZoneInfo("Asia/Bangkok")).astimezone(UTC)


@pytest.mark.parametrize(
    ("fields", "hour", "allowed"),
    [
        ({}, 3, True),
        ({"from_hour": 18, "to_hour": 22}, 19, True),
        ({"from_hour": 18, "to_hour": 22}, 22, False),
        ({"from_hour": 22, "to_hour": 5}, 23, True),
        ({"from_hour": 22, "to_hour": 5}, 4, True),
        ({"from_hour": 22, "to_hour": 5}, 12, False),
        ({"weekdays": [6]}, 12, False),
        ({"weekdays": [0]}, 12, True),
        ({"worker_contacts_us_only": True}, 12, False),
        ({"channels": ["phone"]}, 12, False),
        ({"channels": ["whatsapp"]}, 12, True),
    ],
)
def test_when_a_message_may_reach_her(fields: dict, hour: int, allowed: bool) -> None:
    why = safety.may_send(plan(**fields), channel="whatsapp", at=at(hour))
    assert (why is None) == allowed
    assert why is None or why.endswith(".")


def test_nobody_asked_her_yet() -> None:
    assert safety.may_send(None, channel="whatsapp", at=at(3)) is None
    assert safety.next_window(None, at(3)) == at(3)


def test_the_next_window_is_the_first_safe_instant() -> None:
    evening = plan(from_hour=18, to_hour=22)
    assert safety.next_window(evening, at(19)) == at(19)
    assert safety.next_window(evening, at(23)) == at(18, 3).replace(minute=0)
    sunday = plan(weekdays=[6], from_hour=9, to_hour=10)
    assert safety.next_window(sunday, at(12)) == at(9, 8).replace(minute=0)
    assert safety.next_window(plan(worker_contacts_us_only=True), at(12)) is None
    night = plan(from_hour=22, to_hour=5, weekdays=[1])
    assert safety.next_window(night, at(23)) == at(0, 3).replace(minute=0)


@pytest.mark.django_db
def test_a_plan_is_kept_once_and_its_words_are_sealed() -> None:
    desk = parties.desk()
    alias = make.conversation(desk).alias_id
    with entering("desk", desk.worker.user_id):
        first = safety.keep_plan(
            alias, org_id=desk.org_id, from_hour=18, to_hour=22,
            words={"code_word": "mango"}, is_phone_shared=True, by=desk.worker,
        )  # fmt: skip
        again = safety.keep_plan(
            alias, org_id=desk.org_id, words={"code_word": "papaya"}, by=desk.worker
        )
        assert first.pk == again.pk
        kept = SafePlan.objects.get()
        assert b"papaya" not in bytes(kept.words)
        assert safety.words_of(kept, make.reader(desk)) == {"code_word": "papaya"}
        assert safety.plan_of(alias).from_hour == 0
    assert kept.is_phone_shared


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"from_hour": 9, "to_hour": 9},
        {"to_hour": 25},
        {"weekdays": [7]},
        {"time_zone": "Mars/Base"},
        {"may_sing": True},
    ],
)
def test_a_plan_that_is_none_is_refused(wrong: dict) -> None:
    desk = parties.desk()
    with entering("desk", desk.worker.user_id), pytest.raises(Refused):
        safety.keep_plan(make.anonymous(desk), org_id=desk.org_id, by=desk.worker, **wrong)


@pytest.mark.django_db
def test_who_may_keep_a_plan() -> None:
    desk, other = parties.desk(), parties.desk()
    interpreter = parties.actor("interpreter", desk.org)
    for by in (other.worker, interpreter):
        with entering("desk", by.user_id), pytest.raises(Forbidden):
            safety.keep_plan(desk.org_id, org_id=desk.org_id, by=by)
