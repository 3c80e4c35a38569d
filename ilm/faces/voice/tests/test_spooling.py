"""A recording is durable as it grows, told until it is heard, and gone when it is taken."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from ilm.faces.voice import spooling
from ilm.faces.voice.calls import Calls, Left
from ilm.faces.voice.spooling import Spool, State
from ilm.faces.voice.tests.made import LOUD, NUMBER, PAIR, setup
from ilm.vault.recordings import open_recording

FORM = {"From": "+959000000001", "CallSid": "CA1"}


def test_a_death_in_the_middle_leaves_every_second_before_it(tmp_path: Path) -> None:
    async def speak() -> None:
        kept = Spool(setup(tmp_path)).begin(NUMBER, "https://app.test/kept", FORM)
        for _ in range(175):
            kept.add(LOUD)  # 3.5 seconds, and never ended

    asyncio.run(speak())
    spool = Spool(setup(tmp_path))
    [note] = spool.recover()
    [again] = spool.notes()
    assert (again.state, again.is_cut, again.form) == (State.ENDED, True, FORM)
    assert (again.seconds, again.told("http://g")["RecordingStatus"]) == (3, "partial")
    opened = open_recording(PAIR.private, spool.place(note.name).read_bytes(), note.name)
    assert (opened.samples, opened.is_whole) == (LOUD * 150, False)
    assert spool.recover() == []


def test_neither_the_caller_nor_her_words_lie_in_the_clear(tmp_path: Path) -> None:
    async def speak() -> None:
        kept = Spool(setup(tmp_path)).begin(NUMBER, "https://app.test/kept?who=her", FORM)
        kept.add(LOUD * 50)
        kept.end()

    asyncio.run(speak())
    files = [each.read_bytes() for each in (tmp_path / "spool").iterdir()]
    assert len(files) == 2
    told = (b"9590", b"who=her", LOUD[:40], NUMBER.token.encode())
    assert [secret for secret in told for file in files if secret in file] == []
    assert (tmp_path / "spool").stat().st_mode & 0o77 == 0


def test_what_was_taken_is_gone_and_cannot_come_back(tmp_path: Path) -> None:
    async def speak() -> spooling.Note:
        return Spool(setup(tmp_path)).begin(NUMBER, "https://app.test/kept", FORM).end()

    note, spool = asyncio.run(speak()), Spool(setup(tmp_path))
    assert spool.content(note.name) is not None
    spool.forget(note.name)
    spool.tell(note)
    assert [*(tmp_path / "spool").iterdir()] == []
    assert spool.content(note.name) is None


@pytest.mark.parametrize(
    ("seconds", "is_cut", "stays"), [(0, False, 0), (0, True, 2), (3, False, 2)]
)
def test_what_nothing_was_said_in_goes_once_it_is_told(
    tmp_path: Path, seconds: int, is_cut: bool, stays: int
) -> None:
    async def speak() -> spooling.Note:
        return Spool(setup(tmp_path)).begin(NUMBER, "https://app.test/kept", FORM).end()

    note, spool = asyncio.run(speak()), Spool(setup(tmp_path))
    note = replace(note, seconds=seconds, is_cut=is_cut)
    spool.write(note)
    spool.tell(note)
    assert len([*(tmp_path / "spool").iterdir()]) == stays


def test_a_name_that_is_none_of_ours_leads_nowhere(tmp_path: Path) -> None:
    spool = Spool(setup(tmp_path))
    (tmp_path / "x.note").write_text(json.dumps({}))
    assert spool.read("../x") is None
    assert spool.read("RE" + "0" * 32) is None
    (tmp_path / "spool" / f"RE{'0' * 32}.note").write_text("{}")
    assert spool.notes() == []


def test_a_disk_that_fills_up_is_told(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(spooling.disk, "left", lambda _: 0.19)
    assert Spool(setup(tmp_path)).is_filling()
    monkeypatch.setattr(spooling.disk, "left", lambda _: 0.21)
    assert not Spool(setup(tmp_path)).is_filling()


def test_a_call_that_we_did_not_outlive_is_told_of_once(tmp_path: Path) -> None:
    name, calls = f"CA{7:032x}", Calls(Spool(setup(tmp_path)))
    calls.begin(Left(name, NUMBER, "https://app.test/ended?who=her", FORM))
    [file] = (tmp_path / "spool").iterdir()
    assert not any(secret in file.read_bytes() for secret in (b"9590", b"who=her"))
    (tmp_path / "spool" / f"CA{8:032x}.call").write_text("{}")
    (tmp_path / "spool" / "CAx.call").write_text("{}")
    again = Calls(Spool(setup(tmp_path)))
    [left] = again.left()
    assert left == Left(name, NUMBER, "https://app.test/ended?who=her", FORM)
    again.end(name)
    again.end(name)
    assert again.left() == []
