"""The real product as processes: database, web, worker, and the providers' twins beside it."""

import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from ilm.wall.embedded import Postgres
from tests.twins import Twin

ROOT = Path(__file__).parents[2]
PASSWORD = "lantern demo 2026"
OURS = ("ILM_", "PYTEST_", "PG", "DATABASE_URL", "PYTHONDONT")  # what a caller must not leak in


class House:
    """One installation of its own. `url` is where it answers, `twin` the two providers."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.database = folder, f"ilm_journey_{os.getpid()}"
        cluster = Postgres(ROOT / "var" / "pg-test", fast=True)
        self._held = cluster.held()
        self._held.__enter__()
        self.admin = f"host={cluster.socket} user=postgres dbname=postgres"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        plain = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        self.env = plain | {
            "ILM_DEV": "1",
            "ILM_VAR": str(folder),
            "ILM_URL": self.url,
            "ILM_PGHOST": str(cluster.socket),
            "ILM_DATABASE": self.database,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPYCACHEPREFIX": str(ROOT / "var" / "pycache"),  # five programs start: once read
        }
        self.account = f"journey-{secrets.token_hex(2)}"  # its name in the addresses of the hooks
        self.twin = Twin(target=self.url, account=self.account)
        self._children: list[subprocess.Popen[bytes]] = []

    def build(self, *, contacts: int, walks: int, seed: int) -> None:
        """Keys, tables, rights, the demonstration network."""
        self.run("-m", "ilm.faces.operator", "keys")
        self.run("-m", "ilm.faces.operator", "migrate", "--admin", self.admin)
        some = ("--contacts", contacts, "--walks", walks, "--seed", seed)
        self.run("manage.py", "demo", *map(str, some))

    def open(self) -> None:
        """Web, worker and twins; returns once the first page answers."""
        self._spawn(
            "web", "-m", "uvicorn", "ilm.asgi:application", "--port", str(self.port),
            "--log-level", "warning", "--lifespan", "off", "--no-access-log",
            "--timeout-graceful-shutdown", "1",
        )  # fmt: skip
        self._spawn("worker", "manage.py", "worker")
        self.twin.__enter__()
        until = time.monotonic() + 60
        while not _answers(f"{self.url}/"):
            if time.monotonic() > until or self._children[0].poll() is not None:
                raise RuntimeError(f"the web server does not answer\n{self.said('web')}")
            time.sleep(0.1)

    def close(self) -> None:
        """End what was started, by its number, and drop the database."""
        self.twin.__exit__()
        for child in self._children:
            _end(child)
        with psycopg.connect(self.admin, autocommit=True) as admin:
            admin.execute(f'drop database if exists "{self.database}" with (force)')
        self._held.__exit__(None, None, None)
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def clock_strikes(self) -> Iterator[None]:
        """The minute's jobs run now and not at the end of the minute."""
        child = self._spawn("tick", "manage.py", "worker", "--only", "tick")
        try:
            yield
        finally:
            _end(child)
            self._children.remove(child)

    def invitation(self, slug: str, *, face: str, role: str) -> str:
        """The path of an invitation's link, as an operator makes it."""
        words = ("--organisation", slug, "--face", face, "--role", role)
        return (
            "/door"
            + self.run("-m", "ilm.faces.operator", "member", "invite", *words)
            .strip()
            .split("/door")[1]
        )

    def publish(self) -> None:
        """The day's figures are frozen and released, under terms that two supervisors signed."""
        self.run("manage.py", "publish")

    def run(self, *words: str) -> str:
        """One program to its end; what it printed. RuntimeError with its last words if it fails."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)[:200]}\n{done.stdout}\n{done.stderr[-4000:]}")
        return done.stdout

    def said(self, name: str) -> str:
        """What a process wrote to its log."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def accounts(self) -> dict[str, str]:
        """Role → e-mail address of the demonstration's accounts."""
        rows = json.loads((self.folder / "demo-accounts.json").read_text())
        return {row["who"].split(" of ")[0]: row["email"] for row in rows}

    def _spawn(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=self.env, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, preexec_fn=_die_with_us if sys.platform == "linux" else None,
            )  # fmt: skip
        self._children.append(child)
        return child


def _die_with_us() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: a killed run leaves nobody


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
    try:
        child.wait(8)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=20):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
