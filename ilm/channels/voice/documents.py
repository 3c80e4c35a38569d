"""The TwiML of each place of the menu, in the subset that our gateway executes too."""

from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from ilm.channels.voice.menu import CHOICES, CODE, LONGEST, QUESTIONS, QUIET, SEAT, Line, Turn
from ilm.channels.voice.prompts import NUMBERS, draft

OTHERS = 'playBeep="true" trim="do-not-trim" method="POST" recordingStatusCallbackMethod="POST"'


def document(
    turn: Turn, line: Line, *, hook: str, languages: tuple[str, ...], who: str = "", ours: str = ""
) -> str:
    """The TwiML of a settled turn. `who` is the caller, sealed, for what is told without her;
    `ours` the number that she called: whoever is rung for her sees it, and not hers."""
    pen = _Pen(turn, line, hook, languages, who, ours)
    spoken = pen.say(turn.speaks) if turn.speaks else ""
    inside = getattr(pen, turn.place, pen.bye)()
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{spoken}{inside}</Response>'


@dataclass(frozen=True)
class _Pen:
    """Writes one document: a method for each place."""

    turn: Turn
    line: Line
    hook: str
    languages: tuple[str, ...]
    who: str = field(default="", repr=False)
    ours: str = ""

    def at(self, step: str) -> str:
        """Where the provider asks next, as an attribute's value."""
        turn = self.turn
        query = {"step": step, "lang": turn.language, "n": turn.hop, "t": turn.tries}
        if step == "take":
            return quoteattr(f"{self.hook}?{urlencode(query | self.rung())}")
        if turn.part:
            query["part"] = turn.part
        if step == "kept":
            query["who"] = self.who
            query |= {"call": turn.call, "talk": "1"} if turn.agreed else {}
        if step in ("join", "consented"):
            query["room"] = turn.room
        if step == "consented":
            query["what"] = turn.what
        return quoteattr(f"{self.hook}?{urlencode(query)}")

    def rung(self) -> dict[str, str]:
        """Who is rung for which call: whoever is asked there knows neither by name."""
        turn, line = self.turn, self.line
        told = {"call": turn.of or turn.call, "agent": turn.rung or line.rung, "who": self.who}
        told |= {"ours": "1"} if turn.part or turn.is_ours else {}
        return told | ({"Digits": "1"} if line.agent.endswith(SEAT) else {})  # taken by a key

    def say(self, name: str, language: str = "") -> str:
        language = language or self.turn.language
        if there := self.line.prompts.get((language, name)):
            return f"<Play>{escape(there)}</Play>"
        tongue, words = draft(language, name)
        return f'<Say language="{tongue}">{escape(words)}</Say>'

    def tongue(self, name: str, language: str = "") -> str:
        """The language that a sentence is heard in: a number after it is in no other."""
        language = language or self.turn.language
        return language if (language, name) in self.line.prompts else draft(language, name)[0]

    def gather(self, step: str, *spoken: str, timeout: int = 6, digits: int = 1) -> str:
        ends = 'finishOnKey="#"' if digits > 1 else 'finishOnKey=""'
        return (
            f'<Gather numDigits="{digits}" timeout="{timeout}" {ends} method="POST"'
            f" action={self.at(step)}>{''.join(spoken)}</Gather>"
        )

    def on(self, step: str) -> str:
        return f'<Redirect method="POST">{self.at(step)[1:-1]}</Redirect>'

    def language(self) -> str:
        lines = [
            self.say("choose", each) + self.say(NUMBERS[at], self.tongue("choose", each))
            for at, each in enumerate(self.languages[:CHOICES])
        ]
        return self.gather("language", *lines) + self.on("language")

    def menu(self) -> str:
        return self.gather("menu", self.say("menu")) + self.on("menu")

    def record(self) -> str:
        told = "" if self.turn.speaks == "go_on" else self.gather(
            "menu", self.say("recording"), timeout=1
        )  # fmt: skip
        return (
            f'{told}<Record maxLength="{LONGEST}" timeout="{QUIET}" finishOnKey="#0*"'
            f" action={self.at('recorded')} recordingStatusCallback={self.at('kept')} {OTHERS}/>"
            + self.on("recorded")
        )

    def thanks(self) -> str:
        return self.gather("after", self.say("thanks"), timeout=4) + self.on("after")

    def wait(self) -> str:
        line = self.line
        if line.agent:
            noun = "Number" if line.agent.startswith("+") else "Sip"
            return (
                f'{self.say("connecting")}<Dial timeout="20" method="POST"'
                f" callerId={quoteattr(self.ours)} action={self.at('dialed')}>"
                f'<{noun} method="POST" url={self.at("take")}>{escape(line.agent)}</{noun}></Dial>'
            )
        place = NUMBERS[min(line.ahead, len(NUMBERS) - 1)]
        spoken = (self.say("position"), self.say(place, self.tongue("position")), self.say("hold"))
        return self.gather("hold", *spoken, timeout=10) + self.on("hold")

    def room(self) -> str:
        """The caller enters; when she leaves, it is over for everybody, and nothing is kept that
        she has not agreed to in this stay."""
        kept = (
            f' record="record-from-start" recordingStatusCallback={self.at("kept")}'
            ' recordingStatusCallbackMethod="POST"'
        )
        room = (
            f'<Conference endConferenceOnExit="true"{kept if self.turn.agreed == "record" else ""}>'
            f"{escape(self.turn.room)}</Conference>"
        )
        return f'<Dial method="POST" action={self.at("dialed")}>{room}</Dial>'

    def consent(self) -> str:
        asked = self.say("may_record" if self.turn.what == "record" else "joining")
        return self.gather("consented", asked, asked, timeout=5) + self.on("consented")

    def join(self) -> str:
        """One of us enters once a key says that a person is there, not a voice mail, which would
        keep what she says; and may leave without ending it."""
        if self.turn.key != "1":
            asked = self.say("may_join")
            return self.gather("join", asked, asked, timeout=8) + "<Hangup/>"
        return f"<Dial><Conference>{escape(self.turn.room)}</Conference></Dial>"

    def take(self) -> str:
        """Whoever is rung for a caller hears no name and nothing of her. A voice mail presses no
        key: it is hung up, and another is rung."""
        if self.turn.key == "1":
            return "" if self.line.is_taken else "<Hangup/>"  # she has hung up, or another rings
        asked = self.say("may_take")
        return self.gather("take", asked, asked, timeout=5) + "<Hangup/>"

    def when(self) -> str:
        return self.gather("when", self.say("when")) + self.on("when")

    def promised(self) -> str:
        return self.say("promised") + "<Hangup/>"

    def star(self) -> str:
        return self.gather("star", timeout=3) + self.on("star")

    def code(self) -> str:
        return self.gather("code", self.say("enter_code"), timeout=8, digits=CODE) + (
            self.on("code") if not self.turn.tries else "<Hangup/>"
        )

    def may_talk(self) -> str:
        return self.gather("may_talk", self.say("may_talk")) + self.on("may_talk")

    def asks(self) -> str:
        question = self.line.asks if self.line.asks in QUESTIONS else "are_you_well"
        return self.gather("asks", self.say(question), self.say("answers")) + self.on("asks")

    def answered(self) -> str:
        return self.say("goodbye") + "<Hangup/>"

    def bye(self) -> str:
        return self.say("goodbye") + "<Hangup/>"

    def distress(self) -> str:
        return "<Hangup/>"

    end = gone = distress
