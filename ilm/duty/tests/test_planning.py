"""Shifts at the wall's time of a zone: midnight, summer time, weeks, overlap; who may; who sees."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ilm.duty import planning
from ilm.duty.models import Card, HandOver, Shift
from ilm.duty.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make as parties
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db
UTC = ZoneInfo("UTC")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
BERLIN = "Europe/Berlin"  # summer time from 29 March 2026, 02:00, to 25 October 2026, 03:00


def planned(desk, **given: object) -> list[Shift]:
    told = {
        "on": date(2026, 3, 23), "begins": time(9), "ends": time(17), "zone": BERLIN, "weeks": 1,
    } | given  # fmt: skip
    with clock.set_to(NOW), entering("desk", desk.supervisor.user_id):
        return planning.plan(desk.worker.user_id, by=desk.supervisor, **told)


@pytest.mark.parametrize(
    ("on", "begins", "ends", "zone", "first", "hours"),
    [
        (date(2026, 3, 23), time(9), time(17), BERLIN, "2026-03-23 08:00", 8),
        (date(2026, 3, 30), time(9), time(17), BERLIN, "2026-03-30 07:00", 8),
        (date(2026, 3, 28), time(22), time(6), BERLIN, "2026-03-28 21:00", 7),  # an hour is skipped
        (date(2026, 10, 24), time(22), time(6), BERLIN, "2026-10-24 20:00", 9),  # one comes twice
        (date(2026, 3, 29), time(2, 30), time(10), BERLIN, "2026-03-29 01:30", 6.5),  # no such time
        (date(2026, 10, 25), time(2, 30), time(10), BERLIN, "2026-10-25 00:30", 8.5),  # the first
        (date(2026, 12, 31), time(23), time(7), "Asia/Kathmandu", "2026-12-31 17:15", 8),
        (date(2026, 3, 1), time(0), time(8), "Pacific/Kiritimati", "2026-02-28 10:00", 8),
    ],
)
def test_the_walls_time_becomes_an_instant(on, begins, ends, zone, first, hours) -> None:
    since, until = planning.instants(on, begins, ends, zone)
    assert f"{since:%Y-%m-%d %H:%M}" == first
    assert until - since == timedelta(hours=hours)


def test_a_week_after_week_keeps_the_walls_time_over_summer_time() -> None:
    rows = planned(parties.desk(), weeks=3)
    assert [f"{r.begins_at:%d %H:%M}" for r in rows] == ["23 08:00", "30 07:00", "06 07:00"]
    assert {r.begins_at.astimezone(ZoneInfo(BERLIN)).hour for r in rows} == {9}
    assert len({r.pattern for r in rows}) == 1


def test_two_at_a_time_are_refused_in_a_sentence_and_nothing_is_planned() -> None:
    desk = parties.desk()
    planned(desk, on=date(2026, 3, 30))
    with pytest.raises(Refused, match="has a shift then already: Mon 30 Mar 09:00 to Mon 30 Mar"):
        planned(desk, begins=time(16), ends=time(23), weeks=2)
    with entering("owner"):
        assert Shift.objects.count() == 1
    assert planned(desk, on=date(2026, 3, 30), begins=time(17), ends=time(19))  # one after another


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"zone": "Mars/Base"}, "time zone"),
        ({"weeks": 27}, "26 weeks"),
        ({"ends": time(9)}, "longer than 16 hours"),
        ({"on": date(2026, 3, 1)}, "is over"),
    ],
)
def test_what_no_shift_can_be(given, why) -> None:
    with pytest.raises(Refused, match=why):
        planned(parties.desk(), **given)


def test_only_a_supervisor_plans_and_only_for_her_own_desk() -> None:
    desk, other = parties.desk(), parties.desk()
    told = {"on": date(2099, 1, 1), "begins": time(9), "ends": time(17), "zone": BERLIN}
    with entering("desk", desk.worker.user_id), pytest.raises(Forbidden):
        planning.plan(desk.worker.user_id, by=desk.worker, **told)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="your desk"):
        planning.plan(other.worker.user_id, by=desk.supervisor, **told)


def test_one_or_all_that_follow_are_called_off_but_none_that_has_begun() -> None:
    desk = parties.desk()
    rows = planned(desk, weeks=4)
    with clock.set_to(NOW), entering("desk", desk.supervisor.user_id):
        assert planning.call_off(rows[0], by=desk.supervisor) == 1
        assert planning.call_off(rows[2], is_rest=True, by=desk.supervisor) == 2
        assert [r.pk for r in Shift.objects.visible_to(desk.supervisor).standing()] == [rows[1].pk]
    with entering("desk", desk.worker.user_id), pytest.raises(Forbidden):
        planning.call_off(rows[1], by=desk.worker)
    begun = make.on_shift(desk)
    with entering("desk", desk.supervisor.user_id), pytest.raises(Refused, match="has begun"):
        planning.call_off(begun, by=desk.supervisor)


def test_a_card_is_her_own() -> None:
    desk = parties.desk()
    with entering("desk", desk.worker.user_id):
        planning.keep_card(zone="Asia/Yangon", languages=["my", "en"], by=desk.worker)
        planning.keep_card(zone="Asia/Yangon", languages=["my"], by=desk.worker)
        for no in ({"zone": "?"}, {"languages": ["xx"]}):
            with pytest.raises(Refused):
                planning.keep_card(**{"zone": BERLIN, "languages": []} | no, by=desk.worker)
    with entering("owner"):
        assert [(c.time_zone, c.languages) for c in Card.objects.all()] == [("Asia/Yangon", ["my"])]


def test_no_other_organisation_partner_or_login_sees_a_row() -> None:
    desk, other = parties.desk(), parties.desk()
    make.shift(desk)
    supplier, interpreter = parties.actor("supplier"), parties.actor("interpreter", desk.org)
    count = "select (select count(*) from duty_shift), (select count(*) from duty_handover)"
    with entering("desk", desk.worker.user_id):
        assert ask(count) == [(1, 0)]
    for who in (other.worker, interpreter):
        with entering("desk", who.user_id):
            assert ask(count) == [(0, 0)]
            assert not Shift.objects.visible_to(who).exists()
            assert not HandOver.objects.visible_to(who).exists()
    for face, who in (("respondent", supplier.user_id), ("buyer", None), ("public", None)):
        for table in ("duty_shift", "duty_card", "duty_handover"):
            with pytest.raises(Exception, match="permission denied"), entering(face, who):
                ask(f"select count(*) from {table}")


def test_who_writes_sql_marks_nobody_elses_shift() -> None:
    desk = parties.desk()
    row = make.shift(desk, desk.supervisor)
    with (
        pytest.raises(Exception, match="row-level security"),
        entering("desk", desk.worker.user_id),
    ):
        ask("update duty_shift set begun_at = now() where id = %s returning id", [row.pk])


def test_old_ones_are_forgotten() -> None:
    desk = parties.desk()
    make.shift(desk)
    with entering("jobs"):
        assert planning.drop_old() == 0
    with clock.set_to(clock.now() + planning.KEPT_FOR + timedelta(days=1)), entering("jobs"):
        assert planning.drop_old() == 1
