"""Every key at every place leads somewhere, and silence never to a hang-up first."""

from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from ilm.channels.voice.documents import document
from ilm.channels.voice.menu import KEYS, Line, Turn, next_turn, settled
from ilm.channels.voice.prompts import DRAFTS, PROMPTS, draft

HOOK = "https://ilm.test/hooks/voice/demo/"
TONGUES = ("my", "th", "km")
IDLE = Line()
PLACES = {place for keys in KEYS.values() for place in keys.values()}


def go(step: str, key: str = "", line: Line = IDLE, **told: str) -> Turn:
    given = {"CallSid": "CA1", "step": step, "lang": "my", "n": "3", "Digits": key, **told}
    return settled(next_turn(given, TONGUES), line)


def said(turn: Turn, line: Line = IDLE) -> ElementTree.Element:
    return ElementTree.fromstring(document(turn, line, hook=HOOK, languages=TONGUES, who="sealed"))


@pytest.mark.parametrize(
    "place", [*sorted(PLACES), "language", "code", "bye", "end", "gone", "thanks"]
)
def test_each_place_has_a_document(place: str) -> None:
    root = said(Turn("CA1", place, "my"), Line(asks="is_it_fixed"))
    assert root.tag == "Response"
    assert len(root)


def test_the_first_document_greets_and_names_each_language_in_itself() -> None:
    root = said(settled(next_turn({"CallSid": "CA1"}, TONGUES), IDLE))
    spoken = [(each.get("language"), each.text) for each in root.iter("Say")]
    assert ("my", DRAFTS["my"]["choose"]) in spoken
    assert ("th", DRAFTS["th"]["choose"]) in spoken
    assert ("en", PROMPTS["choose"]) in spoken  # no machine speaks Khmer, nobody recorded it
    assert root.find("Gather") is not None


def test_a_number_of_one_language_asks_for_none() -> None:
    assert next_turn({"CallSid": "CA1"}, ("my",)).place == "menu"


@pytest.mark.parametrize(
    ("step", "key", "place"),
    [
        ("language", "2", "menu"), ("language", "0", "record"), ("language", "8", "language"),
        ("menu", "1", "record"), ("menu", "3", "when"), ("menu", "9", "menu"),
        ("menu", "", "record"), ("menu", "7", "menu"), ("menu", "*", "star"),
        ("star", "*", "distress"), ("star", "1", "record"), ("star", "", "menu"),
        ("when", "3", "promised"), ("when", "", "when"), ("nonsense", "1", "record"),
        ("hold", "1", "record"), ("hold", "3", "when"), ("code", "**", "distress"),
    ],
)  # fmt: skip
def test_keys(step: str, key: str, place: str) -> None:
    assert go(step, key).place == place


def test_silence_leads_to_a_recording_and_never_at_once_to_a_hang_up() -> None:
    again = next_turn({"CallSid": "CA1", "step": "language"}, TONGUES)
    assert again.place == "language"
    asked_twice = next_turn({"CallSid": "CA1", "step": "language", "t": "1"}, TONGUES)
    assert asked_twice.place == "record"
    silent = go("recorded")
    assert (silent.place, silent.speaks) == ("record", "nothing")
    assert go("recorded", t="1").place == "bye"
    assert go("recorded", RecordingDuration="11").speaks == "nothing"  # silence, and no more
    assert go("recorded", RecordingDuration="14").outcome == "message"


def test_a_person_is_rung_or_she_hears_where_she_stands_or_leaves_a_message() -> None:
    rings = Line(agent="sip:ann@desk.test", is_staffed=True)
    dial = said(go("menu", "2", rings), rings).find("Dial/Sip")
    assert dial is not None
    assert dial.text == "sip:ann@desk.test"
    mobile = Line(agent="+66810000000", is_staffed=True)
    assert said(go("menu", "0", mobile), mobile).find("Dial/Number") is not None
    full = Line(is_staffed=True, ahead=2)
    assert "3" in [each.text for each in said(go("menu", "2", full), full).iter("Say")]
    assert go("menu", "2").place == "record"
    assert go("dialed", "", full, DialCallStatus="no-answer", t="3").place == "record"
    talked = Line(is_staffed=True, is_taken=True)
    assert go("dialed", "", talked, DialCallStatus="completed").outcome == "talked"
    machine = go("dialed", "", full, DialCallStatus="completed")  # it answered; nobody took her
    assert (machine.place, machine.tries, machine.outcome) == ("wait", 1, "")


