"""Once a day: freeze what two people agreed to publish, and catch up on days that were missed."""

from datetime import date, timedelta

from ilm.access.actor import clock as the_clock
from ilm.insight.models import Release
from ilm.insight.publication import freeze, has_definition, newest
from ilm.kit import clock
from ilm.wall.entering import entering

DAY = timedelta(days=1)


def publish_daily() -> list[Release]:
    """Releases made now: none before two people signed, none twice for a day. A missed first day
    of a week or month is made up for, so that no cell misses its calendar."""
    with entering("jobs"):
        if not has_definition():
            return []
        last = newest()
    made = []
    for day in _due(last.as_of if last else None, clock.today()):
        made.append(publish(day))
    return made


def publish(as_of: date) -> Release:
    """One release of the state of `as_of`."""
    with entering("jobs"):
        return freeze(as_of=as_of, by=the_clock())


def _due(last: date | None, today: date) -> list[date]:
    if last is None:
        return [today]
    missed = (last + DAY * n for n in range(1, (today - last).days + 1))
    return [day for day in missed if day == today or day.day == 1 or day.weekday() == 0]
