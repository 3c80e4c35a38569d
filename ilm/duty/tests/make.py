"""Shifts to test with, planned and begun by the real verbs."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from ilm.access.actor import Actor
from ilm.duty import planning, presence
from ilm.duty.models import Shift
from ilm.kit import clock
from ilm.parties.tests.make import Desk
from ilm.wall.entering import entering

ZONE = "Asia/Bangkok"


def shift(desk: Desk, who: Actor | None = None, *, begins_in: int = 0, hours: int = 8) -> Shift:
    """One that begins in so many hours, on the hour; 0: the hour that runs."""
    now = clock.now().astimezone(ZoneInfo(ZONE)).replace(minute=0, second=0, microsecond=0)
    first = now + timedelta(hours=begins_in)
    with entering("desk", desk.supervisor.user_id):
        [made] = planning.plan(
            (who or desk.worker).user_id, on=first.date(), begins=first.time(),
            ends=(first + timedelta(hours=hours)).time(), zone=ZONE, by=desk.supervisor,
        )  # fmt: skip
    return made


def on_shift(desk: Desk, who: Actor | None = None, **more: int) -> Shift:
    """One that its member has begun."""
    who = who or desk.worker
    made = shift(desk, who, **more)
    with entering("desk", who.user_id):
        return presence.begin(made, by=who)
