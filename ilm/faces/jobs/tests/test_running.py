"""Loops that stop when told, begin again when they broke, and send no faster than they may."""

import threading
from types import SimpleNamespace

import psycopg
import pytest
from django.db.utils import OperationalError

from ilm.faces.jobs import fetching, parsing, running, sending, ticking
from ilm.wall.lines import place

LONG = 10.0  # seconds, at most


def kept_up(loop) -> threading.Event:
    """Run a loop until it stops, in a thread of its own as the worker does."""
    stop = threading.Event()
    thread = threading.Thread(target=running._kept_up, args=("demo", loop, stop))
    thread.start()
    thread.join(LONG)
    assert not thread.is_alive()
    return stop


def test_a_loop_that_broke_begins_again_and_says_no_more_than_it_must(caplog, monkeypatch) -> None:
    monkeypatch.setattr(running, "LOOK", 0.01)
    turns = []

    def breaks_once(stop: threading.Event) -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            raise OperationalError("her own words")
        stop.set()

    kept_up(breaks_once)
    assert turns == [0, 1]
    assert [r.getMessage() for r in caplog.records] == ["the loop demo broke: OperationalError"]


def test_every_loop_that_was_asked_for_runs_until_it_is_told_to_stop(monkeypatch) -> None:
    begun, stop = threading.Barrier(3), threading.Event()

    def loop(told: threading.Event) -> None:
        begun.wait(LONG)
        told.wait(LONG)

    monkeypatch.setattr(running, "LOOPS", {"parse": loop, "send": loop, "tick": loop})
    thread = threading.Thread(target=running.run, args=(["parse", "send"], stop))
    thread.start()
    begun.wait(LONG)  # both are there, and the third was not asked for
    assert thread.is_alive()
    stop.set()
    thread.join(LONG)
    assert not thread.is_alive()


def stops(stop: threading.Event, after: list[int]):
    """A turn that answers what is in `after`, and sets `stop` with the last of it."""

    def turn(*_: object) -> int:
        number = after.pop(0)
        if not after:
            stop.set()
        return number

    return turn


@pytest.mark.parametrize(
    ("loop", "owner", "name"),
    [
        (running.fetch, fetching.Fetcher, "fetch_due"),
        (running.send, sending.Sender, "send_due"),
        (running.tick, ticking, "tick"),
    ],
)
def test_a_loop_looks_again_until_it_is_told_to_stop(loop, owner, name, monkeypatch) -> None:
    monkeypatch.setattr(running, "LOOK", 0.01)
    monkeypatch.setattr(running, "PAUSE", 0.01)
    monkeypatch.setattr(ticking, "EVERY", 0.01)
    swept = []
    monkeypatch.setattr(sending, "sweep", lambda: swept.append(1))
    stop, left = threading.Event(), [1, 0, 2, 0]
    monkeypatch.setattr(owner, name, stops(stop, left))
    loop(stop)
    assert left == []
    assert swept == [1] * (loop is running.send)


def test_the_parse_loop_hears_at_once_that_something_arrived(django_db_setup, monkeypatch) -> None:
    monkeypatch.setattr(parsing, "try_again", lambda **_: None)
    stop, turns = threading.Event(), []

    def parse_waiting() -> int:
        turns.append(stop.is_set())
        if len(turns) == 2:
            stop.set()
        with psycopg.connect(**place("intake"), autocommit=True) as link:
            link.execute("select pg_notify(%s, '')", [running.ARRIVED])
        return 0

    monkeypatch.setattr(running, "LOOK", LONG)
    monkeypatch.setattr(parsing, "parse_waiting", parse_waiting)
    thread = threading.Thread(target=running.parse, args=(stop,))
    thread.start()
    thread.join(LONG / 2)
    assert not thread.is_alive()
    assert turns == [False, False]


@pytest.mark.parametrize(("taken", "waits"), [(1, 1), (running.FEW - 1, 1), (running.FEW, 0)])
def test_the_parse_loop_gathers_after_few_and_goes_on_after_many(
    taken: int, waits: int, django_db_setup, monkeypatch
) -> None:
    monkeypatch.setattr(parsing, "try_again", lambda **_: None)
    stop, left, waited = threading.Event(), [taken, 0], []

    def parse_waiting() -> int:
        if len(left) == 1:
            stop.set()
        return left.pop(0)

    monkeypatch.setattr(parsing, "parse_waiting", parse_waiting)
    monkeypatch.setattr(running, "LOOK", 0.01)
    monkeypatch.setattr(stop, "wait", waited.append)
    running.parse(stop)
    assert waited == [running.TOGETHER] * waits


def waited(rate: float = 0, rate_each: float = 0, *, people: tuple[str, str] = ("ann", "ann")):
    """How long a pace waits before the second of two parts; nothing where it does not."""
    waits: list[float] = []
    pace = sending.Pace(waits.append)
    channel = SimpleNamespace(can=SimpleNamespace(rate=rate, rate_each=rate_each))
    for person in people:
        pace.keep(SimpleNamespace(account_id="account", alias_id=person), channel)
    return waits


def test_an_account_and_a_person_have_a_pace_each() -> None:
    assert waited() == []
    assert waited(1, people=("ann", "bo")) == [pytest.approx(1, abs=0.3)]
    assert waited(0, 0.5) == [pytest.approx(2, abs=0.3)]
    assert waited(0, 0.5, people=("ann", "bo")) == []


def test_a_pace_does_not_remember_everybody_for_ever() -> None:
    pace = sending.Pace(lambda _: None)
    channel = SimpleNamespace(can=SimpleNamespace(rate=0, rate_each=1e9))
    for number in range(10_002):
        pace.keep(SimpleNamespace(account_id="account", alias_id=number), channel)
    assert len(pace._next) < 10_000
