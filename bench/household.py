"""Our programs and their database while they are killed: whatever ends is started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bench.harness import ROOT, Database, cpu_seconds
from ilm.wall.embedded import Postgres, Unavailable

Others = dict[str, Callable[[], None]]
QUIET = ("--log-level", "critical", "--lifespan", "off", "--no-access-log")


class House:
    """`others`: what else may be killed, and how it is killed and started again."""

    def __init__(self, database: Database, postgres: Postgres, port: int, others: Others) -> None:
        self.database, self.postgres, self.others = database, postgres, others
        web = ("-m", "uvicorn", "ilm.asgi:application", "--port", str(port), *QUIET)
        self.words = {"web": web, "mail": ("manage.py", "mail")}
        for name in ("parse", "send", "fetch", "tick"):
            self.words[name] = ("manage.py", "worker", "--only", name)
        # compiled once, as in an installation: a start must not cost more than the work
        self.env = {k: v for k, v in database.env.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self.env["PYTHONPYCACHEPREFIX"] = str(ROOT / "var" / "pycache")
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.killed = dict.fromkeys((*self.words, "postgres", *others), 0)
        self.back = dict.fromkeys(self.killed, 0.0)  # the longest, in seconds

    def start(self) -> None:
        for name in self.words:
            self._spawn(name)

    def _spawn(self, name: str) -> None:
        command = [sys.executable, *self.words[name]]
        named = self.env | {"PGAPPNAME": f"bench-{name}"}  # by which its work is seen
        with (ROOT / "var" / "bench-killing.log").open("ab") as log:
            child = subprocess.Popen(command, cwd=ROOT, env=named, stdout=log, stderr=log)
        self.children[name] = child

    def kill(self, what: str) -> None:
        self.killed[what] += 1
        if what == "postgres":
            pid = int(Path(self.postgres.data, "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGKILL)
            self._revive()
        elif what in self.others:
            self.others[what]()
        else:
            self.children[what].kill()
            self.children[what].wait()
            self._spawn(what)

    def spent(self, what: str) -> str:
        """What its start took of a processor: far less than the seconds is waiting for one."""
        child = self.children.get(what)
        return f", {cpu_seconds(child.pid):.1f} s of a processor" if child else ""

    def stuck(self, what: str) -> str:
        """Idle or starved? A start takes a few seconds of processor time."""
        child = self.children.get(what)
        if child is None:
            return what
        if child.poll() is not None:
            return f"{what} ended with {child.returncode}"
        return f"{what} did nothing with {cpu_seconds(child.pid):.1f} s of a processor"

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
