"""A browser at a desk is lent to one caller after another, and keeps its line."""

import asyncio

import pytest

from ilm.faces.voice.legs import Gone
from ilm.faces.voice.reaching import Unanswered
from ilm.faces.voice.seats import Seats, seat_in
from ilm.faces.voice.tests.made import LOUD, FakeLeg

NAME = "seat-0123456789abcdef"


async def seated(leg: FakeLeg) -> tuple[Seats, "asyncio.Task[None]"]:
    seats = Seats()
    task = asyncio.ensure_future(seats.sit(NAME, leg))
    await asyncio.sleep(0)
    return seats, task


async def rung(seats: Seats, leg: FakeLeg, key: str, *, seconds: float = 2):
    ringing = asyncio.ensure_future(seats.ring(NAME, seconds))
    await asyncio.sleep(0.01)
    leg.press(key) if key else None
    return await ringing


def test_she_takes_two_calls_one_after_another_on_one_line() -> None:
    async def run() -> None:
        seats, task = await seated(leg := FakeLeg())
        first = await rung(seats, leg, "1")
        assert not first.is_gone
        with pytest.raises(Unanswered, match="busy"):
            await seats.ring(NAME, 1)
        leg.press("1")  # twice by mistake
        assert not first.is_gone
        leg.press("*")  # "end this call"
        assert first.is_gone
        with pytest.raises(Gone):
            await first.nap()
        await first.end()
        second = await rung(seats, leg, "1")
        second.give(LOUD)
        await first.end()  # once over, it ends nothing else
        assert (second.is_gone, first.is_gone, leg.heard[-1]) == (False, True, LOUD)
        assert not leg.is_gone
        task.cancel()

    asyncio.run(run())


@pytest.mark.parametrize(("key", "said"), [("2", "busy"), ("", "no-answer")])
def test_she_declines_or_does_not_hear_it_and_keeps_her_seat(key: str, said: str) -> None:
    async def run() -> None:
        seats, task = await seated(leg := FakeLeg())
        with pytest.raises(Unanswered, match=said):
            await rung(seats, leg, key, seconds=0.05)
        assert not (await rung(seats, leg, "1")).is_gone
        task.cancel()

    asyncio.run(run())


def test_an_empty_seat_does_not_ring() -> None:
    async def run() -> None:
        seats, task = await seated(leg := FakeLeg())
        await leg.end()
        with pytest.raises(Unanswered, match="failed"):
            await seats.ring(NAME, 1)
        with pytest.raises(Gone):
            await task
        with pytest.raises(Unanswered, match="failed"):
            await seats.ring(NAME, 1)

    asyncio.run(run())


def test_who_sits_down_elsewhere_leaves_the_first_seat() -> None:
    async def run() -> None:
        seats, first = await seated(before := FakeLeg())
        second = asyncio.ensure_future(seats.sit(NAME, after := FakeLeg()))
        with pytest.raises(Gone):
            await asyncio.wait_for(first, 1)
        assert before.is_gone
        assert not (await rung(seats, after, "1")).is_gone
        second.cancel()

    asyncio.run(run())


def test_only_a_whole_name_is_a_seat() -> None:
    assert seat_in(f"sip:{NAME}@page") == NAME
    assert [seat_in(each) for each in (f"sip:{NAME}@page.test", "sip:a@page", "+66", "")] == [
        ""
    ] * 4
