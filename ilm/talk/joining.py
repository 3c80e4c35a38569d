"""A third person in a call: an interpreter, or a colleague who takes over. They meet in a room."""

import json
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.channels.base import Http
from ilm.channels.voice.adapter import Voice
from ilm.channels.voice.prompts import is_spoken
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.moves import record
from ilm.talk.accounts import adapter_for
from ilm.talk.models import Call, ChannelAccount, Prompt, Taking
from ilm.talk.phoning import TOO_FAR, must_ring, opened_address, opened_handle
from ilm.vault.sealing import bind, lock, pad, unlock, unpad
from ilm.wall.entering import atomic

AT_ONCE = 10


class Wanted(NamedTuple):
    """A call that is to become a room. `what` she is asked first, if anything; then who is rung
    into it: the one of us who talks with her, and a third once she has agreed. Never printed."""

    call: Call
    account: ChannelAccount
    what: str
    first: str
    third: str


def bring_in(call: Call, *, address: str = "", colleague: UUID | None = None, by: Actor) -> Call:
    """Whoever talks to her is rung again into a room, with her and, once she has agreed, the third.
    The third may stay when the first leaves: that is how a call is handed over.

    Refused: it is not your call, it is over, nobody is named, or the address is none.
    """
    _must_talk(call, by)
    third = _address_of(colleague, by) if colleague else must_ring(address)
    channel = adapter_for(ChannelAccount.objects.visible_to(by).get(pk=call.account_id))
    if not (isinstance(channel, Voice) and channel.may_call(third)):
        raise Refused(TOO_FAR)
    with atomic():
        _want(call, {"what": "join", "first": _address_of(by.person, by), "third": third})
        record(call, "call.joined", by=by, colleague=colleague)
    return call


def ask_to_record(call: Call, *, by: Actor) -> Call:
    """She is asked whether this talk may be recorded; whoever talks to her is rung again into a
    room, and it is recorded there if she agrees. Refused: it is not your call, it is over, or the
    question would come in a language that she does not speak: that yes would be none."""
    _must_talk(call, by)
    recorded = Prompt.objects.visible_to(by).filter(language=call.language, name="may_record")
    if not is_spoken(call.language or "en", "may_record") and not recorded.exists():
        raise Refused(
            "Nobody has recorded this question in her language yet. Have it recorded under What the"
            " hotline says."
        )
    with atomic():
        _want(call, {"what": "record", "first": _address_of(by.person, by), "third": ""})
        record(call, "call.asked_to_record", by=by)
    return call


def _must_talk(call: Call, by: Actor) -> None:
    by.must(Permission.CALL_LOG)
    if by.org_id != call.org_id:
        raise Forbidden("This call came to another organisation.")
    if call.ended_at is not None or call.state != "talking" or call.handle is None:
        raise Refused("Nobody talks with her now.")
    if call.agent != by.person:
        raise Refused("Only whoever talks with her brings somebody in.")


def _want(call: Call, told: dict[str, str]) -> None:
    rows = Call.objects.filter(pk=call.pk)
    rows.update(wants=_locked(call, told), wants_yes=False)


def _locked(call: Call, told: dict[str, str]) -> bytes:
    return lock(settings.CHANNEL_KEY, pad(json.dumps(told).encode()), bind("wants", call.pk))


def _address_of(user_id: UUID, by: Actor) -> str:
    row = Taking.objects.visible_to(by).filter(user_id=user_id, is_on=True).first()
    if row is None:
        raise Refused("This colleague takes no calls now.")
    return opened_address(user_id, bytes(row.address))


def take_wanted() -> list[Wanted]:
    """For the sender: each once, whatever becomes of it. A third waits until she has agreed, and
    to nothing else: the desk writes `wants`, what she said is written by the call alone."""
    rows = Call.objects.filter(ended_at=None, wants__isnull=False, wants_yes=False)
    rows = rows.select_for_update(skip_locked=True)
    found = []
    for call in list(rows[:AT_ONCE]):
        told = unpad(unlock(settings.CHANNEL_KEY, bytes(call.wants or b""), bind("wants", call.pk)))
        wanted = Wanted(call, ChannelAccount.objects.get(pk=call.account_id), **json.loads(told))
        later = {"what": "", "first": "", "third": wanted.third}
        waits = bool(wanted.what and wanted.third)
        rest = _locked(call, later) if waits else None
        Call.objects.filter(pk=call.pk).update(wants=rest, wants_yes=waits)
        has_agreed = bool(wanted.what) or not wanted.third or call.agreed == "join"
        if call.handle is not None and has_agreed:
            found.append(wanted)
    return found


def carry_out(wanted: Wanted, http: Http) -> None:
    """The provider's calls: she first, who is asked; then us. Raises a SendError."""
    call, channel = wanted.call, adapter_for(wanted.account)
    if not isinstance(channel, Voice):
        raise TypeError("This account is no hotline.")
    room, handle = str(call.pk), opened_handle(call.sid or "", bytes(call.handle or b""))
    part = room if call.is_ours else ""
    if wanted.what:
        channel.enter(
            handle, room=room, what=wanted.what, language=call.language, part=part, http=http
        )
    for address in (wanted.first, "" if wanted.what else wanted.third):
        if address:
            channel.bring(address, room=room, http=http)