def test_whoever_is_rung_is_told_of_nobody_and_takes_the_call_by_a_key() -> None:
    line = Line(agent="+66810000000", rung="a-1", is_staffed=True)
    there = said(go("menu", "2", line), line).find("Dial/Number").get("url")
    told = dict(parse_qsl(urlsplit(there).query))
    assert (told["step"], told["call"], told["agent"], told["who"]) == (
        "take",
        "CA1",
        "a-1",
        "sealed",
    )
    asked = next_turn({"CallSid": "CA2", **told}, TONGUES)
    assert (asked.place, asked.of, asked.rung) == ("take", "CA1", "a-1")
    root = said(asked)
    assert [each.text for each in root.iter("Say")] == [PROMPTS["may_take"]] * 2
    assert root[-1].tag == "Hangup"
    again = dict(parse_qsl(urlsplit(root.find("Gather").get("action")).query))
    pressed = next_turn({"CallSid": "CA2", **again, "Digits": "1"}, TONGUES)
    assert (pressed.of, pressed.rung, pressed.key) == ("CA1", "a-1", "1")
    assert len(said(pressed, Line(is_taken=True))) == 0  # the document's end puts them through
    assert [each.tag for each in said(pressed)] == ["Hangup"]  # she has hung up meanwhile
    seat = Line(agent="sip:seat-0123456789abcdef@page", rung="a-1", is_staffed=True)
    url = said(go("menu", "2", seat), seat).find("Dial/Sip").get("url")
    assert "Digits=1" in url  # her browser was taken by a key already


def test_a_long_message_goes_on_and_a_broken_line_is_told() -> None:
    assert go("recorded", RecordingDuration="1500").speaks == "go_on"
    assert go("recorded", "#", RecordingDuration="12").outcome == "message"
    assert go("recorded", "hangup", RecordingDuration="4").outcome == "cut_off"
    assert go("recorded", "hangup", RecordingDuration="0").outcome == ""
    assert go("recorded", "0", RecordingDuration="8", line=Line(is_staffed=True)).place == "wait"


def test_a_call_of_ours_says_nothing_before_the_code() -> None:
    asks = Line(asks="is_it_fixed", has_code=True)
    first = go("ring", "", asks, part="p")
    assert first.place == "code"
    assert [each.text for each in said(first, asks).iter("Say")] == [DRAFTS["my"]["enter_code"]]
    right = Line(asks="is_it_fixed", has_code=True, is_code_right=True)
    assert go("code", "271828", right, part="p").place == "asks"
    assert go("code", "111111", asks, part="p").place == "code"
    assert go("code", "111111", asks, part="p", t="2").place == "end"
    assert go("code", "", right, part="p").place == "code"
    assert go("ring", "", Line(asks="talk"), part="p").place == "may_talk"
    nothing = Line(asks="is_it_fixed", is_code_right=True)
    assert go("code", "271828", nothing, part="p").place == "code"


def test_a_recorded_sentence_is_played_in_place_of_the_machine() -> None:
    line = Line(prompts={("my", "menu"): "https://ilm.test/hooks/voice/demo/heard/abc/"})
    root = said(go("menu", "9", line), line)
    assert [each.text for each in root.iter("Play")] == [line.prompts["my", "menu"]]


def test_a_draft_is_in_her_language_or_in_english() -> None:
    assert draft("km", "menu") == ("en", PROMPTS["menu"])
    assert draft("th", "n3") == ("th", "3")
    assert draft("xx", "thanks") == ("en", PROMPTS["thanks"])
    assert all(set(said_in) <= PROMPTS.keys() for said_in in DRAFTS.values())
