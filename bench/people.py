"""Who is at work while processes are killed: providers that insist, a desk that answers."""

import secrets
import socket
import threading

import psycopg

from bench import intake
from bench.harness import Database

SENDERS, EACH = 8, 20  # connections, and people behind each
PAUSE = 0.1  # seconds between two answers, and between two notices of one connection


def address(number: int) -> str:
    """Whose notice `intake.notice` makes of this number."""
    return f"95900{number % intake.SENDERS:07d}"


class Crowd:
    """Providers: each sends a notice until it hears 200, as the real ones do."""

    def __init__(self, port: int) -> None:
        self.port, self.over = port, threading.Event()
        self.told: set[str] = set()
        self.tries = 0
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._go, args=(n,)) for n in range(SENDERS)]

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def stop(self) -> None:
        self.over.set()
        for each in self._threads:
            each.join()

    def _go(self, number: int) -> None:
        count = 0
        while not self.over.wait(PAUSE):
            name = f"wamid.{secrets.token_hex(16)}"
            wire = intake.request(*intake.notice(number + SENDERS * (count % EACH), name))
            count += 1
            while not self._sent(wire):
                if self.over.wait(0.05):
                    return
            with self._lock:
                self.told.add(name)

    def _sent(self, wire: bytes) -> bool:
        with self._lock:
            self.tries += 1
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as line:
                line.settimeout(10)
                line.sendall(wire)
                return line.recv(4096).startswith(b"HTTP/1.1 200 ")
        except OSError:
            return False


class Desk:
    """Answers people who wrote, again and again, each time in words that were never used."""

    def __init__(self, database: Database) -> None:
        self.database, self.over = database, threading.Event()
        self.told: set[object] = set()  # messages whose transaction ended well
        self._thread = threading.Thread(target=self._go)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        self._thread.join()

    def _go(self) -> None:
        from django.db import Error

        from ilm.wall.entering import hang_up

        while not self.over.wait(PAUSE):
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

        with entering("jobs"):
            one = Conversation.objects.order_by("?").first()
            if one is None:
                return
            message = show_text(one, text=f"Answer {secrets.token_hex(8)}", by=actor.clock())
        self.told.add(message.pk)
