"""The end of a shift: what is still open, a written hand-over, and who gets it."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.duty import presence
from ilm.duty.models import HandOver, Shift
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.talk.threads import wake
from ilm.vault import saying
from ilm.vault.models import Purpose
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.storing import new_data_key
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, atomic

LONGEST: Final = 4_000  # characters
KEPT_FOR: Final = timedelta(days=14)
AHEAD: Final = timedelta(hours=24)  # whoever begins later than that is not the next

OPEN: Final = """
select 'talk', ref, '' from talk_conversation
 where org_id = %(org)s and (claimed_by = %(me)s and claimed_until > %(now)s
    or assigned_to = %(me)s and unread > 0)
union all
select 'cases', ref, urgency from cases_case
 where org_id = %(org)s and status = 'open' and assigned_to = %(me)s and urgency_rank <= 1
order by 1, 2 limit %(most)s
"""
MOST: Final = 50


@dataclass(frozen=True)
class Left:
    """What somebody still holds: a thread she answers or has unread, or an urgent case."""

    room: str
    ref: str
    urgency: str


@dataclass(frozen=True)
class Written:
    """A hand-over, opened. `is_signed` is False where its author does not answer for it."""

    row: HandOver
    text: str = field(repr=False)
    is_readable: bool = True
    is_signed: bool = True


def left_open(by: Actor) -> list[Left]:
    """Hers that somebody must know of when she goes."""
    by.must(Permission.SHIFT_WORK)
    if by.role.reach is not Reach.OWN_ORGANISATION:
        return []
    known = {"org": by.organisation, "me": by.person, "now": clock.now(), "most": MOST}
    return [Left(*row) for row in ask(OPEN, known)]


def next_on(by: Actor) -> UUID | None:
    """Who gets it: whoever is on longest from now, else whoever begins first within a day."""
    readers = Member.objects.visible_to(by).filter(face="desk", is_active=True)
    able = set(readers.exclude(role="interpreter").values_list("user_id", flat=True))
    able -= {by.person}
    now = clock.now()
    shifts = Shift.objects.visible_to(by).standing().filter(user_id__in=able)
    on = shifts.on(now).order_by("-ends_at").first()
    coming = shifts.filter(begun_at=None, ends_at__gt=now, begins_at__lt=now + AHEAD)
    found = on or coming.order_by("begins_at").first()
    return found.user_id if found else None


def end(
    shift: Shift, *, text: str = "", is_nothing: bool = False, unlocked: Unlocked | None, by: Actor
) -> HandOver | None:
    """She goes. What is still open goes with a note, sealed, or with her word that there is
    nothing to say. The note, if there is one.

    Locked where a note is to be written and the vault is not open.
    """
    presence.must_be_on(shift, by)
    said = text.strip()
    if not said and not is_nothing and left_open(by):
        raise Refused("You still hold something. Write what the next must know, or tick that not.")
    note = None
    with atomic():
        if said:
            note = _kept(shift, said, unlocked, by)
        shift.ended_at, shift.rest_since = clock.now(), None
        shift.save(update_fields=["ended_at", "rest_since"])
        record(shift, "shift.ended", by=by, is_handed_over=note is not None)
        wake(shift.org_id, [shift.org_id])
    return note


def how_many_unread(by: Actor) -> int:
    """How many wait to be read once she unlocks; none for who is not on shift."""
    if by.role.reach is not Reach.OWN_ORGANISATION or presence.mine(by) is None:
        return 0
    return HandOver.objects.visible_to(by).unread().exclude(author=by.person).count()


def unread(reader: Reader, by: Actor) -> list[Written]:
    """Hand-overs that nobody has taken note of, for whoever is on; her own not."""
    if by.role.reach is not Reach.OWN_ORGANISATION or presence.mine(by) is None:
        return []
    rows = HandOver.objects.visible_to(by).unread().exclude(author=by.person)
    signers = saying.Signers(by.organisation)
    return [_opened(row, reader, signers) for row in rows]


def see(row: HandOver, *, by: Actor) -> HandOver:
    """She has read it: nobody else needs to. Refused to who is not on shift, and to its author."""
    by.must(Permission.SHIFT_WORK)
    if by.role.reach is not Reach.OWN_ORGANISATION or by.org_id != row.org_id:
        raise Forbidden("Hand-overs are read by case workers and supervisors alone.")
    if presence.mine(by) is None or row.author == by.person:
        raise Refused("Whoever is on shift after her takes note of it.")
    if row.seen_at is None:
        row.seen_at, row.seen_by = clock.now(), by.person
        row.save(update_fields=["seen_at", "seen_by"])
        record(row, "hand_over.seen", by=by)
    return row


def drop_old() -> int:
    """Hand-overs older than KEPT_FOR are gone; how many. By the clock."""
    return HandOver.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()[0]


def _kept(shift: Shift, text: str, unlocked: Unlocked | None, by: Actor) -> HandOver:
    if by.role.reach is not Reach.OWN_ORGANISATION:
        raise Forbidden("Hand-overs are written by case workers and supervisors alone.")
    if unlocked is None:
        raise Locked("Unlock the vault to write a hand-over.")
    if len(text) > LONGEST:
        raise Refused("This is too long for a hand-over. Write the rest in the case.")
    row = uuid4()
    sealer, _, _ = new_data_key(shift.org_id, Purpose.TALK)  # its own: no other row names it
    mark = saying.sign(row, shift.pk, text, private=unlocked.ring.signs.private)
    body = json.dumps({"text": text, "said": mark}, ensure_ascii=False).encode()
    note = HandOver(
        id=row, org_id=shift.org_id, shift=shift, to_user=next_on(by), key_id=sealer.key_id,
        generation=sealer.generation, sealed=sealer.field("duty_handover", row, "body", body),
        author=by.person, at=clock.now(),
    )  # fmt: skip
    note.save(force_insert=True)
    return note


def _opened(row: HandOver, reader: Reader, signers: saying.Signers) -> Written:
    place = ("duty_handover", row.pk, "body", bytes(row.sealed))
    try:
        told = json.loads(reader.field(row.key_id, row.generation, *place))
    except Denied:
        return Written(row, "", is_readable=False)
    text = str(told.get("text", ""))
    ours = saying.is_signed(signers.of(row.author), told.get("said"), row.pk, row.shift_id, text)
    return Written(row, text, is_signed=ours)
