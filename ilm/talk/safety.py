"""When, by which way and how often she may be reached: the plan she made is the last word."""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.channels.voice.menu import CODE
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.moves import record
from ilm.talk.models import SafePlan
from ilm.vault import storing
from ilm.vault.models import Purpose
from ilm.vault.opening import Reader
from ilm.vault.sealing import bind

FLAGS = (
    "worker_contacts_us_only",
    "may_leave_message",
    "may_say_organisation_name",
    "employer_may_monitor_device",
    "is_phone_shared",
)
WIDEN = ("may_leave_message", "may_say_organisation_name")  # the others narrow
WORDS = ("cover_story", "code_word", "distress_word", "notification_text")
DAYS = 7


def keep_plan(
    alias_id: UUID,
    *,
    org_id: UUID,
    channels: Sequence[str] = (),
    from_hour: int = 0,
    to_hour: int = 24,
    weekdays: Sequence[int] = (),
    time_zone: str = "Asia/Bangkok",
    words: dict[str, str] | None = None,
    by: Actor,
    **flags: bool,
) -> SafePlan:
    """Write her plan down, in place of the one before; verified today.

    Hours 0 to 24 on her clock, the last not included, over midnight if it is the smaller. No day
    (0 is Monday) is every day, no channel is all. `words`: WORDS, sealed, and `call_code`, of which
    a keyed hash is kept. Refused for what there is not.
    """
    by.must(Permission.SAFETY_PLAN)
    if by.org_id != org_id:
        raise Forbidden("This person speaks with another organisation.")
    _check(from_hour, to_hour, weekdays, time_zone, flags)
    plan = SafePlan.objects.filter(alias_id=alias_id, org_id=org_id).first()
    plan = plan or SafePlan(alias_id=alias_id, org_id=org_id)
    fields: dict[str, Any] = {
        "channels": list(channels),
        "from_hour": from_hour,
        "to_hour": to_hour,
        "weekdays": sorted(set(weekdays)),
        "time_zone": time_zone,
        "last_verified_on": clock.today(),
        **flags,
    }
    for name, value in fields.items():
        setattr(plan, name, value)
    if words:
        _seal(plan, words)
    plan.save()
    record(plan, "plan.kept", by=by)
    return plan


def _check(
    from_hour: int, to_hour: int, weekdays: Sequence[int], time_zone: str, flags: dict[str, bool]
) -> None:
    if not (0 <= from_hour <= 23 and 1 <= to_hour <= 24) or from_hour == to_hour:
        raise Refused("Hours run from 0 to 24, and the plan needs at least one.")
    if any(day not in range(DAYS) for day in weekdays):
        raise Refused("Days run from Monday, 0, to Sunday, 6.")
    if time_zone not in available_timezones():
        raise Refused("There is no such time zone. Write it like Asia/Bangkok.")
    if unknown := set(flags) - set(FLAGS):
        raise Refused(f"A plan has no line called {', '.join(sorted(unknown))}.")


def _check_code(code: str) -> None:
    if code and not (code.isascii() and code.isdecimal() and len(code) == CODE):
        raise Refused("A code for calls is six digits, like 270418.")
    if code and (len(set(code)) < 3 or code in "01234567890" or code in "9876543210"):
        raise Refused("Whoever holds her phone would guess this code. Choose six other digits.")


def _seal(plan: SafePlan, words: dict[str, str]) -> None:
    _check_code(code := words.get("call_code", ""))
    plan.call_code_key = call_code_key(plan.alias_id, code) or plan.call_code_key
    if not {*words} & {*WORDS}:
        return
    if plan.key_id is None:
        sealer, _, _ = storing.new_data_key(plan.org_id, Purpose.TALK)
        plan.key_id = sealer.key_id
    else:
        sealer = storing.sealer_for(plan.key_id)
    kept = {name: words[name] for name in WORDS if words.get(name)}
    plan.words = sealer.field(
        "talk_safeplan", plan.pk, "words", json.dumps(kept, ensure_ascii=False).encode()
    )
    plan.notice_key = _notice_key(plan, kept.get("notification_text", ""))


def _notice_key(plan: SafePlan, text: str) -> str:
    """Her own neutral words, so that they can be compared by whoever cannot read them."""
    said = " ".join(text.split()).casefold()
    place = bind("notice", plan.alias_id, said)
    return hmac.digest(settings.CHANNEL_KEY, place, "sha256").hex() if said else ""


def call_code_key(alias_id: UUID, digits: str) -> str:
    """Six digits that she types when we call, so that they can be compared by whoever cannot read
    them; empty for none."""
    place = bind("call code", alias_id, digits)
    return hmac.digest(settings.CHANNEL_KEY, place, "sha256").hex() if digits else ""


def agrees(plan: SafePlan | None, wording: str) -> bool:
    """Whether words may be left on her screen: she allows it, and chose none or these."""
    if plan is None:
        return True
    if not plan.may_leave_message:
        return False
    return not plan.notice_key or plan.notice_key == _notice_key(plan, wording)


