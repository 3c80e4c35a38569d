"""Whoever is rung takes the call by a key, and is not put through without one."""

import asyncio
from pathlib import Path

import pytest

from ilm.faces.voice.legs import Gone
from ilm.faces.voice.tests.made import HOOK, LOUD, FakeLeg, FakeReach, walk
from ilm.faces.voice.walking import Walk

NEXT, TAKE = "https://app.test/next", "https://app.test/take"
ASKS = f'<Gather numDigits="1" timeout="0.05" action="{TAKE}?n=1"><Say>1?</Say></Gather><Hangup/>'
DIAL = '<Dial action="/next"><Number url="/take">+6691</Number><Number url="/take">+6692</Number></Dial>'


def put_through(folder: Path, reach: FakeReach, script: dict[str, str], leg: FakeLeg) -> Walk:
    async def run() -> Walk:
        made = walk(folder, leg, {HOOK: DIAL, NEXT: "", **script}, reach)
        going = asyncio.ensure_future(made.go(HOOK))
        await asyncio.sleep(0.6)
        for each in reach.answers.values():
            each.is_ended = True
        await asyncio.wait_for(going, 5)
        return made

    return asyncio.run(run())


def status(made: Walk) -> list[str]:
    return [form["DialCallStatus"] for url, form in made.posts.asked if url == NEXT]


def test_a_voice_mail_hears_nobody_and_the_next_agent_is_rung(tmp_path: Path) -> None:
    machine, agent = FakeLeg(says=[LOUD] * 400), FakeLeg(says=[LOUD] * 400)
    agent.types = {b"en: 1?": "1"}
    her = FakeLeg(says=[b"\x07\0" * 160] * 900)
    reach = FakeReach(**{"+6691": machine, "+6692": agent})
    made = put_through(tmp_path, reach, {TAKE: ASKS, f"{TAKE}?n=1": ""}, her)
    assert reach.rung == ["+6691", "+6692"]
    assert (machine.heard, machine.is_ended) == ([b"en: 1?"], True)
    assert b"\x07\0" * 160 in agent.heard
    assert status(made) == ["completed"]
    asked = [form for url, form in made.posts.asked if url.startswith(TAKE)]
    assert {form["ParentCallSid"] for form in asked} == {made.sid}
    assert {form["Direction"] for form in asked} == {"outbound-dial"}
    assert "+95912" not in str(asked)  # nobody who is rung is told who calls


@pytest.mark.parametrize(
    "script",
    [
        {},  # the application is away
        {TAKE: "<Shout/>"},
        {TAKE: "<Record/>"},
        {TAKE: "<Dial><Conference>r</Conference></Dial>"},
        {TAKE: "<Hangup/>"},
        {TAKE: ASKS, f"{TAKE}?n=1": "<Hangup/>"},
    ],
    ids=["away", "unreadable", "records", "dials", "hangs-up", "too-late"],
)
def test_nobody_is_put_through_unasked(tmp_path: Path, script: dict[str, str]) -> None:
    agent, other = FakeLeg(says=[LOUD] * 400), FakeLeg(says=[LOUD] * 400)
    agent.types = other.types = {b"en: 1?": "1"}
    her = FakeLeg(says=[b"\x07\0" * 160] * 900)
    made = put_through(tmp_path, FakeReach(**{"+6691": agent, "+6692": other}), script, her)
    assert status(made) == ["no-answer"]
    assert b"\x07\0" * 160 not in agent.heard + other.heard
    assert made.spool.notes() == []


def test_a_caller_who_hangs_up_while_somebody_is_asked_leaves_no_line_open(tmp_path: Path) -> None:
    agent, her = FakeLeg(), FakeLeg()

    async def run() -> None:
        reach = FakeReach(**{"+6691": agent})
        made = walk(tmp_path, her, {HOOK: DIAL, TAKE: '<Pause length="60"/>'}, reach)
        going = asyncio.ensure_future(made.go(HOOK))
        await asyncio.sleep(0.2)
        her.is_ended = True
        with pytest.raises(Gone):
            await asyncio.wait_for(going, 5)
        await asyncio.sleep(0.05)

    asyncio.run(run())
    assert agent.is_ended
