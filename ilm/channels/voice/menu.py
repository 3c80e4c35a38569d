"""Where a call goes next: a table of keys. No database.

All that a call knows stands in the addresses of its documents, which the provider signs: the place
she heard, her language, how many documents there were, how often she said nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal
from uuid import UUID

LONGEST: Final = 1500  # seconds of one recording; she is asked to go on, so it has no end
SILENT: Final = 1  # seconds: nobody spoke
QUIET: Final = 10  # seconds of silence that end a recording, and are in it
CODE: Final = 6  # digits
CHOICES: Final = 4
ROOM: Final = 40  # letters of a room's name
RINGS: Final = 4  # agents rung in vain before a message is offered
SEAT: Final = "@page"  # how the address of a browser at our own gateway ends
QUESTIONS: Final = frozenset({"is_it_fixed", "are_you_well"})
WISHED: Final = frozenset({"join", "record"})
WISHES: Final[Mapping[str, Literal["morning", "afternoon", "evening", "any"]]] = {
    "1": "morning",
    "2": "afternoon",
    "3": "evening",
    "4": "any",
}

_MENU = {"1": "record", "2": "wait", "0": "wait", "3": "when", "9": "menu", "*": "star"}
# place she heard → key → where it leads; "" is silence, "else" any other key
KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "menu": {**_MENU, "": "record", "else": "menu"},
    "hold": {"1": "record", "3": "when", "*": "star", "": "wait", "else": "wait"},
    "after": {"1": "record", "3": "when", "0": "wait", "2": "wait", "*": "star", "": "bye",
              "else": "bye"},
    "when": {**dict.fromkeys(WISHES, "promised"), "9": "when", "0": "wait", "*": "star",
             "": "when", "else": "when"},
    "star": {**_MENU, "*": "distress", "": "menu", "else": "menu"},
    "may_talk": {"1": "wait", "*": "star", "": "bye", "else": "may_talk"},
    "asks": {"1": "answered", "2": "answered", "3": "answered", "0": "wait", "9": "asks",
             "*": "star", "": "asks", "else": "asks"},
}  # fmt: skip
STATES: Final = {
    "record": "recording",
    "room": "talking",
    "consent": "talking",
    "wait": "waiting",
    "distress": "ended",
    "gone": "ended",
}
AGAIN: Final = frozenset({"when", "asks", "may_talk"})  # repeated once after silence, then left


@dataclass(frozen=True)
class Turn:
    """One step of a call: what it heard and where it goes. `place` names the next document."""

    call: str = field(repr=False)
    place: str
    language: str
    hop: int = 0  # documents so far
    tries: int = 0  # in vain at this place
    key: str = field(default="", repr=False)
    outcome: str = ""  # what the call has come to so far, if this step says
    part: str = ""  # the part of the outbox that this call of ours is
    code: str = field(default="", repr=False)  # typed by whoever answered our call
    speaks: str = ""  # a sentence before the document
    room: str = ""  # where several hear each other: the caller, one of us, an interpreter
    of: str = field(default="", repr=False)  # the call that one of us is rung for
    rung: str = ""  # which of us, as our own tables name her
    is_ours: bool = False  # we called her, whom somebody is rung for
    what: str = ""  # what she is asked in a talk: one of WISHED
    agreed: str = ""  # that, once she has said yes; `no` where she did not

    @property
    def state(self) -> str:
        """How the desk sees it."""
        return STATES.get(self.place, "menu")


@dataclass(frozen=True, kw_only=True)
class Line:
    """What the menu must be told at each step."""

    prompts: Mapping[tuple[str, str], str] = field(default_factory=dict)  # → where it is recorded
    ahead: int = 0  # callers who wait before her
    is_staffed: bool = False
    agent: str = field(default="", repr=False)  # the address that rings now; none is free
    rung: str = ""  # whose it is
    is_taken: bool = False  # one of us has pressed the key, and talks with her
    asks: str = ""  # what our own call is about: a question, or `talk`
    wants: UUID | None = None  # the member whom she is put through to, if that one is there
    has_code: bool = False
    is_code_right: bool = False


def first(told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    """The call begins: language first, where there are several and her page has told none."""
    said = told.get("lang", "")
    known = said in languages
    place = "language" if len(languages) > 1 and not known else "menu"
    language = said if known else languages[0]
    return Turn(told.get("CallSid", ""), place, language, 1, speaks="welcome")


def next_turn(told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    """Where this request leads. Never fails: what makes no sense leads to the menu."""
    here, part = told.get("step", ""), told.get("part", "")
    if not here:
        return first(told, languages)
    said = told.get("lang", "")
    turn = Turn(
        call=told.get("CallSid", ""),
        place="menu",
        language=said if said in languages or part else languages[0],
        hop=_whole(told.get("n", "")) + 1,
        tries=_whole(told.get("t", "")),
        key=told.get("Digits", ""),
        part=part,
    )
    return _LED.get(here, _by_key)(turn, here, told, languages)


def _by_key(turn: Turn, here: str, told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    keys = KEYS.get(here, KEYS["menu"])
    place = keys.get(turn.key, keys["else"])
    tries = turn.tries + 1 if place == here and not turn.key else 0
    if place in AGAIN and tries > 1:
        place = "promised" if place == "when" else "bye"
    outcome = {"promised": "call_back", "distress": "distress", "answered": "answered"}
    return replace(turn, place=place, tries=tries, outcome=outcome.get(place, ""))


def _language(turn: Turn, here: str, told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    if turn.key in ("*", "0"):
        return replace(turn, place="star" if turn.key == "*" else "wait", tries=0)
    at = _whole(turn.key)
    if 1 <= at <= min(len(languages), CHOICES):
        return replace(turn, place="menu", language=languages[at - 1], tries=0)
    if turn.key or turn.tries < 1:
        return replace(turn, place="language", tries=turn.tries + (not turn.key))
    return replace(turn, place="record", tries=0)


def _recorded(turn: Turn, here: str, told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    seconds = _whole(told.get("RecordingDuration", ""))
    spoke = seconds > SILENT + (0 if turn.key else QUIET)
    kept = "message" if spoke else ""
    if turn.key == "hangup":
        return replace(turn, place="gone", outcome="cut_off" if spoke else "")
    if turn.key in ("0", "*"):
        return replace(turn, place="wait" if turn.key == "0" else "star", tries=0, outcome=kept)
    if seconds >= LONGEST - 2:
        return replace(turn, place="record", speaks="go_on", tries=0, outcome=kept)
    if spoke or turn.key:
        return replace(turn, place="thanks" if spoke else "menu", tries=0, outcome=kept)
    if turn.tries < 1:
        return replace(turn, place="record", speaks="nothing", tries=turn.tries + 1)
    return replace(turn, place="bye")


def _dialed(turn: Turn, here: str, told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    if told.get("DialCallStatus") in ("completed", "answered"):
        return replace(turn, place="bye", outcome="talked")
    return _in_vain(turn)


def _in_vain(turn: Turn) -> Turn:
    if turn.tries + 1 >= RINGS:
        return replace(turn, place="record", speaks="nobody", tries=0, outcome="")
    return replace(turn, place="wait", tries=turn.tries + 1, outcome="")


def _code(turn: Turn, here: str, told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    if turn.key == "**":
        return replace(turn, place="distress", outcome="distress")
    return replace(turn, place="code", tries=turn.tries + 1, code=turn.key)


def _room(turn: Turn, here: str, told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    return replace(turn, place=here, room=told.get("room", "")[:ROOM])


def _consent(turn: Turn, here: str, told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    """In a talk she is asked whether somebody may join it, or whether it may be kept; then she is
    in the room, whatever she says."""
    what = told.get("what", "")
    room, asked = told.get("room", "")[:ROOM], what if what in WISHED else "join"
    if here == "consent":
        return replace(turn, place="consent", room=room, what=asked, outcome="talked")
    agreed = asked if turn.key == "1" else "no"
    speaks = "without" if agreed == "no" else ""
    return replace(turn, place="room", room=room, agreed=agreed, speaks=speaks, outcome="talked")


def _take(turn: Turn, here: str, told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    return replace(
        turn, place="take", of=told.get("call", ""), rung=told.get("agent", ""),
        is_ours=bool(told.get("ours")),
    )  # fmt: skip


def _ring(turn: Turn, here: str, told: Mapping[str, str], languages: tuple[str, ...]) -> Turn:
    return replace(turn, place="code")


_LED = {"language": _language, "recorded": _recorded, "dialed": _dialed, "code": _code,
        "ring": _ring, "join": _room, "take": _take,
        "consent": _consent, "consented": _consent}  # fmt: skip


def settled(turn: Turn, line: Line) -> Turn:
    """The same once the line is known: whether the code was right, whether anybody is there."""
    if turn.place == "code":
        open_to = "asks" if line.asks in QUESTIONS else "wait"
        if not line.has_code and line.asks == "talk" and not turn.code:
            return replace(turn, place="may_talk", tries=0)
        if line.has_code and turn.code and line.is_code_right:
            return replace(turn, place=open_to, tries=0)
        return replace(turn, place="end") if turn.tries >= 3 else turn
    if turn.outcome == "talked" and turn.place == "bye" and not line.is_taken:
        turn = _in_vain(turn)  # a voice mail answered: whoever rang it calls that completed
    if turn.place == "wait" and not line.agent and not line.is_staffed:
        return replace(turn, place="record", speaks="nobody", tries=0)
    return turn


def _whole(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 0
