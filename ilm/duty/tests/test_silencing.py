"""Nobody silences the telephones by a row: shifts are planned by a supervisor, marked by their member."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError

from ilm.duty import ending
from ilm.duty.models import HandOver, Shift
from ilm.duty.tests import make
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def planted(desk: parties.Desk, who, **more: object) -> Shift:
    now = clock.now()
    return Shift(
        org_id=desk.org.pk, user_id=who.user_id, begins_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(days=365), time_zone="UTC", pattern=uuid4(),
        planned_by=desk.supervisor.user_id, **more,
    )  # fmt: skip


@pytest.mark.parametrize("role", ["case_worker", "interpreter"])
def test_whoever_plans_nobodys_shifts_plants_none_of_her_own(role: str) -> None:
    desk = parties.desk()
    who = parties.actor(role, desk.org)
    with pytest.raises(DatabaseError), entering("desk", who.user_id):
        planted(desk, who).save(force_insert=True)
    with entering("owner"):
        assert not Shift.objects.exists()


def test_she_marks_her_own_and_no_colleagues() -> None:
    desk = parties.desk()
    shift = make.on_shift(desk)
    other = parties.actor("case_worker", desk.org)
    with entering("desk", desk.worker.user_id):
        assert Shift.objects.filter(pk=shift.pk).update(rest_since=clock.now()) == 1
    with pytest.raises(DatabaseError), entering("desk", other.user_id):
        Shift.objects.filter(pk=shift.pk).update(ended_at=clock.now(), rest_since=None)


def test_nobody_takes_note_of_a_hand_over_in_anothers_name_or_writes_one() -> None:
    desk = parties.desk()
    shift = make.on_shift(desk)
    with entering("desk", desk.worker.user_id):
        note = ending.end(shift, text="mind her", unlocked=desk.unlocked, by=desk.worker)
    other = parties.actor("case_worker", desk.org)
    with pytest.raises(DatabaseError), entering("desk", other.user_id):
        HandOver.objects.update(seen_at=clock.now(), seen_by=desk.supervisor.user_id)
    note.pk = uuid4()
    with pytest.raises(DatabaseError), entering("desk", other.user_id):
        note.save(force_insert=True)
