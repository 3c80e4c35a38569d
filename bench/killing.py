"""kill -9 of everything at work while people write by every channel: all is heard once, no answer
goes twice."""

import os
import random
import shutil
import time
from typing import Any

from bench import judging
from bench.harness import ROOT, Database, Result, Say, scratch
from bench.household import House
from bench.people import Desk, Provider
from bench.scene import Scene, scene
from ilm.wall.embedded import Postgres
from tests.gateways.kannel import free_port

KILLS = int(os.environ.get("ILM_BENCH_KILLS", "24"))
MESSAGES = int(os.environ.get("ILM_BENCH_MESSAGES", "10000"))
ENDS = (
    500  # seconds after the start in which people write at most: what is left takes three minutes
)
BETWEEN = (0.4, 1.6)  # seconds from all being well to the next kill
BACK = 120  # seconds for what was killed to work again, on a machine that others use as well
SOON = 10  # seconds from PostgreSQL's return to the next message heard and the next answer sent
NAUGHT = ("lost", "doubled", "left_unheard", "sent_twice", "sent_unseen", "not_sent")
SEEN_BY = "select application_name, extract(epoch from max(backend_start)) from pg_stat_activity"


def run(say: Say) -> Result:
    """A cluster of its own, so that killing it harms nobody."""
    result, port, began = Result(), free_port(), time.monotonic()
    postgres = Postgres(ROOT / "var" / "pg-kill")
    shutil.rmtree(postgres.data, ignore_errors=True)
    postgres.start()
    os.environ["ILM_PGHOST"] = str(postgres.socket)
    os.environ["ILM_ADMIN"] = f"host={postgres.socket} user=postgres dbname=postgres"
    os.environ["ILM_URL"] = f"http://127.0.0.1:{port}"
    try:
        with scratch(say) as database, scene(database, port) as place:
            walk(result, Play(database, postgres, port, place, began), say)
    finally:
        postgres.stop()
        for trace in (postgres.data, postgres.socket):
            shutil.rmtree(trace, ignore_errors=True)
    judge(result)
    say(str(result.figures))
    return result


def judge(result: Result) -> None:
    each = result.figures["channels"]
    for name in NAUGHT:
        result.must(name, sum(told.get(name, 0) for told in each.values()), at_most=0)
    result.must("acknowledged", result.figures["acknowledged"], at_least=MESSAGES)
    result.must("kills", sum(result.figures["killed"].values()), at_least=KILLS)
    answered = [told["answered"] for told in each.values() if "answered" in told]
    result.must("answered on the quietest channel", min(answered), at_least=10)
    result.must("back s after PostgreSQL", result.figures["back_s"]["postgres"], at_most=SOON)


class Play:
    """All of them at work at once. `began`: when the benchmark did."""

    def __init__(
        self, database: Database, postgres: Postgres, port: int, scene: Scene, began: float
    ) -> None:
        self.began = began
        self.database, self.scene = database, scene
        self.house = House(database, postgres, port, scene.others)
        self.answers = sorted(scene.screens)
        self.desk = Desk(database, self.answers)

    def start(self) -> None:
        self.house.start()
        for one in (*self.scene.people, self.desk):
            one.start()

    def stop(self) -> None:
        for one in (self.desk, *self.scene.people):
            one.over.set()
        for one in (self.desk, *self.scene.people):
            one.stop()

    def told(self) -> int:
        return sum(len(one.told) for one in self.scene.people)

    def now(self) -> dict[str, float]:
        """What shows that each works: acknowledged, heard, sent, or signed in at the database."""
        heard = judging.counts(self.database, "talk_message", "m.is_inward")
        with self.database.connect() as admin:
            [[sent]] = admin.execute(
                "select count(*) from talk_part where status not in ('queued', 'sending')"
            ).fetchall()
            active = dict(admin.execute(f"{SEEN_BY} group by 1").fetchall())
        told = {one.channel: len(one.told) for one in self.scene.people}
        web = sum(told[one.channel] for one in self.scene.people if isinstance(one, Provider))
        by_kannel = heard["kannel"]
        return {
            "web": web, "parse": heard.total(), "send": sent, "mail": heard["email"],
            "bearerbox": by_kannel, "smsbox": by_kannel, "voice": told.get("voice", 0),
            **{name: float(active.get(f"bench-{name}") or 0) for name in ("tick", "fetch")},
        }  # fmt: skip

    def wait(self, names: list[str]) -> float:
        """Seconds until each of them has done more; raises where one does not within BACK."""
        began, before, waiting = time.monotonic(), self.now(), set(names)
        while waiting:
            if time.monotonic() - began > BACK:
                stuck = ", ".join(map(self.house.stuck, sorted(waiting)))
                raise RuntimeError(f"{stuck} in {BACK} s")
            time.sleep(0.1)
            for keep_up in self.scene.overseers:
                keep_up()
            now = self.now()
            waiting = {name for name in waiting if now[name] <= before[name]}
        return time.monotonic() - began


def walk(result: Result, play: Play, say: Say) -> None:
    """Everybody at work; kill one, wait until it works again, kill the next."""
    chance, house = random.Random(20261124), play.house
    everything, turn = sorted(house.killed), []
    try:
        play.start()
        play.wait([name for name in everything if name != "postgres"])
        until = play.began + ENDS
        while sum(house.killed.values()) < KILLS or play.told() < MESSAGES:
            if time.monotonic() > until:
                break
            time.sleep(chance.uniform(*BETWEEN))
            turn = turn or chance.sample(everything, len(everything))
            what = turn.pop()
            house.kill(what)
            took = play.wait(["web", "parse", "send"] if what == "postgres" else [what])
            house.back[what] = max(house.back[what], took)
            say(f"killed {what}, at work again after {took:.1f} s{house.spent(what)};"
                f" {play.told()} acknowledged")  # fmt: skip
        play.stop()
        result.figures = figures(play, say)
    finally:
        for one in (play.desk, *play.scene.people):
            one.over.set()
        house.stop()


def figures(play: Play, say: Say) -> dict[str, Any]:
    say(f"over, on {', '.join(one.channel for one in play.scene.people)}; waiting for the rest")
    came = judging.judge_in(play.database, play.scene.desk, play.scene.people)
    went = judging.judge_out(play.database, play.desk, play.scene.screens)
    return {
        "acknowledged": play.told(),
        "channels": {name: told | went.get(name, {}) for name, told in came.items()},
        "missing": [far for one in play.scene.people for far in one.missing.values()],
        "killed": play.house.killed,
        "back_s": play.house.back,
    }
