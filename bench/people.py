"""Who is at work while processes are killed: people who insist until they are heard, a desk."""

import itertools
import re
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import psycopg

from bench.channels import Side
from bench.harness import Database

ANSWER = re.compile(r"Answer ([0-9a-f]{16})")
ANSWERS_EVERY = 0.2  # seconds between two answers of the desk
INSISTS = 120.0  # seconds that somebody tries once it is over
TWICE = 10  # every tenth is delivered again, as providers do


class People:
    """All who write by one channel. `told`: the numbers of what we said that we have.

    `again`: what was brought a second time because nobody said that the first had come.
    """

    at_once, pause = 2, 0.5

    def __init__(self, channel: str) -> None:
        self.channel, self.over = channel, threading.Event()
        self.told: set[str] = set()
        self.again: set[str] = set()
        self.missing: dict[str, list[str]] = {}  # how far each came that is lost, where it is known
        self.tries = 0
        self._numbers: Iterator[int] = itertools.count()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._go, daemon=True) for _ in range(self.at_once)
        ]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        """Whoever has begun goes on until it is heard."""
        self.over.set()
        for each in self._threads:
            each.join()

    @property
    def brought_twice(self) -> set[str]:
        """What we ourselves brought twice under two names, where a protocol knows no other way."""
        return set()

    def record(self, desk: Any) -> None:
        """What the desk makes ready for this channel."""

    def heard(self, database: Database, desk: Any) -> Counter[str]:
        """The last words of all that came by this channel, as a member reads them at the desk."""
        from ilm.talk.models import Message
        from ilm.talk.reading import body_of
        from ilm.vault.opening import Reader
        from ilm.wall.entering import entering

        reader = Reader(desk.unlocked_supervisor)
        with entering("desk", desk.supervisor.user_id):
            said = Message.objects.filter(conversation__channel=self.channel, is_inward=True)
            rows = list(said)
            reader.expect({row.key_id for row in rows})
            texts = [str(body_of(row, reader)["text"]) for row in rows]
        return Counter(text.split()[-1] for text in texts)

    def write(self, number: int) -> bool:
        """Bring this once; whether somebody said that it is there."""
        raise NotImplementedError

    def _next(self) -> int | None:
        with self._lock:
            return next(self._numbers, None)

    def _go(self) -> None:
        while not self.over.wait(self.pause) and (number := self._next()) is not None:
            if not self._insist(number):
                return

    def _insist(self, number: int) -> bool:
        until = 0.0
        while True:
            self.tries += 1
            if self.write(number):
                self.told.add(str(number))
                return True
            self.again.add(str(number))
            if self.over.is_set():
                until = until or time.monotonic() + INSISTS
                if time.monotonic() > until:
                    return False
            time.sleep(0.05)


class Provider(People):
    """Knocks at our web process: what it sends was signed before."""

    def __init__(self, channel: str, side: Side, port: int) -> None:
        super().__init__(channel)
        self.wires, self.port = side.wires, port
        self._numbers = iter(range(len(side.wires)))

    def write(self, number: int) -> bool:
        is_taken = self._sent(self.wires[number])
        if is_taken and number % TWICE == 0:
            self._sent(self.wires[number])
        return is_taken

    def _sent(self, wire: bytes) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as line:
                line.settimeout(10)
                line.sendall(wire)
                return line.recv(4096).startswith(b"HTTP/1.1 200 ")
        except OSError:
            return False


class Desk:
    """Answers people who wrote, channel after channel, each time in words that were never used."""

    def __init__(self, database: Database, channels: list[str]) -> None:
        self.database, self.over = database, threading.Event()
        self.told: set[object] = set()  # messages whose transaction ended well
        self.words: dict[object, str] = {}  # of all, those whose end nobody knows included
        self._turns = itertools.cycle(channels)
        self._thread = threading.Thread(target=self._go, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        self._thread.join()

    def _go(self) -> None:
        from django.db import Error

        from ilm.wall.entering import hang_up

        while not self.over.wait(ANSWERS_EVERY):
            try:
                self._answer()
            except (Error, psycopg.Error):
                hang_up()
        hang_up()

    def _answer(self) -> None:
        from ilm.access import actor
        from ilm.talk.models import Conversation
        from ilm.talk.replying import show_text
        from ilm.wall.entering import entering

        word, channel = secrets.token_hex(8), next(self._turns)
        with entering("jobs"):
            one = Conversation.objects.filter(channel=channel).order_by("?").first()
            if one is None:
                return
            message = show_text(one, text=f"Answer {word}", by=actor.clock())
            self.words[message.pk] = word
        self.told.add(message.pk)
