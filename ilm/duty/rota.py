"""The team's rota: who works when, in the reader's zone, and when nobody speaks a language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.duty.caseload import SPEAKS
from ilm.duty.models import Card, Shift
from ilm.kit import clock
from ilm.wall.entering import ask

AHEAD: Final = timedelta(days=7)
USUAL_ZONE: Final = "UTC"  # of who has written down none
Span = tuple[datetime, datetime]

WANTED: Final = """
select unnest(languages) from parties_organisation where id = %(org)s
union
select language from talk_conversation
 where org_id = %(org)s and language <> '' and unread > 0
order by 1
"""


@dataclass(frozen=True)
class Planned:
    """A shift as a reader sees it: in her zone, and at the wall's time it was planned at."""

    row: Shift
    name: str
    begins: datetime
    ends: datetime
    there_begins: datetime
    there_ends: datetime
    is_mine: bool

    @property
    def is_elsewhere(self) -> bool:
        """Whether the two clocks differ on that day."""
        return self.begins.utcoffset() != self.there_begins.utcoffset()

    @property
    def crosses(self) -> bool:
        """Whether it ends on another day than it begins, where she reads it."""
        return self.begins.date() != self.ends.date()


@dataclass(frozen=True)
class Day:
    """One day of the reader, and the shifts that begin in it."""

    on: date
    shifts: list[Planned]


@dataclass(frozen=True)
class Cover:
    """One language: who speaks it, how many of the hours ahead somebody is planned who does, and
    the gaps."""

    language: str
    speakers: list[str]
    hours: float
    of: float
    gaps: list[Span]


@dataclass(frozen=True)
class Speaker:
    """A member of the desk, and the languages she speaks; none: nobody wrote them down."""

    user_id: UUID
    name: str
    role: str
    languages: tuple[str, ...]


def zone_of(by: Actor) -> str:
    """The zone she reads times in: her card's."""
    rows = Card.objects.visible_to(by).filter(user_id=by.person)
    return rows.values_list("time_zone", flat=True).first() or USUAL_ZONE


def speakers(by: Actor) -> dict[UUID, Speaker]:
    """Every active member of the desk that the actor sees."""
    rows = ask(
        f"with {SPEAKS} select user_id, called, role, languages from speaks order by called",  # noqa: S608
        {"org": by.organisation},
    )
    return {row[0]: Speaker(row[0], row[1], row[2], tuple(row[3])) for row in rows}


def week(by: Actor, *, first: date, zone: str) -> list[Day]:
    """Seven days of the reader from `first` on. An interpreter sees her own shifts."""
    by.must(Permission.SHIFT_WORK)
    here = ZoneInfo(zone)
    days = [first + timedelta(days=n) for n in range(7)]
    since = datetime.combine(days[0], time.min, tzinfo=here)
    until = datetime.combine(days[-1] + timedelta(days=1), time.min, tzinfo=here)
    names = {user: each.name for user, each in speakers(by).items()}
    rows = Shift.objects.visible_to(by).standing().between(since, until).order_by("begins_at")
    found = [_planned(row, names[row.user_id], here, by) for row in rows if row.user_id in names]
    begun = [(max(each.begins.date(), days[0]), each) for each in found]
    return [Day(on, [each for begins, each in begun if begins == on]) for on in days]


def _planned(row: Shift, name: str, here: ZoneInfo, by: Actor) -> Planned:
    there = ZoneInfo(row.time_zone)
    return Planned(
        row,
        name,
        row.begins_at.astimezone(here),
        row.ends_at.astimezone(here),
        row.begins_at.astimezone(there),
        row.ends_at.astimezone(there),
        row.user_id == by.user_id,
    )


def cover(by: Actor) -> list[Cover]:
    """The next seven days, language by language: those that the organisation says it speaks and
    those that people wait in. Empty where no shift is planned at all."""
    by.must(Permission.CASE_READ)
    now = clock.now()
    rows = list(Shift.objects.visible_to(by).standing().between(now, now + AHEAD))
    if not rows:
        return []
    known = speakers(by)
    wanted = [language for (language,) in ask(WANTED, {"org": by.organisation})]
    return [_covered(language, rows, known, now) for language in wanted]


def _covered(
    language: str, rows: Iterable[Shift], known: dict[UUID, Speaker], now: datetime
) -> Cover:
    able = {user for user, each in known.items() if language in each.languages}
    spans = merged([_span(row, now) for row in rows if row.user_id in able and not row.ended_at])
    gaps = without(spans, now, now + AHEAD)
    hours = sum((ends - begins for begins, ends in spans), timedelta()) / timedelta(hours=1)
    names = [known[user].name for user in known if user in able]
    return Cover(language, names, round(hours, 1), AHEAD / timedelta(hours=1), gaps)


def _span(row: Shift, now: datetime) -> Span:
    return max(row.begins_at, now), min(row.ends_at, now + AHEAD)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time, as few spans that do not touch."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        elif begins < ends:
            found.append((begins, ends))
    return found


def without(spans: Iterable[Span], begins: datetime, ends: datetime) -> list[Span]:
    """What is left of the time from `begins` to `ends` between these merged spans."""
    found, at = [], begins
    for first, last in spans:
        if at < first:
            found.append((at, first))
        at = last
    return [*found, (at, ends)] if at < ends else found
