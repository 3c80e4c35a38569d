"""Who is here: a shift, and the marks that its member sets herself. Nothing else is watched."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.duty.models import GRACE, Shift
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.moves import record
from ilm.talk.threads import wake

EARLY: Final = timedelta(minutes=30)
KEPT_UP: Final = timedelta(days=7)  # without a shift for that long, nobody plans any more

# Whether the telephone of a row of talk_taking, `t`, is rung: whoever is on shift, where the
# organisation plans shifts; else whoever takes calls.
RINGS: Final = """(not exists (select from duty_shift s where s.org_id = t.org_id
      and s.called_off_at is null and s.begins_at <= %(now)s and s.ends_at > %(kept_up)s)
   or exists (select from duty_shift s where s.org_id = t.org_id and s.user_id = t.user_id
      and s.called_off_at is null and s.begun_at is not null and s.ended_at is null
      and s.rest_since is null and s.ends_at > %(grace)s))"""


class Presence(StrEnum):
    ON = "on_shift"
    RESTING = "on_a_break"
    AWAY = "away"


def rings_at(now: datetime) -> Mapping[str, datetime]:
    """What RINGS asks for beside the time."""
    return {"kept_up": now - KEPT_UP, "grace": now - GRACE}


def is_planned(by: Actor) -> bool:
    """Whether calls ring only who is on shift: one has begun, and the last is not long over."""
    now = clock.now()
    rows = Shift.objects.visible_to(by).standing()
    return rows.filter(begins_at__lte=now, ends_at__gt=now - KEPT_UP).exists()


def mine(by: Actor) -> Shift | None:
    """The shift she is on."""
    rows = Shift.objects.visible_to(by).on(clock.now()).of(by.person)
    return rows.order_by("-begun_at").first()


def upcoming(by: Actor) -> Shift | None:
    """Her next one, or the one that she could begin now."""
    rows = Shift.objects.visible_to(by).standing().of(by.person).filter(begun_at=None)
    return rows.filter(ends_at__gt=clock.now()).order_by("begins_at").first()


def presence(shift: Shift | None) -> Presence:
    """What the marks on her shift say."""
    if shift is None:
        return Presence.AWAY
    return Presence.ON if shift.rest_since is None else Presence.RESTING


def everybody(by: Actor) -> dict[UUID, Shift]:
    """Who is on shift now, and on which, as far as the actor sees."""
    rows = Shift.objects.visible_to(by).on(clock.now()).order_by("begun_at")
    return {row.user_id: row for row in rows}


def is_rung(user_id: UUID, rung: frozenset[UUID] | None) -> bool:
    """Whether a call would ring her, if she takes calls; `rung`: of `who_is_rung`."""
    return rung is None or user_id in rung


def who_is_rung(by: Actor) -> frozenset[UUID] | None:
    """Those on shift and not on a break; None: no shifts are planned, so whoever takes calls."""
    if not is_planned(by):
        return None
    here = everybody(by).items()
    return frozenset(user for user, row in here if presence(row) is Presence.ON)


def begin(shift: Shift, *, by: Actor) -> Shift:
    """She is here. Refused before its time, after it, and while another is on."""
    _must_be_hers(shift, by)
    now = clock.now()
    if shift.called_off_at is not None or shift.begun_at is not None or shift.ends_at <= now:
        raise Refused("This shift is over, or was called off.")
    if now < shift.begins_at - EARLY:
        raise Refused("It is too early for this shift. Begin it half an hour before at most.")
    if mine(by) is not None:
        raise Refused("You are on a shift already. End it first.")
    shift.begun_at = now
    shift.save(update_fields=["begun_at"])
    record(shift, "shift.begun", by=by)
    _tell(shift)
    return shift


def rest(shift: Shift, *, by: Actor) -> Shift:
    """A break: her telephone does not ring. Whether it was offered is written nowhere."""
    must_be_on(shift, by)
    if shift.rest_since is None:
        shift.rest_since = clock.now()
        shift.save(update_fields=["rest_since"])
        _tell(shift)
    return shift


def come_back(shift: Shift, *, by: Actor) -> Shift:
    """The break is over."""
    must_be_on(shift, by)
    if shift.rest_since is not None:
        shift.rest_since, shift.rested_at = None, clock.now()
        shift.save(update_fields=["rest_since", "rested_at"])
        _tell(shift)
    return shift


def _must_be_hers(shift: Shift, by: Actor) -> None:
    by.must(Permission.SHIFT_WORK)
    if by.org_id != shift.org_id or by.person != shift.user_id:
        raise Forbidden("Whoever works a shift marks it, and nobody else.")


def must_be_on(shift: Shift, by: Actor) -> None:
    """Refused: she is not on it."""
    _must_be_hers(shift, by)
    if shift.begun_at is None or shift.ended_at is not None:
        raise Refused("You are not on this shift.")


def _tell(shift: Shift) -> None:
    """The page of calls follows by itself."""
    wake(shift.org_id, [shift.org_id])
