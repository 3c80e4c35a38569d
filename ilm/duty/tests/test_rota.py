"""A week as its reader sees it, and the hours in which nobody speaks a language."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ilm.duty import planning, rota
from ilm.duty.tests import make
from ilm.kit import clock
from ilm.parties.models import Member
from ilm.parties.tests import make as parties
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
UTC = ZoneInfo("UTC")
MONDAY = date(2026, 3, 23)


def at(hour: int) -> datetime:
    return datetime(2026, 3, 23, tzinfo=UTC) + timedelta(hours=hour)


def test_spans_that_touch_are_one_and_what_is_left_is_a_gap() -> None:
    spans = rota.merged([(at(9), at(12)), (at(2), at(4)), (at(4), at(6)), (at(10), at(11))])
    assert spans == [(at(2), at(6)), (at(9), at(12))]
    assert rota.without(spans, at(0), at(12)) == [(at(0), at(2)), (at(6), at(9))]
    assert rota.without([], at(0), at(1)) == [(at(0), at(1))]
    assert rota.without([(at(0), at(1))], at(0), at(1)) == []


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [("America/New_York", 0, "17:00"), ("Asia/Bangkok", 1, "04:00"), ("Europe/Berlin", 0, "22:00")],
)
def test_a_shift_stands_on_the_day_that_its_reader_has(zone: str, day: int, begins: str) -> None:
    desk = parties.desk()
    with clock.set_to(at(0)), entering("desk", desk.supervisor.user_id):
        planning.plan(
            desk.worker.user_id, on=MONDAY, begins=time(22), ends=time(6), zone="Europe/Berlin",
            by=desk.supervisor,
        )  # fmt: skip
        days = rota.week(desk.worker, first=MONDAY, zone=zone)
        [found] = days[day].shifts
    assert sum(len(each.shifts) for each in days) == 1
    assert f"{found.begins:%H:%M}" == begins
    assert f"{found.there_begins:%H:%M}" == "22:00"
    assert found.is_elsewhere is (zone != "Europe/Berlin")
    assert found.is_mine


def test_one_that_began_the_evening_before_stands_on_the_first_day() -> None:
    desk = parties.desk()
    with clock.set_to(at(0)), entering("desk", desk.supervisor.user_id):
        planning.plan(
            desk.worker.user_id, on=MONDAY, begins=time(22), ends=time(6), zone="UTC",
            by=desk.supervisor,
        )  # fmt: skip
        days = rota.week(desk.worker, first=MONDAY + timedelta(days=1), zone="UTC")
        assert len(days[0].shifts) == 1
        assert days[0].shifts[0].crosses


def test_hours_covered_and_gaps_language_by_language() -> None:
    desk = parties.desk()  # speaks en, my
    with clock.set_to(at(0)):
        with entering("desk", desk.worker.user_id):
            planning.keep_card(zone="UTC", languages=["my"], by=desk.worker)
        with entering("desk", desk.supervisor.user_id):
            assert rota.cover(desk.supervisor) == []
            for day in (0, 1):
                planning.plan(
                    desk.worker.user_id, on=MONDAY + timedelta(days=day), begins=time(8),
                    ends=time(20), zone="UTC", by=desk.supervisor,
                )  # fmt: skip
            english, burmese = rota.cover(desk.supervisor)
    assert (english.language, english.hours, english.speakers) == ("en", 0, [])
    assert (burmese.language, burmese.hours, burmese.of) == ("my", 24, 168)
    assert burmese.gaps == [(at(0), at(8)), (at(20), at(32)), (at(44), at(168))]


def test_who_left_is_on_no_rota_and_covers_nothing() -> None:
    desk = parties.desk()
    make.shift(desk)
    with entering("owner"):
        Member.objects.filter(user_id=desk.worker.user_id).update(is_active=False)
    with entering("desk", desk.supervisor.user_id):
        days = rota.week(desk.supervisor, first=clock.today() - timedelta(days=3), zone="UTC")
        assert not any(each.shifts for each in days)
        assert rota.cover(desk.supervisor)[1].hours == 0
