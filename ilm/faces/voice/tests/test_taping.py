"""A talk is kept while she is in the room that she agreed to, sealed, and otherwise not at all."""

import asyncio
from pathlib import Path

import pytest

from ilm.faces.voice.legs import Gone
from ilm.faces.voice.spooling import State
from ilm.faces.voice.taping import Tape
from ilm.faces.voice.tests.made import HOOK, PAIR, FakeLeg, FakeReach, walk
from ilm.faces.voice.walking import Walk
from ilm.vault.recordings import open_recording

KEPT = "https://app.test/kept"
AGREED = f' endConferenceOnExit="true" record="record-from-start" recordingStatusCallback="{KEPT}"'
ENTER = "<Dial><Conference{}>r</Conference></Dial>"


def talk(folder: Path, hers: str, *, others: int = 1) -> Walk:
    """She and so many of us in a room for half a second; then she hangs up."""

    async def run() -> Walk:
        reach, going = FakeReach(), []
        for at in range(others + 1):
            leg = FakeLeg(says=[bytes([1 << at, 0]) * 160] * 400)
            made = walk(folder, leg, {HOOK: ENTER.format(hers if at == 0 else "")}, reach)
            going.append((made, leg, asyncio.ensure_future(made.go(HOOK))))
        await asyncio.sleep(0.5)
        for _, leg, _ in going:
            leg.is_ended = True
        for _, _, task in going:
            with pytest.raises(Gone):
                await asyncio.wait_for(task, 5)
        return going[0][0]

    return asyncio.run(run())


def test_both_voices_are_sealed_and_told_in_her_name(tmp_path: Path) -> None:
    made = talk(tmp_path, AGREED)
    [note] = made.spool.notes()
    assert (note.state, note.callback) == (State.ENDED, KEPT)
    assert note.form["CallSid"] == made.sid
    opened = open_recording(PAIR.private, made.spool.place(note.name).read_bytes(), note.name)
    assert opened.is_whole
    assert b"\x03\0" * 160 in opened.samples  # hers and ours at once
    assert 0.2 < len(opened.samples) / 16_000 < 1


@pytest.mark.parametrize(
    ("hers", "others"),
    [("", 1), (' endConferenceOnExit="true"', 2), (' record="do-not-record"', 1), (AGREED, 0)],
    ids=["unasked", "three", "refused", "alone"],
)
def test_nothing_is_written_without_her_yes_or_before_anybody_is_there(
    tmp_path: Path, hers: str, others: int
) -> None:
    made = talk(tmp_path, hers, others=others)
    assert made.spool.notes() == []
    assert [*made.spool.folder.glob("RE*")] == []


def test_a_full_disk_ends_the_tape_and_not_the_talk(caplog: pytest.LogCaptureFixture) -> None:
    def full() -> None:
        raise OSError("no space")

    tape = Tape(full)
    tape.add(b"\0\0")
    tape.add(b"\0\0")
    tape.end()
    assert caplog.text.count("cannot be written") == 1
