"""Whom somebody is to call, when that is safe, and what came of it: three tries, an hour apart."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ilm.access import actor
from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.moves import move, moving, record
from ilm.talk import replying, safety
from ilm.talk.lifecycle import FORGO, GIVE_UP, REACH, TRY, CallBackStatus
from ilm.talk.models import Call, CallBack, Conversation, Message, Taking
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic

TRIES: Final = 3
APART: Final = timedelta(hours=1)
WISHED: Final = {"morning": (7, 12), "afternoon": (12, 17), "evening": (17, 21), "any": (7, 21)}
DAYS: Final = 8
USUAL_ZONE: Final = "Asia/Bangkok"  # as the plan's own: of who has none
SETTLED: Final = {"reached": REACH, "given_up": GIVE_UP, "cancelled": FORGO}
QUIET: Final = frozenset({"missed", "silent", "check_in"})  # not at night, unless her plan says so
STANDS_FOR: Final = "We called you. Nothing was said before you could talk."


def want_call(conversation: Conversation, *, because: str, wish: str = "") -> CallBack | None:
    """Somebody is to call her at the first safe time; None where her plan never allows it.

    One at a time: a wish takes the place of what was due before, else that stays.
    """
    due_at = first_time(conversation, wish or _usual(because))
    if due_at is None:
        return None
    with atomic():
        rows = CallBack.objects.select_for_update().filter(conversation=conversation)
        due = rows.filter(status=CallBackStatus.DUE).first()
        if due is not None:
            if wish:
                CallBack.objects.filter(pk=due.pk).update(because=because, wish=wish, due_at=due_at)
            return due
        made = CallBack(
            org_id=conversation.org_id,
            conversation=conversation,
            alias_id=conversation.alias_id,
            because=because,
            wish=wish,
            asked_at=clock.now(),
            due_at=due_at,
            status=CallBackStatus.DUE,
        )
        made.save(force_insert=True)
        record(made, "call_back.wanted", by=actor.clock())
    return made


def first_time(
    conversation: Conversation, wish: str = "", *, after: datetime | None = None
) -> datetime | None:
    """The first moment from now or `after` on that her plan and her wish allow; None: never."""
    plan, now = safety.plan_of(conversation.alias_id), after or clock.now()
    zone = ZoneInfo(plan.time_zone if plan else USUAL_ZONE)
    begins, ends = WISHED.get(wish, (0, 24)) if plan is None or wish != "any" else (0, 24)
    hour = now.replace(minute=0, second=0, microsecond=0)
    for at in (now, *(hour + timedelta(hours=n) for n in range(1, DAYS * 24))):
        is_wished = begins <= at.astimezone(zone).hour < ends
        if is_wished and safety.may_send(plan, channel=conversation.channel, at=at) is None:
            return at
    return None


def _usual(because: str) -> str:
    return "any" if because in QUIET else ""


def when(due: CallBack) -> datetime | None:
    """From when on she may be called: a wish for the evening is none for the morning after."""
    after = max(clock.now(), due.due_at)
    return first_time(due.conversation, due.wish or _usual(due.because), after=after)


def call_now(due: CallBack, *, unlocked: Unlocked | None, by: Actor) -> Message:
    """Call her and put her through to whoever asks. Refused outside her plan, sooner than an hour
    after the last try, after three tries, or where nobody could take the call."""
    by.must(Permission.CONVERSATION_REPLY)
    now = clock.now()
    if due.tries >= TRIES:
        raise Refused("She was called three times. Find another safe way, or give it up here.")
    if due.tried_at is not None and now < due.tried_at + APART:
        raise Refused("She was called less than an hour ago. A telephone that rings often betrays.")
    conversation = Conversation.objects.visible_to(by).get(pk=due.conversation_id)
    plan = safety.plan_of(conversation.alias_id)
    if why := safety.may_send(plan, channel=conversation.channel, at=now):
        raise Refused(why)
    if (at := when(due)) is None or at > clock.now():
        raise Refused("It is not the hour yet that her plan and her wish allow.")
    if not Taking.objects.visible_to(by).filter(user_id=by.person, is_on=True).exists():
        raise Refused("Switch on first that you take calls: she is put through to your telephone.")
    with moving(due, TRY, by=by) as row:
        row.tries, row.tried_at = row.tries + 1, now
        row.due_at = first_time(conversation, row.wish or "any", after=now + APART) or now + APART
        return replying.ring(conversation, text=STANDS_FOR, unlocked=unlocked, by=by)


def settle(due: CallBack, how: str, *, by: Actor) -> CallBack:
    """`reached`, `given_up` or `cancelled`, by a person's word."""
    by.must(Permission.CONVERSATION_REPLY)
    if by.org_id != due.org_id:
        raise Forbidden("This person speaks with another organisation.")
    if how not in SETTLED:
        raise Refused("Say what came of it.")
    return move(due, SETTLED[how], by=by)


def reached(conversation: Conversation) -> None:
    """She spoke with one of us: nobody need call any more."""
    rows = CallBack.objects.filter(conversation=conversation, status=CallBackStatus.DUE)
    for due in list(rows):
        move(due, REACH, by=actor.clock())


def notice(call: Call, *, by: Actor) -> None:
    """Somebody has seen that a call ended by a sign of distress."""
    by.must(Permission.CALL_LOG)
    if by.org_id != call.org_id:
        raise Forbidden("This call came to another organisation.")
    Call.objects.filter(pk=call.pk).update(seen_at=clock.now())
    record(call, "call.noticed", by=by)
