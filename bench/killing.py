"""kill -9 of web, parse, sender and PostgreSQL at work: all is heard once, no answer goes twice."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg

from bench import intake
from bench.harness import ROOT, Database, Result, Say, cpu_seconds, scratch
from bench.people import EACH, SENDERS, Crowd, Desk, address
from ilm.wall.embedded import Postgres, Unavailable
from tests.twins import Twin

KILLS = int(os.environ.get("ILM_BENCH_KILLS", "16"))
BETWEEN = (0.4, 1.6)  # seconds from all being well to the next kill
BACK = 240  # seconds for what was killed to work again, on a machine that others use as well
SOON = 10  # seconds from PostgreSQL's return to the next message heard and the next answer sent
PATIENCE = 240  # seconds for everything afterwards; a call that was cut off is given up after 120
AT_WORK = ("web", "parse", "sender")


def run(say: Say) -> Result:
    """A cluster of its own, so that killing it harms nobody."""
    result = Result()
    postgres = Postgres(ROOT / "var" / "pg-kill")
    shutil.rmtree(postgres.data, ignore_errors=True)
    postgres.start()
    os.environ["ILM_PGHOST"] = str(postgres.socket)
    os.environ["ILM_ADMIN"] = f"host={postgres.socket} user=postgres dbname=postgres"
    try:
        with scratch(say) as database, Twin() as twin:
            side = twin.whatsapp
            side.access_token, side.phone_number_id = "bench", intake.NUMBER
            for number in range(SENDERS * EACH):
                side.hear(address(number))
            intake.found(database, graph_url=side.graph_url)
            walk(result, database, postgres, twin, say)
    finally:
        postgres.stop()
        for trace in (postgres.data, postgres.socket):
            shutil.rmtree(trace, ignore_errors=True)
    for name in ("lost", "doubled", "left_unheard", "sent_twice", "sent_unseen", "not_sent"):
        result.must(name, float(result.figures[name]), at_most=0)
    result.must("acknowledged", float(result.figures["acknowledged"]), at_least=100)
    result.must("answered", float(result.figures["answered"]), at_least=20)
    result.must("back s after PostgreSQL", result.figures["back_s"]["postgres"], at_most=SOON)
    say(str(result.figures))
    return result


def walk(result: Result, database: Database, postgres: Postgres, twin: Twin, say: Say) -> None:
    """Everybody at work; kill one, wait until it works again, kill the next."""
    chance = random.Random(20261124)
    house = House(database, postgres)
    crowd, desk = Crowd(house.port), Desk(database)
    try:
        house.start()
        crowd.start()
        desk.start()
        pulse = Pulse(database, crowd, twin, house)
        pulse.wait(AT_WORK)
        for _ in range(KILLS):
            time.sleep(chance.uniform(*BETWEEN))
            what = chance.choice((*AT_WORK, "postgres"))
            house.kill(what)
            took = pulse.wait(AT_WORK if what == "postgres" else (what,))
            house.back[what] = max(house.back[what], took)
            say(
                f"killed {what}, at work again after {took:.1f} s{house.spent(what)}; {pulse.now()}"
            )
        crowd.stop()
        desk.stop()
        result.figures = judge_in(database, crowd, house) | judge_out(database, desk, twin)
    finally:
        crowd.over.set()
        desk.over.set()
        house.stop()


class Pulse:
    """What shows that each of them works: acknowledged, heard, sent."""

    def __init__(self, database: Database, crowd: Crowd, twin: Twin, house: "House") -> None:
        self.database, self.crowd, self.twin, self.house = database, crowd, twin, house

    def now(self) -> dict[str, int]:
        with self.database.connect() as admin:
            [[heard]] = admin.execute(
                "select count(*) from talk_message where is_inward"
            ).fetchall()
        sent = len(self.twin.whatsapp.ledger.shown)
        return {"web": len(self.crowd.told), "parse": heard, "sender": sent}

    def wait(self, names: tuple[str, ...]) -> float:
        """Seconds until each of them has done more; raises where one does not within BACK."""
        began, before, waiting = time.monotonic(), self.now(), set(names)
        while waiting:
            if time.monotonic() - began > BACK:
                raise RuntimeError(f"{', '.join(map(self.stuck, sorted(waiting)))} in {BACK} s")
            time.sleep(0.05)
            now = self.now()
            waiting = {name for name in waiting if now[name] == before[name]}
        return time.monotonic() - began

    def stuck(self, name: str) -> str:
        """Idle or starved? A start takes a few seconds of processor time."""
        child = self.house.children[name]
        if child.poll() is not None:
            return f"{name} ended with {child.returncode}"
        return f"{name} did nothing with {cpu_seconds(child.pid):.1f} s of a processor"


def judge_in(database: Database, crowd: Crowd, house: "House") -> dict[str, object]:
    """Wait until all that was acknowledged is heard, then compare by ids."""
    ids, until = sorted(crowd.told), time.monotonic() + PATIENCE
    with database.connect() as admin:
        while time.monotonic() < until:
            lost, doubled = intake._count(admin, ids)
            if lost == 0:
                break
            time.sleep(0.2)
        [[failed]] = admin.execute("select count(*) from talk_delivery").fetchall()
        [[unread]] = admin.execute("select sum(unread) from talk_conversation").fetchall()
        [[rows]] = admin.execute("select count(*) from talk_message where is_inward").fetchall()
    return {
        "acknowledged": len(ids),
        "tries": crowd.tries,
        "lost": lost,
        "doubled": doubled,
        "left_unheard": failed,
        "inbox_agrees": unread == rows,
        "killed": house.killed,
        "back_s": house.back,
    }


def judge_out(database: Database, desk: Desk, twin: Twin) -> dict[str, object]:
    """Each answer is on a screen once, or nobody says that it is; a cut-off call is `unknown`."""
    until = time.monotonic() + PATIENCE
    with database.connect() as admin:
        while time.monotonic() < until:
            parts = dict(admin.execute("select id::text, status from talk_part").fetchall())
            if not {"queued", "waiting", "sending"} & set(parts.values()):
                break
            time.sleep(0.5)
        rows = admin.execute("select message_id from talk_part").fetchall()
    seen = Counter(s.payload["biz_opaque_callback_data"] for s in twin.whatsapp.ledger.shown)
    unseen = [pk for pk, status in parts.items() if status == "accepted" and not seen[pk]]
    open_ends = [pk for pk, status in parts.items() if status not in ("accepted", "unknown")]
    return {
        "answered": len(desk.told),
        "sent_twice": sum(seen.values()) - len(seen),
        "sent_unseen": len(unseen),
        "not_sent": len(open_ends) + len(desk.told - {pk for (pk,) in rows}),
        "outbox": dict(Counter(parts.values())),
    }


class House:
    """Our programs and their database; whatever is killed is started again."""

    def __init__(self, database: Database, postgres: Postgres) -> None:
        self.database, self.postgres = database, postgres
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        quiet = ("--log-level", "critical", "--lifespan", "off", "--no-access-log")
        self.words = {
            "web": ("-m", "uvicorn", "ilm.asgi:application", "--port", str(self.port), *quiet),
            "parse": ("manage.py", "worker", "--only", "parse"),
            "sender": ("manage.py", "worker", "--only", "send"),
        }
        # compiled once, as in an installation: a start must not cost more than the work
        self.env = {k: v for k, v in database.env.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self.env["PYTHONPYCACHEPREFIX"] = str(ROOT / "var" / "pycache")
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.killed = dict.fromkeys((*self.words, "postgres"), 0)
        self.back = dict.fromkeys(self.killed, 0.0)  # the longest, in seconds

    def start(self) -> None:
        for name in self.words:
            self._spawn(name)

    def _spawn(self, name: str) -> None:
        command = [sys.executable, *self.words[name]]
        self.children[name] = subprocess.Popen(command, cwd=ROOT, env=self.env)

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

    def spent(self, what: str) -> str:
        """What its start took of a processor: far less than the seconds is waiting for one."""
        child = self.children.get(what)
        return f", {cpu_seconds(child.pid):.1f} s of a processor" if child else ""

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
