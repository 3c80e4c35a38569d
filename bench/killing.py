"""kill -9 of web, worker and PostgreSQL during intake: each acknowledged message is there once."""

import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg

from bench import intake
from bench.harness import ROOT, Database, Result, Say, scratch
from ilm.wall.embedded import Postgres, Unavailable

KILLS = int(os.environ.get("ILM_BENCH_KILLS", "15"))
SENDERS = 8
BETWEEN = (0.4, 1.6)  # seconds from one kill to the next
PATIENCE = 120  # seconds for everything to be heard afterwards


def run(say: Say) -> Result:
    """A cluster of its own, so that killing it harms nobody."""
    result, chance = Result(), random.Random(20261124)
    folder = ROOT / "var" / "pg-kill"
    postgres = Postgres(folder)
    shutil.rmtree(postgres.data, ignore_errors=True)
    postgres.start()
    os.environ["ILM_PGHOST"] = str(postgres.socket)
    os.environ["ILM_ADMIN"] = f"host={postgres.socket} user=postgres dbname=postgres"
    try:
        with scratch(say) as database:
            intake.found(database)
            house = House(database, postgres)
            crowd = Crowd(house.port)
            try:
                house.start()
                crowd.start()
                for _ in range(KILLS):
                    time.sleep(chance.uniform(*BETWEEN))
                    what = chance.choice(("web", "worker", "postgres"))
                    house.kill(what)
                    say(f"killed {what}; {len(crowd.told)} acknowledged so far")
                time.sleep(1)
                crowd.stop()
                result.figures = judge(database, crowd, house.killed)
            finally:
                crowd.over.set()
                house.stop()
    finally:
        postgres.stop()
        for trace in (postgres.data, postgres.socket):
            shutil.rmtree(trace, ignore_errors=True)
    for name in ("lost", "doubled"):
        result.must(name, float(result.figures[name]), at_most=0)
    result.must("acknowledged", float(result.figures["acknowledged"]), at_least=100)
    say(str(result.figures))
    return result


def judge(database: Database, crowd: "Crowd", killed: dict[str, int]) -> dict[str, object]:
    """Wait until the worker has heard everything, then compare by ids."""
    ids, until = sorted(crowd.told), time.monotonic() + PATIENCE
    with database.connect() as admin:
        while time.monotonic() < until:
            lost, doubled = intake._count(admin, ids)
            if lost == 0:
                break
            time.sleep(0.2)
        [[failed]] = admin.execute("select count(*) from talk_delivery").fetchall()
        [[unread]] = admin.execute("select sum(unread) from talk_conversation").fetchall()
        [[rows]] = admin.execute("select count(*) from talk_message").fetchall()
    return {
        "acknowledged": len(ids),
        "tries": crowd.tries,
        "lost": lost,
        "doubled": doubled,
        "left_unheard": failed,
        "inbox_agrees": unread == rows,
        "killed": killed,
    }


class House:
    """Our two programs and their database; whatever is killed is started again."""

    def __init__(self, database: Database, postgres: Postgres) -> None:
        self.database, self.postgres = database, postgres
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        quiet = ("--log-level", "critical", "--lifespan", "off", "--no-access-log")
        web = ("-m", "uvicorn", "ilm.asgi:application", "--port", str(self.port), *quiet)
        self.words = {"web": web, "worker": ("manage.py", "worker", "--only", "parse")}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.killed = {"web": 0, "worker": 0, "postgres": 0}

    def start(self) -> None:
        for name in self.words:
            self._spawn(name)

    def _spawn(self, name: str) -> None:
        command = [sys.executable, *self.words[name]]
        self.children[name] = subprocess.Popen(command, cwd=ROOT, env=self.database.env)

    def kill(self, what: str) -> None:
        self.killed[what] += 1
        if what == "postgres":
            pid = int(Path(self.postgres.data, "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGKILL)
            self._revive()
            return
        self.children[what].kill()
        self.children[what].wait()
        self._spawn(what)

    def _revive(self) -> None:
        """Its backends notice the death of their parent within moments."""
        for _ in range(100):
            time.sleep(0.1)
            try:
                self.postgres.start()
                self.database.connect().close()
            except (Unavailable, psycopg.OperationalError):
                continue
            return
        raise RuntimeError("PostgreSQL does not come back")

    def stop(self) -> None:
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


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
        while not self.over.is_set():
            name = f"wamid.{secrets.token_hex(16)}"
            wire = intake.request(*intake.notice(number + SENDERS * (count % 20), name))
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