def words_of(plan: SafePlan, reader: Reader) -> dict[str, str]:
    """Cover story, code words, neutral words: for an unlocked member."""
    if plan.key_id is None or plan.words is None:
        return {}
    found: dict[str, str] = json.loads(
        reader.field(plan.key_id, 1, "talk_safeplan", plan.pk, "words", bytes(plan.words))
    )
    return found


def whole_plan(alias_id: UUID) -> SafePlan | None:
    """Her plan with its sealed words, for whoever may select them."""
    return SafePlan.objects.filter(alias_id=alias_id).first()


def copy_plan(plan: SafePlan, alias_id: UUID, *, words: dict[str, str], by: Actor) -> SafePlan:
    """The same limits and words where she is reached under another alias. Her code for calls is
    kept as a hash of this alias: it has to be agreed on again."""
    limits = {name: getattr(plan, name) for name in FLAGS}
    return keep_plan(
        alias_id, org_id=plan.org_id, channels=plan.channels, from_hour=plan.from_hour,
        to_hour=plan.to_hour, weekdays=plan.weekdays, time_zone=plan.time_zone, words=words, by=by,
        **limits,
    )  # fmt: skip


def is_same(one: SafePlan | None, other: SafePlan | None) -> bool:
    """Whether two plans have the same limits; what words they hold is not compared."""
    names = (*FLAGS, "channels", "from_hour", "to_hour", "weekdays", "time_zone")
    return bool(one and other) and all(getattr(one, n) == getattr(other, n) for n in names)


def narrower(asked: Mapping[str, Any], plan: SafePlan) -> dict[str, Any]:
    """What is asked for in another thread, as far as it does not widen this plan. For `keep_plan`;
    the words of this plan stay."""
    told: dict[str, Any] = {n: getattr(plan, n) or bool(asked.get(n)) for n in FLAGS}
    told |= {n: getattr(plan, n) and asked.get(n, True) for n in WIDEN}
    for name in ("channels", "weekdays"):
        theirs, wanted = getattr(plan, name), list(asked.get(name, ()))
        is_within = bool(wanted) and (not theirs or set(wanted) <= {*theirs})
        told[name] = wanted if is_within else theirs
    hours = plan.from_hour, plan.to_hour
    wanted_hours = asked.get("from_hour", 0), asked.get("to_hour", 24)
    is_zone = asked.get("time_zone", plan.time_zone) == plan.time_zone
    is_within = is_zone and _clock_hours(*wanted_hours) <= _clock_hours(*hours)
    told["from_hour"], told["to_hour"] = wanted_hours if is_within else hours
    return told | {"time_zone": plan.time_zone}


def _clock_hours(begins: int, ends: int) -> set[int]:
    return {hour % 24 for hour in range(begins, ends if ends > begins else ends + 24)}


def plan_of(alias_id: UUID) -> SafePlan | None:
    """The coded limits of her plan; None when nobody asked her yet."""
    return SafePlan.objects.filter(alias_id=alias_id).coded().first()


def may_send(plan: SafePlan | None, *, channel: str, at: datetime) -> str | None:
    """None if a message may reach her now, else the sentence that says why not."""
    if plan is None:
        return None
    if why := _never(plan, channel):
        return why
    if not _is_safe_hour(plan, at):
        return (
            f"Her safe hours are {_hours(plan)}, {plan.time_zone} time. Wait until then, or ask"
            " her for another plan."
        )
    return None


def next_window(plan: SafePlan | None, at: datetime, *, channel: str = "") -> datetime | None:
    """The first instant from `at` on when a message may reach her; None if never."""
    if plan is None:
        return at
    if _never(plan, channel):
        return None
    if _is_safe_hour(plan, at):
        return at
    zone = ZoneInfo(plan.time_zone)
    day = at.astimezone(zone).date()
    starts = (
        datetime.combine(day + timedelta(days=n), time(hour), zone)
        for n in range(DAYS + 1)
        for hour in sorted({0, plan.from_hour})
    )
    utc = (start.astimezone(at.tzinfo) for start in starts)
    return next((start for start in utc if start > at and _is_safe_hour(plan, start)), None)


def _never(plan: SafePlan, channel: str) -> str | None:
    if plan.worker_contacts_us_only:
        return "She asked that only she contacts us. Wait until she writes or calls."
    if channel and plan.channels and channel not in plan.channels:
        return "Her plan does not allow this channel. Use one that she marked as safe."
    return None


def _is_safe_hour(plan: SafePlan, at: datetime) -> bool:
    there = at.astimezone(ZoneInfo(plan.time_zone))
    if plan.weekdays and there.weekday() not in plan.weekdays:
        return False
    if plan.from_hour < plan.to_hour:
        return plan.from_hour <= there.hour < plan.to_hour
    return there.hour >= plan.from_hour or there.hour < plan.to_hour


def _hours(plan: SafePlan) -> str:
    return f"{plan.from_hour:02d}:00 to {plan.to_hour:02d}:00"
