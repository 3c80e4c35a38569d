"""Talks: who is rung, where nobody is, and what is kept of them."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from ilm.channels.base import (
    Answer,
    Called,
    Outgoing,
    RawRequest,
    Said,
    SendError,
    Unreachable,
)
from ilm.channels.tests.made import Scripted, asked
from ilm.channels.voice.menu import Line
from ilm.channels.voice.tests.test_adapter import HER, NOW, SOUND, channel


def test_whoever_is_rung_for_her_sees_our_number_and_not_hers() -> None:
    """A provider shows the caller's own number, where the document names no other."""
    began = asked("voice", "menu", at=NOW)
    turn = channel.turn(began)
    assert turn is not None
    for agent in ("sip:ann@desk.test", "+66810000000"):
        said = channel.answer(replace(turn, place="wait"), Line(agent=agent), began).body
        dial = ElementTree.fromstring(said).find("Dial")
        assert dial is not None
        assert dial.get("callerId") == "+6620000000"
        assert HER[1:] not in said


@pytest.mark.parametrize(
    ("allow", "address", "may"),
    [
        ("", "+66810000000", True), ("", "+959000000001", True), ("", "sip:ann@x.test", True),
        ("", "+19005550123", False), ("", "+882161234567", False), ("", "+97912345678", False),
        ("", "+441632960000", True), ("", "+449012345678", False),
        ("+66, @x.test", "+66810000000", True), ("+66, @x.test", "+959000000001", False),
        ("+66, @x.test", "sip:ann@x.test:5070;transport=tls", True),
        ("+66, @x.test", "sip:ann@x.test.elsewhere.test", False),
        ("+66", "sip:ann@x.test", False), ("@x.test", "+66810000000", False),
        ("+66", "sip:seat-0123456789abcdef@page", True),
    ],
)  # fmt: skip
def test_nothing_is_called_that_the_account_may_not(allow: str, address: str, may: bool) -> None:
    """In documents, in calls of ours and of those brought in: at Twilio nobody else stops it."""
    one = replace(channel, allow=allow)
    http = Scripted([Answer(201, b"{}")])
    began = asked("voice", "menu", at=NOW)
    turn = one.turn(began)
    assert turn is not None
    said = one.answer(replace(turn, place="wait"), Line(agent=address, is_staffed=True), began)
    assert (address in said.body) == may
    if may:
        one.bring(address, room="r1", http=http)
        return
    with pytest.raises(Unreachable):
        one.bring(address, room="r1", http=http)
    with pytest.raises(Unreachable):
        one.render(Outgoing(address=address, text="talk"))
    assert http.asked == []


def test_a_live_call_is_taken_into_a_room_and_one_of_us_is_rung_into_it() -> None:
    http = Scripted([Answer(200, b"{}"), Answer(201, b"{}"), Answer(404, b'{"code": 20404}')])
    channel.enter("CA1", room="r1", what="join", language="my", part="", http=http)
    channel.bring("sip:b@x.test", room="r1", http=http)
    (moved, (_, there, _)), (_, (_, rung, _)) = http.asked
    assert moved.endswith("/Calls/CA1.json")
    assert rung["To"] == "sip:b@x.test"
    body = b"CallSid=CA2&CallStatus=in-progress&Direction=outbound-api&From=%2B6620000000"
    mail = channel.turn(RawRequest("POST", rung["Url"], {}, body, NOW))
    assert mail is not None  # a voice mail answers: it hears nobody and keeps nothing
    said = channel.answer(mail, Line(), RawRequest("POST", rung["Url"], {}, body, NOW)).body
    assert ("Conference" in said, "room=r1" in said) == (False, True)
    body += b"&Digits=1"
    entered = there["Url"].replace("step=consent&", "step=consented&")
    for url, at_end in ((entered, "true"), (rung["Url"], None)):
        raw = RawRequest("POST", url, {}, body, NOW)
        turn = channel.turn(raw)
        assert turn is not None
        root = ElementTree.fromstring(channel.answer(turn, Line(), raw).body)
        [room] = root.iter("Conference")
        assert (room.text, room.get("endConferenceOnExit")) == ("r1", at_end)
        assert list(channel.parse(raw)) == []  # no contact of anybody
    assert channel.turn(RawRequest("POST", rung["StatusCallback"], {}, body, NOW)) is None
    with pytest.raises(SendError):
        channel.bring("sip:b@x.test", room="r1", http=http)


@pytest.mark.parametrize(
    ("what", "key", "kept", "agreed"),
    [("record", "1", True, "record"), ("record", "2", False, "no"), ("record", "", False, "no"),
     ("join", "1", False, "join"), ("join", "2", False, "no"), ("all", "1", False, "join")],
)  # fmt: skip
def test_nothing_of_a_talk_is_kept_without_her_yes(
    what: str, key: str, kept: bool, agreed: str
) -> None:
    http = Scripted([Answer(200, b"{}")])
    channel.enter("CA0001", room="r1", what=what, language="my", part="", http=http)
    [(_, (_, there, _))] = http.asked
    form = b"CallSid=CA0001&CallStatus=in-progress&Direction=inbound&From=%2B959000000001"

    def document(url: str, more: bytes = b"") -> ElementTree.Element:
        raw = RawRequest("POST", url, {}, form + more, NOW)
        turn = channel.turn(raw)
        assert turn is not None
        return ElementTree.fromstring(channel.answer(turn, Line(), raw).body)

    asks = document(there["Url"])
    assert list(asks.iter("Conference")) == []
    [gather] = asks.iter("Gather")
    pressed = f"&Digits={key}".encode() if key else b""
    onward = gather.get("action") if key else asks.find("Redirect").text  # type: ignore[union-attr]
    [room] = document(str(onward), pressed).iter("Conference")
    assert (room.get("record") == "record-from-start") == kept
    [step] = channel.parse(RawRequest("POST", str(onward), {}, form + pressed, NOW))
    assert isinstance(step, Called)
    assert step.agreed == agreed
    if kept:  # the provider of a room names neither her nor her call
        told = (
            f"RecordingSid=RE9&RecordingDuration=8&RecordingStatus=completed&RecordingUrl={SOUND}"
        )
        there_too = room.get("recordingStatusCallback", "")
        [said] = channel.parse(RawRequest("POST", there_too, {}, told.encode(), NOW))
        assert isinstance(said, Said)
        assert (said.address, said.is_talk) == (HER, True)


def test_whoever_took_the_call_in_a_browser_is_in_the_room_at_once() -> None:
    http = Scripted([Answer(201, b"{}")])
    channel.bring("sip:seat-0123456789abcdef@page", room="r1", http=http)
    [(_, (_, rung, _))] = http.asked
    raw = RawRequest("POST", rung["Url"], {}, b"CallSid=CA2&Direction=outbound-api", NOW)
    turn = channel.turn(raw)
    assert turn is not None
    assert "<Conference>r1</Conference>" in channel.answer(turn, Line(), raw).body
