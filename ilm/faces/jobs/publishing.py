"""Once a day: freeze what two people agreed to publish, and catch up on days that were missed."""

from datetime import date, timedelta

from ilm.access.actor import clock as the_clock
from ilm.insight.models import Rehearsal, Release
from ilm.insight.publication import freeze, newest, tried
from ilm.insight.rehearsing import rehearse
from ilm.insight.signing import signed_definition
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.wall.entering import entering

DAY = timedelta(days=1)


def publish_daily() -> list[Release]:
    """Releases made now: none while what would go out is unsigned, none twice for a day, also where
    the gate said no. A missed first day of a week or month is made up for, so that no cell misses
    its calendar. Whoever may sign is told at the desk (`insight.standing.news`)."""
    with entering("jobs"):
        try:
            definition = signed_definition()
        except Refused:
            return []
        last, known = newest(), tried(definition)
    days = _due(last.as_of if last else None, clock.today())
    return [publish(day) for day in days if day not in known]


def rehearse_asked() -> Rehearsal | None:
    """One rehearsal that a supervisor asked for."""
    with entering("jobs"):
        return rehearse(by=the_clock())


def publish(as_of: date) -> Release:
    """One release of the state of `as_of`."""
    with entering("jobs"):
        return freeze(as_of=as_of, by=the_clock())


def _due(last: date | None, today: date) -> list[date]:
    if last is None:
        return [today]
    missed = (last + DAY * n for n in range(1, (today - last).days + 1))
    return [day for day in missed if day == today or day.day == 1 or day.weekday() == 0]
