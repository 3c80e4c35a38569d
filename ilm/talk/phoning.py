"""Who takes calls and what the hotline says: kept locked for the hooks, which nobody unlocks."""

import re
import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.conf import settings

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.channels.voice.adapter import Voice
from ilm.channels.voice.prompts import PROMPTS
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.talk import cleaning
from ilm.talk.accounts import adapter_for
from ilm.talk.models import ChannelAccount, Prompt, Taking
from ilm.vault.sealing import bind, lock, pad, unlock, unpad
from ilm.wall.entering import atomic

LARGEST = 8 * 1024 * 1024  # bytes of a recording as it comes
RINGS = re.compile(r"sips?:[^@\s<>\"]+@[^@\s<>\"]+|\+[0-9]{6,15}")
LONGEST_ADDRESS = 120
SEATED = "@page"  # where our own gateway rings a browser
LONGEST = 90  # seconds of one sentence
TOO_FAR = "The hotline may not call there. Whoever keeps its account says where it may."


def sealed_handle(sid: str, call: str) -> bytes:
    """The provider's name of a live call, for whoever may move it."""
    return lock(settings.CHANNEL_KEY, pad(call.encode()), bind("call", sid))


def opened_handle(sid: str, locked: bytes) -> str:
    return unpad(unlock(settings.CHANNEL_KEY, locked, bind("call", sid))).decode()


def sealed_address(user_id: UUID, address: str) -> bytes:
    """Where a member's phone rings."""
    return lock(settings.CHANNEL_KEY, pad(address.encode()), bind("taking", user_id))


def opened_address(user_id: UUID, locked: bytes) -> str:
    return unpad(unlock(settings.CHANNEL_KEY, locked, bind("taking", user_id))).decode()


def opened_sound(prompt_id: UUID, locked: bytes) -> bytes:
    """A recorded sentence as WAV."""
    return unlock(settings.CHANNEL_KEY, locked, bind("prompt", prompt_id))


def take_calls(*, address: str, languages: Sequence[str] = (), by: Actor) -> Taking:
    """From now on her phone rings. `address`: sip:… or a number with its country code."""
    by.must(Permission.CALL_LOG)
    address = must_ring(address)
    if not _may_ring(address, by):
        raise Refused(TOO_FAR)
    known = _mine(by)
    row = known or Taking(org_id=by.organisation, user_id=by.person)
    row.address = sealed_address(by.person, address)
    row.languages, row.is_on, row.since = list(languages), True, clock.now()
    row.save(update_fields=["address", "languages", "is_on", "since"] if known else None)
    record(row, "calls.taken_on", by=by)
    return row


def _may_ring(address: str, by: Actor) -> bool:
    """Whether one of the organisation's hotlines calls there, if it has any."""
    rows = ChannelAccount.objects.visible_to(by).filter(channel="voice", is_open=True)
    channels = [each for each in map(adapter_for, rows) if isinstance(each, Voice)]
    return not channels or any(each.may_call(address) for each in channels)


def must_ring(address: str) -> str:
    """An address as a telephone has one. Refused: it is none."""
    address = address.strip()
    if not (RINGS.fullmatch(address) and len(address) <= LONGEST_ADDRESS):
        raise Refused("Write a SIP address, like sip:ann@phones.example, or +66810000000.")
    return address


def stop_taking(*, by: Actor) -> None:
    """Her phone rings no more; where it stands is kept for the next time."""
    by.must(Permission.CALL_LOG)
    if (row := _mine(by)) is not None and row.is_on:
        row.is_on, row.since = False, clock.now()
        row.save(update_fields=["is_on", "since"])
        record(row, "calls.left_off", by=by)


def _mine(by: Actor) -> Taking | None:
    return Taking.objects.visible_to(by).filter(user_id=by.person).first()


def languages_of(accounts: Sequence[ChannelAccount]) -> list[str]:
    """The languages of these numbers' menus, in their order."""
    found: dict[str, None] = {}
    for account in accounts:
        channel = adapter_for(account)
        found |= dict.fromkeys(channel.tongues if isinstance(channel, Voice) else ())
    return list(found)


def my_address(by: Actor) -> str:
    """What she wrote last; empty if she never did, or if she took calls in a browser."""
    row = _mine(by)
    found = opened_address(by.person, bytes(row.address)) if row is not None else ""
    return "" if found.endswith(SEATED) else found


def keep_prompt(language: str, name: str, sound: bytes, *, by: Actor) -> Prompt:
    """What a native speaker said for this sentence, in place of what was there.

    Refused: no such sentence, no sound, too long.
    """
    by.must(Permission.CHANNEL_ADD)
    if name not in PROMPTS:
        raise Refused("The hotline has no such sentence.")
    if len(sound) > LARGEST:
        raise Refused("This file is too large. One sentence is enough.")
    try:
        wav, seconds = cleaning.as_prompt(sound)
    except cleaning.NotClean:
        raise Refused("There is no sound in this file that we can read.") from None
    if not 0 < seconds <= LONGEST:
        raise Refused("A sentence lasts up to a minute and a half. Record it again.")
    made = Prompt(
        id=uuid4(),
        org_id=by.organisation,
        language=language,
        name=name,
        token=secrets.token_urlsafe(32),
        seconds=round(seconds) or 1,
        made_by=by.person,
        made_at=clock.now(),
    )
    made.sound = lock(settings.CHANNEL_KEY, wav, bind("prompt", made.pk))
    with atomic():
        Prompt.objects.visible_to(by).filter(language=language, name=name).delete()
        made.save(force_insert=True)
        record(made, "prompt.recorded", by=by)
    return made


def drop_prompt(prompt: Prompt, *, by: Actor) -> None:
    """A machine says it again, until somebody records it anew."""
    by.must(Permission.CHANNEL_ADD)
    record(prompt, "prompt.dropped", by=by)
    prompt.delete()
