"""Shifts on the rota: planned at the wall's time of a named zone, week by week, called off."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, available_timezones

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.duty.models import Card, Shift
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.language.languages import LANGUAGES
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.wall.entering import ask, atomic, tell

LONGEST: Final = timedelta(hours=16)
WEEKS: Final = 26
KEPT_FOR: Final = timedelta(days=92)  # who worked when is nobody's file


def instants(on: date, begins: time, ends: time, zone: str) -> tuple[datetime, datetime]:
    """Begin and end as instants. An end that is not later in the day is the next day's.

    An hour that the clock skips counts from before the change; one that it shows twice is the
    first of the two.
    """
    here = ZoneInfo(zone)
    over = on if ends > begins else on + timedelta(days=1)
    first, last = (datetime.combine(*each, tzinfo=here) for each in ((on, begins), (over, ends)))
    utc = ZoneInfo("UTC")
    return first.astimezone(utc), last.astimezone(utc)


def plan(
    member: UUID, *, on: date, begins: time, ends: time, zone: str, weeks: int = 1, by: Actor
) -> list[Shift]:
    """A shift, and the same by the wall's clock in each of the following weeks.

    Refused where she has one at that time already, in whichever week: then none is planned.
    """
    by.must(Permission.SHIFT_PLAN)
    must_be_zone(zone)
    name = _called(member, by)
    if not 1 <= weeks <= WEEKS:
        raise Refused(f"Repeat it for {WEEKS} weeks at most.")
    pattern, made = uuid4(), []
    with atomic():
        _one_at_a_time(member)
        for week in range(weeks):
            first, last = instants(on + timedelta(weeks=week), begins, ends, zone)
            _must_fit(first, last)
            must_be_free(member, first, last, zone, name, by)
            row = Shift(
                org_id=by.organisation, user_id=member, begins_at=first, ends_at=last,
                time_zone=zone, pattern=pattern, planned_by=by.person,
            )  # fmt: skip
            row.save(force_insert=True)
            made.append(row)
        record(made[0], "shift.planned", by=by, member=member, weeks=weeks)
    return made


def call_off(shift: Shift, *, is_rest: bool = False, by: Actor) -> int:
    """It does not take place; with `is_rest` those that follow in its pattern neither. How many.

    Refused once it has begun.
    """
    by.must(Permission.SHIFT_PLAN)
    if by.org_id != shift.org_id:
        raise Forbidden("This shift is another organisation's.")
    if shift.begun_at is not None:
        raise Refused("This shift has begun. Whoever works it ends it.")
    rows = Shift.objects.visible_to(by).standing().filter(begun_at=None)
    same = rows.filter(pattern=shift.pattern, begins_at__gte=shift.begins_at)
    gone = (same if is_rest else rows.filter(pk=shift.pk)).update(called_off_at=clock.now())
    if gone:
        record(shift, "shift.called_off", by=by, member=shift.user_id, shifts=gone)
    return gone


def keep_card(*, zone: str, languages: Sequence[str], by: Actor) -> Card:
    """Her own: the zone she reads times in, and the languages she speaks."""
    by.must(Permission.SHIFT_WORK)
    must_be_zone(zone)
    if unknown := sorted(set(languages) - set(LANGUAGES)):
        raise Refused(f"There is no language {unknown[0]}. Write it like my, km or en.")
    mine = Card.objects.visible_to(by).filter(user_id=by.person).first()
    card = mine or Card(org_id=by.organisation, user_id=by.person)
    card.time_zone, card.languages = zone, sorted(set(languages))
    card.save()
    return card


def must_be_zone(zone: str) -> None:
    """Refused: no such zone."""
    if zone not in available_timezones():
        raise Refused("Choose a time zone from the list, like Asia/Bangkok.")


def must_be_free(
    member: UUID, first: datetime, last: datetime, zone: str, name: str, by: Actor
) -> None:
    """Refused where she has a shift at that time already; which, and when, in a sentence."""
    rows = Shift.objects.visible_to(by).standing().of(member).between(first, last)
    if (other := rows.filter(ended_at=None).order_by("begins_at").first()) is not None:
        here = ZoneInfo(zone)
        since, until = (at.astimezone(here) for at in (other.begins_at, other.ends_at))
        raise Refused(
            f"{name} has a shift then already: {since:%a %-d %b %H:%M} to {until:%a %-d %b %H:%M}"
            f" ({zone})."
        )


def drop_old() -> int:
    """Shifts that ended KEPT_FOR ago are forgotten; how many. By the clock."""
    return tell(
        "delete from duty_shift s where s.ends_at < %s and not exists ("
        " select from duty_handover h where h.shift_id = s.id)",
        [clock.now() - KEPT_FOR],
    )


def _must_fit(first: datetime, last: datetime) -> None:
    if last <= clock.now():
        raise Refused("This time is over. Plan a shift that lies ahead.")
    if last - first > LONGEST:
        raise Refused("Nobody works longer than 16 hours at a time. Make two shifts of it.")


def _called(member: UUID, by: Actor) -> str:
    desk = Member.objects.visible_to(by).filter(face="desk", is_active=True, user_id=member)
    name = desk.values_list("called", flat=True).first()
    if name is None:
        raise Refused("Only a member of your desk has shifts.")
    return name


def _one_at_a_time(member: UUID) -> None:
    """Until the transaction ends nobody else plans her time."""
    ask("select pg_advisory_xact_lock(hashtextextended('rota ' || %s, 0))", [str(member)])
