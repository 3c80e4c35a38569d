"""What the documents of a call make happen, without a line."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from ilm.faces.voice.legs import Gone
from ilm.faces.voice.sounds import BEEP
from ilm.faces.voice.spooling import State
from ilm.faces.voice.tests.made import HOOK, LOUD, PAIR, FakeLeg, FakeReach, walk
from ilm.faces.voice.walking import SORRY, Walk
from ilm.vault.recordings import open_recording

NEXT = "https://app.test/next"


def go(
    folder: Path, leg: FakeLeg, script: Mapping[str, str], reach: FakeReach | None = None
) -> Walk:
    async def run() -> Walk:
        made = walk(folder, leg, script, reach)
        await asyncio.wait_for(made.go(HOOK), 5)
        return made

    return asyncio.run(run())


def forms(made: Walk, url: str) -> list[dict[str, str]]:
    return [form for there, form in made.posts.asked if there == url]


def test_verbs_are_done_in_order_and_the_call_ends_where_they_do(tmp_path: Path) -> None:
    leg = FakeLeg()
    script = {HOOK: '<Say language="my">a</Say><Pause length="0"/><Play loop="2">/p/b.wav</Play>'
                    "<Hangup/><Say>never</Say>"}  # fmt: skip
    made = go(tmp_path, leg, script)
    assert leg.heard == [b"my: a", b"b.wav", b"b.wav"]
    [told] = forms(made, HOOK)
    assert told["From"] == "+95912"
    assert told["CallSid"] == made.sid


def test_a_prompt_that_is_missing_does_not_end_the_call(tmp_path: Path) -> None:
    leg = FakeLeg()
    go(tmp_path, leg, {HOOK: "<Play>/missing.wav</Play><Say>on</Say>"})
    assert leg.heard == [b"en: on"]


def test_keys_go_to_the_action_and_cut_the_prompt(tmp_path: Path) -> None:
    leg = FakeLeg()
    leg.types = {b"menu.wav": "42"}
    gather = '<Gather numDigits="2" action="/next"><Play>/menu.wav</Play><Say>x</Say></Gather>'
    made = go(tmp_path, leg, {HOOK: gather + "<Say>never</Say>", NEXT: ""})
    assert leg.heard == [b"menu.wav"]
    assert forms(made, NEXT)[0]["Digits"] == "42"


def test_the_finishing_key_ends_a_number_and_is_none_of_it(tmp_path: Path) -> None:
    leg = FakeLeg()
    leg.press("123#")
    made = go(tmp_path, leg, {HOOK: '<Gather action="/next"/>', NEXT: ""})
    assert forms(made, NEXT)[0]["Digits"] == "123"


def test_without_keys_the_next_verb_follows_unless_the_action_is_wanted(tmp_path: Path) -> None:
    leg = FakeLeg()
    go(tmp_path, leg, {HOOK: '<Gather timeout="0.02" action="/next"/><Say>on</Say>', NEXT: ""})
    assert leg.heard == [b"en: on"]
    wanted = '<Gather timeout="0.02" action="/next" actionOnEmptyResult="true"/>'
    assert forms(go(tmp_path, FakeLeg(), {HOOK: wanted, NEXT: ""}), NEXT)[0]["Digits"] == ""


def test_two_stars_in_a_row_reach_two_questions(tmp_path: Path) -> None:
    leg = FakeLeg()
    leg.press("**")
    ask = '<Gather numDigits="1" finishOnKey="" action="{}"/>'
    script = {HOOK: ask.format("/next"), NEXT: ask.format("/help"), "https://app.test/help": ""}
    made = go(tmp_path, leg, script)
    told = [form["Digits"] for url, form in made.posts.asked if url != HOOK]
    assert told == ["*", "*"]


def test_what_she_says_is_sealed_and_told_and_the_action_asked(tmp_path: Path) -> None:
    leg = FakeLeg(says=[LOUD] * 100)
    record = '<Record timeout="0.05" action="/next" recordingStatusCallback="/kept"/>'
    made = go(tmp_path, leg, {HOOK: record, NEXT: ""})
    assert leg.heard[0] == BEEP
    [note] = made.spool.notes()
    assert (note.state, note.callback, note.is_cut) == (State.ENDED, "https://app.test/kept", False)
    assert forms(made, NEXT)[0]["RecordingSid"] == note.name
    opened = open_recording(PAIR.private, made.spool.place(note.name).read_bytes(), note.name)
    assert opened.samples.startswith(LOUD * 100)
    assert opened.is_whole


@pytest.mark.parametrize(("ends", "told"), [("#", "#"), ("0", "")])
def test_a_key_ends_the_words_if_it_is_one_of_those(tmp_path: Path, ends: str, told: str) -> None:
    leg = FakeLeg(says=[LOUD] * 30)
    hear, packets = leg.hear, []

    async def typing() -> bytes:
        packets.append(1)
        if len(packets) == 10:
            leg.press("#")
        return await hear()

    leg.hear = typing
    record = f'<Record playBeep="false" timeout="0.05" finishOnKey="{ends}" action="/next"/>'
    made = go(tmp_path, leg, {HOOK: record, NEXT: ""})
    assert forms(made, NEXT)[0]["Digits"] == told
    assert (len(packets) == 10) == bool(told)


def test_who_hangs_up_leaves_what_she_said(tmp_path: Path) -> None:
    leg = FakeLeg(says=[LOUD] * 500, hangs_up_after=60)

    async def run() -> Walk:
        made = walk(tmp_path, leg, {HOOK: '<Record action="/next"/>'})
        with pytest.raises(Gone):
            await made.go(HOOK)
        return made

    made = asyncio.run(run())
    [(url, told)] = made.posts.told
    assert (url, told["Digits"]) == (NEXT, "hangup")
    [note] = made.spool.notes()
    opened = open_recording(PAIR.private, made.spool.place(note.name).read_bytes(), note.name)
    assert len(opened.samples) > 50 * len(LOUD)


@pytest.mark.parametrize(
    "body", [None, "<Shout/>", "<Say>", "<Pause length='x'/>", '<!DOCTYPE a [<!ENTITY b "c">]>']
)
def test_without_a_document_a_message_is_taken(tmp_path: Path, body: str | None) -> None:
    leg = FakeLeg(says=[LOUD] * 20, hangs_up_after=40)
    script = {} if body is None else {HOOK: body}

    async def run() -> Walk:
        made = walk(tmp_path, leg, script)
        with pytest.raises(Gone):
            await made.go(HOOK)
        return made

    made = asyncio.run(run())
    assert leg.heard[0] == f"en: {SORRY}".encode()
    [note] = made.spool.notes()
    assert note.callback == HOOK
    assert note.form["From"] == "+95912"


def test_a_fault_of_our_own_does_not_turn_her_away(tmp_path: Path, monkeypatch, caplog) -> None:
    leg = FakeLeg(says=[LOUD] * 20, hangs_up_after=60)

    async def run() -> Walk:
        made = walk(tmp_path, leg, {HOOK: "<Play>/a.wav</Play>"})
        made.sounds.prompt = None  # a defect
        with pytest.raises(Gone):
            await made.go(HOOK)
        return made

    made = asyncio.run(run())
    assert len(made.spool.notes()) == 1
    assert "TypeError at" in caplog.text  # and none of its words


def test_a_call_can_be_taken_elsewhere_while_a_prompt_is_heard(tmp_path: Path) -> None:
    leg = FakeLeg()

    async def run() -> Walk:
        made = walk(tmp_path, leg, {HOOK: '<Pause length="60"/>', NEXT: "<Say>here</Say>"})
        going = asyncio.ensure_future(made.go(HOOK))
        await asyncio.sleep(0.05)
        made.move(NEXT)
        await asyncio.wait_for(going, 5)
        return made

    made = asyncio.run(run())
    assert leg.heard == [b"en: here"]
    assert len(forms(made, NEXT)) == 1


def test_an_application_that_goes_in_circles_ends(tmp_path: Path) -> None:
    made = go(tmp_path, FakeLeg(), {HOOK: "<Redirect>/call</Redirect>"})
    assert 1000 < len(made.posts.asked) < 5000


def test_each_number_is_rung_until_one_answers(tmp_path: Path) -> None:
    agent = FakeLeg(says=[LOUD] * 20)
    reach = FakeReach(**{"sip:a@phones.test": "busy", "+6691": agent})
    leg = FakeLeg()
    both = "<Sip>sip:a@phones.test</Sip><Number>+6691</Number>"
    script = {HOOK: f'<Dial action="/next">{both}</Dial>', NEXT: ""}

    async def run() -> Walk:
        made = walk(tmp_path, leg, script, reach)
        going = asyncio.ensure_future(made.go(HOOK))
        await asyncio.sleep(0.4)
        agent.is_ended = True
        await asyncio.wait_for(going, 5)
        return made

    made = asyncio.run(run())
    assert reach.rung == ["sip:a@phones.test", "+6691"]
    assert LOUD in leg.heard
    assert forms(made, NEXT)[0]["DialCallStatus"] == "completed"


def test_nobody_answers_and_the_application_hears_why(tmp_path: Path) -> None:
    reach = FakeReach(**{"+6691": "no-answer"})
    dial = '<Dial action="/next"><Number>+6691</Number></Dial>'
    made = go(tmp_path, FakeLeg(), {HOOK: dial, NEXT: ""}, reach)
    assert forms(made, NEXT)[0]["DialCallStatus"] == "no-answer"
    bare = go(tmp_path, leg := FakeLeg(), {HOOK: "<Dial>+6691</Dial><Say>on</Say>"}, reach)
    assert bare.posts.told == []
    assert leg.heard[-1] == b"en: on"


def test_three_in_a_room_hear_each_other_and_the_host_ends_it(tmp_path: Path) -> None:
    legs = [FakeLeg(says=[bytes([n, 0]) * 160] * 200) for n in (1, 2, 4)]
    reach = FakeReach()
    enter = "<Dial><Conference{}>r</Conference></Dial>"

    async def run() -> None:
        going = []
        for number, leg in enumerate(legs):
            ends = ' endConferenceOnExit="true"' if number == 0 else ""
            made = walk(tmp_path, leg, {HOOK: enter.format(ends)}, reach)
            going.append(asyncio.ensure_future(made.go(HOOK)))
        await asyncio.sleep(0.6)
        legs[0].is_ended = True
        done = await asyncio.wait_for(asyncio.gather(*going, return_exceptions=True), 5)
        assert isinstance(done[0], Gone)
        assert done[1:] == [None, None]

    asyncio.run(run())
    assert [leg.heard[-3][:2] for leg in legs] == [b"\x06\0", b"\x05\0", b"\x03\0"]
    assert reach.rooms == {}
