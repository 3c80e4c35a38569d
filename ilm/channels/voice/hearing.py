"""What the steps of a call tell us, in our words."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal

from ilm.channels.base import Called, Event, MediaRef, Other, RawRequest, Receipt, Said
from ilm.channels.reading import Item, each, link, token
from ilm.channels.voice.menu import WISHES, next_turn

CallStatus = Literal["ringing", "in-progress", "completed", "missed", "failed"]
ENDS: Mapping[str, CallStatus] = {
    "completed": "completed",
    "busy": "missed",
    "no-answer": "missed",
    "canceled": "missed",
    "failed": "failed",
}
SILENT_STEPS = frozenset({"kept", "ended", "gone"})  # told to us; nobody waits for a document
SIP = re.compile(r"sips?:([^@;]+)@")
NUMBER = re.compile(r"\+?[0-9]{3,15}")
HIDDEN = frozenset({"+266696687", "266696687", "+7378742833", "+2562533", "+8656696"})
WITHHELD = "withheld "  # before the call's own name: two hidden callers are never one person


def is_told_only(told: Item) -> bool:
    """Whether nobody waits for a document: a recording that is ready, or a call that is over."""
    return told.get("step") in SILENT_STEPS or bool(told.get("RecordingStatus")) or is_ended(told)


def is_ended(told: Item) -> bool:
    """Whether this says that the call is over, rather than what it does next."""
    return (
        told.get("CallStatus") in ENDS
        and told.get("step", "ended") == "ended"
        and not told.get("RecordingSid")
    )


def events_in(told: Item, raw: RawRequest, *, who: str) -> Iterator[Event]:
    """The events of one request. `who` called, where only our sealed copy says so."""
    tell = _taken if told.get("step") == "take" else _events
    return each(dict(told), lambda item: tell(item, raw, who), kind="call")


def _events(told: Item, raw: RawRequest, who: str) -> Iterator[Event]:
    call, at, part = token(told, "CallSid"), _at(raw), told.get("part", "")
    if told.get("Direction", "").startswith("outbound") and not part:
        return  # one of us, rung into a call: no contact
    address = her_address(told, who)
    ended = ENDS[told["CallStatus"]] if is_ended(told) else None
    if told.get("RecordingUrl") and address:
        yield from _recording(told, address, at)
    if part and ended:
        failed = ended != "completed"
        code = str(told["CallStatus"])[:40] if failed else ""
        yield Receipt(
            external_id=call, status="failed" if failed else "delivered", at=at, code=code, key=part
        )
    if not address:
        if not told.get("RecordingUrl"):
            yield Other(kind="call-without-caller", external_id=call)
        else:
            raise ValueError("a recording, and nobody says whose")
        return
    turn = next_turn(told, (told.get("lang") or "",))
    if told.get("step") == "asks" and turn.place == "answered":
        yield Said(
            address=address, external_id=f"{call} answered {told.get('n', '')}", at=at,
            text=told["Digits"], reply_to=call,
        )  # fmt: skip
    if told.get("step") != "kept" and not told.get("RecordingStatus"):
        yield Called(
            external_id=call,
            address=address,
            to=told.get("To", ""),
            status=ended or ("in-progress" if told.get("step") else "ringing"),
            at=at,
            seconds=_seconds(told, "CallDuration"),
            wish=_wish(told) if turn.place == "promised" else "",
            is_ours=bool(part),
            agreed=turn.agreed,
        )


def _taken(told: Item, raw: RawRequest, who: str) -> Iterator[Event]:
    """One of us was rung for a call, and takes it by a key: a step of that call."""
    call = token(told, "call")
    if told.get("Digits") == "1" and who:
        address = her_address({"CallSid": call, "From": who})
        yield Called(
            external_id=call, address=address, to="", status="in-progress", at=_at(raw),
            is_ours=bool(told.get("ours")), agent=told.get("agent", "")[:40],
        )  # fmt: skip


def _recording(told: Item, address: str, at: datetime) -> Iterator[Event]:
    url, seconds = link(told, "RecordingUrl"), _seconds(told, "RecordingDuration")
    if not seconds and told.get("RecordingStatus") != "partial":
        return
    sid = told.get("RecordingSid") or url.rstrip("/").rpartition("/")[2].partition(".")[0]
    is_cut = told.get("Digits") == "hangup" or told.get("RecordingStatus") == "partial"
    sound = MediaRef(external_id=url, kind="voice", mime_type="audio/wav", seconds=seconds)
    yield Said(
        address=address,
        external_id=token({"sid": sid}, "sid"),
        at=at,
        media=(sound,),
        is_cut_off=is_cut,
        is_talk=bool(told.get("talk")),
    )


def _wish(told: Item) -> Literal["morning", "afternoon", "evening", "any"]:
    return WISHES.get(told.get("Digits", ""), "any")


def her_address(told: Item, who: str = "") -> str:
    """The other side's number; a name of this call alone where it is hidden; empty if unsaid."""
    said = other_side(told) or who
    if not said:
        return ""
    bare = found[1] if (found := SIP.match(said)) else said
    if NUMBER.fullmatch(bare) and bare not in HIDDEN:
        return bare
    if found and "anonymous" not in said.lower():
        return token({"sip": said}, "sip", longest=120)
    return WITHHELD + token(told, "CallSid")


def other_side(told: Item) -> str:
    """Whoever is no number of ours, as the provider names her."""
    return str(told.get("To" if told.get("part") else "From", ""))


def _seconds(told: Item, name: str) -> int:
    said = told.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else 0


def _at(raw: RawRequest) -> datetime:
    if raw.received_at is None:
        raise ValueError("no time")
    return raw.received_at
