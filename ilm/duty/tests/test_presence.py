"""Marks on a shift: she begins, rests, comes back; nobody marks for her; whose telephone rings."""

from datetime import timedelta

import pytest

from ilm.duty import presence
from ilm.duty.models import GRACE, Shift
from ilm.duty.presence import Presence
from ilm.duty.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db


def test_she_begins_rests_and_comes_back() -> None:
    desk = parties.desk()
    row = make.on_shift(desk)
    with entering("desk", desk.worker.user_id):
        assert presence.presence(presence.mine(desk.worker)) is Presence.ON
        presence.rest(row, by=desk.worker)
        assert presence.presence(presence.mine(desk.worker)) is Presence.RESTING
        presence.come_back(row, by=desk.worker)
        assert presence.everybody(desk.supervisor).keys() == {desk.worker.user_id}
    assert presence.presence(None) is Presence.AWAY


def test_a_break_stands_in_no_ledger() -> None:
    desk = parties.desk()
    row = make.on_shift(desk)
    with entering("desk", desk.worker.user_id):
        presence.rest(row, by=desk.worker)
        presence.come_back(row, by=desk.worker)
    with entering("owner"):
        verbs = set(Entry.objects.filter(subject=f"duty.shift:{row.pk}").values_list("verb"))
    assert verbs == {("shift.planned",), ("shift.begun",)}


def test_nobody_marks_for_her() -> None:
    desk = parties.desk()
    row = make.shift(desk)
    with entering("desk", desk.supervisor.user_id):
        for act in (presence.begin, presence.rest, presence.come_back):
            with pytest.raises(Forbidden, match="nobody else"):
                act(row, by=desk.supervisor)


def test_not_too_early_not_twice_not_what_was_called_off() -> None:
    desk = parties.desk()
    later, now = make.shift(desk, begins_in=9), make.shift(desk)
    with entering("desk", desk.worker.user_id):
        with pytest.raises(Refused, match="too early"):
            presence.begin(later, by=desk.worker)
        with pytest.raises(Refused, match="not on this shift"):
            presence.rest(now, by=desk.worker)
        presence.begin(now, by=desk.worker)
        with pytest.raises(Refused, match="over, or was called off"):
            presence.begin(now, by=desk.worker)
        with clock.set_to(later.begins_at - timedelta(minutes=20)):
            assert presence.mine(desk.worker) is not None
            with pytest.raises(Refused, match="already"):
                presence.begin(later, by=desk.worker)


def test_a_shift_that_nobody_ended_runs_out() -> None:
    desk = parties.desk()
    row = make.on_shift(desk)
    with entering("desk", desk.worker.user_id):
        with clock.set_to(row.ends_at + GRACE - timedelta(seconds=1)):
            assert presence.mine(desk.worker)
        with clock.set_to(row.ends_at + GRACE):
            assert presence.mine(desk.worker) is None


def rung(desk) -> list[object]:
    """Members whose telephones a call would ring now."""
    now = clock.now()
    with entering("worker"):
        rows = ask(
            f"select user_id from talk_taking t where t.org_id = %(org)s and t.is_on"
            f" and {presence.RINGS}",
            {"org": desk.org_id, "now": now, **presence.rings_at(now)},
        )
    return [row[0] for row in rows]


def test_calls_ring_whoever_is_on_shift_once_shifts_are_planned() -> None:
    from ilm.talk import phoning

    desk = parties.desk()
    for who in (desk.worker, desk.supervisor):
        with entering("desk", who.user_id):
            phoning.take_calls(address="sip:a@phones.test", by=who)
    assert len(rung(desk)) == 2  # as ever
    make.shift(desk, desk.supervisor, begins_in=20)
    assert len(rung(desk)) == 2  # nothing has begun
    row = make.on_shift(desk)
    assert rung(desk) == [desk.worker.user_id]
    with entering("desk", desk.worker.user_id):
        presence.rest(row, by=desk.worker)
    assert rung(desk) == []
    with entering("owner"):
        Shift.objects.all().delete()
    assert len(rung(desk)) == 2


def test_a_rota_that_nobody_keeps_any_more_silences_no_telephone() -> None:
    from ilm.talk import phoning

    desk = parties.desk()
    with entering("desk", desk.supervisor.user_id):
        phoning.take_calls(address="sip:a@phones.test", by=desk.supervisor)
    row = make.on_shift(desk)
    assert rung(desk) == []
    with clock.set_to(row.ends_at + presence.KEPT_UP):
        assert rung(desk) == [desk.supervisor.user_id]
