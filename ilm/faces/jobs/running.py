"""The loops of the worker: each a thread that waits for news or a moment, and stops when told."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable

import psycopg
from django.conf import settings

from ilm.channels.http import HttpxClient
from ilm.faces.jobs import fetching, parsing, sending, ticking
from ilm.kit import clock
from ilm.talk.arriving import ARRIVED
from ilm.vault import content
from ilm.wall.entering import hang_up
from ilm.wall.lines import place

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds after which we look without having been called
FEW = 250  # after fewer than this we wait a moment: what comes meanwhile shares the statements
TOGETHER = 0.1  # seconds
AGAIN = 600.0  # seconds between two tries of what could not be parsed
SWEEP = 60  # looks between two sweeps of the sender
PAUSE = 0.2  # seconds between two looks for parts that are due


def run(names: list[str], stop: threading.Event) -> None:
    """These loops until `stop` is set; each ends within two seconds."""
    threads = [
        threading.Thread(target=_kept_up, args=(name, LOOPS[name], stop), name=name, daemon=True)
        for name in names
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(2)


def _kept_up(name: str, loop: Callable[[threading.Event], None], stop: threading.Event) -> None:
    """A loop that broke (the database went away) begins again a moment later."""
    while not stop.is_set():
        try:
            loop(stop)
        except Exception as error:
            log.warning("the loop %s broke: %s", name, type(error).__name__)
            with contextlib.suppress(Exception):  # whatever it is, the loop begins again
                hang_up()
            stop.wait(LOOK / 2)
    hang_up()


def parse(stop: threading.Event) -> None:
    """What arrives, as soon as it is durable."""
    parsing.try_again(is_start=True)
    again = time.monotonic() + AGAIN
    with psycopg.connect(**place("parse"), autocommit=True) as link:
        link.execute(f'listen "{ARRIVED}"')
        while not stop.is_set():
            taken = parsing.parse_waiting()
            if time.monotonic() > again:
                parsing.try_again()
                again = time.monotonic() + AGAIN
            if not taken:
                content.forget_old(clock.now())
                for _ in link.notifies(timeout=LOOK, stop_after=1):
                    pass
            elif taken < FEW:
                stop.wait(TOGETHER)


def fetch(stop: threading.Event) -> None:
    """The files that messages named."""
    with HttpxClient(reaches=settings.REACHES) as http:
        fetcher = fetching.Fetcher(http)
        while not stop.is_set():
            if not fetcher.fetch_due():
                stop.wait(LOOK)


def send(stop: threading.Event) -> None:
    """What is due."""
    with HttpxClient() as http:
        sender, looks = sending.Sender(http, pace=sending.Pace(stop.wait)), 0
        while not stop.is_set():
            if looks % SWEEP == 0:
                sending.sweep()
            looks += 1
            sending.join_wanted(http)
            if not sender.send_due():
                stop.wait(PAUSE)


def tick(stop: threading.Event) -> None:
    """What the clock asks, once a minute."""
    while not stop.is_set():
        ticking.tick()
        stop.wait(ticking.EVERY)


LOOPS: dict[str, Callable[[threading.Event], None]] = {
    "parse": parse,
    "fetch": fetch,
    "send": send,
    "tick": tick,
}
