"""Where a call comes from decides how many are taken, and whose word about the caller counts."""

import asyncio
import logging
from pathlib import Path
from types import SimpleNamespace

import pytest

from ilm.faces.voice.lines import HIDDEN, caller_of
from ilm.faces.voice.setup import Sip
from ilm.faces.voice.sources import Doorkeeper, Sources
from ilm.faces.voice.tests.made import setup
from ilm.kit.errors import Refused

SAID = "RX UDP {}:5070 -> 192.0.2.1:5060\nINVITE sip:h@x SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.9\r\nCall-ID: {}\r\n"
FLOOD = "198.51.100.7"


def traced(*said: str) -> Sources:
    sources = Sources()
    for each in said:
        sources.emit(logging.LogRecord("baresip.native.sip", 10, "", 0, each, (), None))
    return sources


def doorkeeper(folder: Path, **given: object) -> Doorkeeper:
    made = Doorkeeper(setup(folder, **given))
    asyncio.run(made.look_for_trunks())
    return made


def test_the_packet_says_where_a_call_comes_from_and_not_its_words() -> None:
    ours = "TX UDP 192.0.2.1:5060 -> 203.0.113.5:5070\nINVITE sip:h@x SIP/2.0\r\nCall-ID: c3\r\n"
    sources = traced(
        SAID.format(FLOOD, "c1"), SAID.format("[2001:db8::7]", "c2"),
        SAID.format("203.0.113.5", "c1"), ours,
    )  # fmt: skip

    async def run() -> list[str]:
        return [await sources.of(each) for each in ("c1", "c2", "c3")]

    assert asyncio.run(run()) == [FLOOD, "2001:db8::7", ""]


def test_the_trace_reaches_no_log(caplog: pytest.LogCaptureFixture) -> None:
    Sources().listen()
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("baresip.native.sip").debug(SAID.format(FLOOD, "c1"))
    assert caplog.text == ""


def test_one_source_has_so_many_calls_at_once_and_a_trunk_as_many_as_there_are(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = doorkeeper(tmp_path, sip=Sip(trusts=("192.0.2.0/24",)), per_source=2, per_minute=9)

    async def run() -> None:
        first, second = keeper.enter(FLOOD), keeper.enter(FLOOD)
        assert first
        assert first == second
        assert keeper.enter(FLOOD) is None
        assert keeper.enter("198.51.100.8") not in (None, first)
        assert [keeper.enter("192.0.2.5") for _ in range(50)] == [""] * 50
        keeper.leave("")
        keeper.leave(first)
        assert keeper.enter(FLOOD) == first

    asyncio.run(run())
    assert "calls enough" in caplog.text
    assert FLOOD not in caplog.text


def test_pages_and_scanners_leave_room_for_whoever_telephones(tmp_path: Path) -> None:
    keeper = doorkeeper(tmp_path, sip=Sip(trusts=("192.0.2.0/24",)), calls=8)
    free = {
        who: [keeper.has_room(on, is_trunk=who) for on in (5, 6, 7, 8)] for who in (True, False)
    }
    assert free == {True: [True, True, True, False], False: [True, False, False, False]}
    alone = doorkeeper(tmp_path, calls=1)  # no trunk: nothing to keep
    assert (alone.has_room(0, is_trunk=False), alone.has_room(1, is_trunk=False)) == (True, False)


def test_one_source_begins_so_many_calls_in_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = doorkeeper(tmp_path, per_source=9, per_minute=3)

    async def run() -> None:
        loop, now = asyncio.get_running_loop(), [0.0]
        monkeypatch.setattr(loop, "time", lambda: now[0])
        for _ in range(3):
            keeper.leave(keeper.enter(FLOOD) or "")
        assert keeper.enter(FLOOD) is None
        now[0] = 61.0
        assert keeper.enter(FLOOD)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("source", "is_trunk", "told"),
    [("192.0.2.5", True, "+959000000001"), (FLOOD, False, HIDDEN), ("", False, HIDDEN)],
)
def test_only_a_trunk_vouches_for_who_calls(
    tmp_path: Path, source: str, is_trunk: bool, told: str
) -> None:
    keeper = doorkeeper(tmp_path, sip=Sip(domain="192.0.2.5:5060"))
    assert keeper.is_trunk(source) == is_trunk
    vouched = {
        "P-Asserted-Identity": "<sip:+959000000001@x>",
        "From": "<sip:anonymous@anonymous.invalid>",
    }
    call = SimpleNamespace(headers=vouched, peer="")
    assert caller_of(call, is_trunk=keeper.is_trunk(source)) == told
    hides = SimpleNamespace(headers=vouched | {"Privacy": "id"}, peer="")
    assert caller_of(hides, is_trunk=True) == HIDDEN


def test_a_name_that_leads_nowhere_trusts_nobody_new(tmp_path: Path) -> None:
    keeper = doorkeeper(tmp_path, sip=Sip(trusts=("trunk.invalid",)))
    assert not keeper.is_trunk("127.0.0.1")
    with pytest.raises(Refused, match="trusts"):
        Sip(trusts=("sip:trunk",)).check()
