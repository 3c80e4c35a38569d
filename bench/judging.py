"""After the killing: what is at the desk and on her screen, held against what was acknowledged."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from bench.harness import Database
from bench.people import Desk, People

PATIENCE = 180  # seconds for everything afterwards; a call that was cut off is given up after 120
WENT = ("accepted", "sent", "delivered", "read", "unknown")
TOLD = (
    "select c.channel, count(*) from {} m join talk_channelaccount c on c.id = m.account_id"
    " where {} group by 1"
)
Figures = dict[str, dict[str, int]]
Screens = dict[str, Callable[[], Counter[str]]]


def counts(database: Database, table: str, where: str = "true") -> Counter[str]:
    """Rows of each channel."""
    with database.connect() as admin:
        return Counter(dict(admin.execute(TOLD.format(table, where)).fetchall()))


def judge_in(database: Database, desk: Any, everybody: list[People]) -> Figures:
    """Wait until nothing more comes, then open every message with a member's keys and compare."""
    until, before = time.monotonic() + PATIENCE, -1
    while time.monotonic() < until:
        now = counts(database, "talk_message", "m.is_inward")
        enough = all(now[one.channel] >= len(one.told) for one in everybody)
        if enough and now.total() == before and not counts(database, "talk_delivery"):
            break
        before = now.total()
        time.sleep(2)
    unheard, found = counts(database, "talk_delivery"), {}
    for one in everybody:
        heard = one.heard(database, desk)
        twice = {n for n, times in heard.items() if times > 1}
        found[one.channel] = {
            "acknowledged": len(one.told), "tries": one.tries,
            "lost": len(one.told - set(heard)),
            "doubled": len(twice - one.brought_twice),
            "brought_twice": len(twice & one.brought_twice),
            "left_unheard": unheard[one.channel],
        }  # fmt: skip
    return found


def judge_out(database: Database, desk: Desk, screens: Screens) -> Figures:
    """Each answer is on a screen once, or nobody says that it is; a cut-off call is `unknown`."""
    parts = settled(database)
    until = time.monotonic() + 30  # a letter and a text are on their way for a moment
    while True:
        found = {one: sides(one, parts, desk, seen()) for one, seen in screens.items()}
        if time.monotonic() > until or not sum(one["sent_unseen"] for one in found.values()):
            break
        time.sleep(1)
    unmade = desk.told - {message for _, message, _ in parts}
    if unmade:
        raise RuntimeError(f"{len(unmade)} answers are gone although they were committed")
    return found


def settled(database: Database) -> list[tuple[str, object, str]]:
    """Channel, message and status of every part, once nothing is on its way."""
    until = time.monotonic() + PATIENCE
    with database.connect() as admin:
        while True:
            rows = admin.execute("select channel, message_id, status from talk_part").fetchall()
            on_its_way = {"queued", "waiting", "sending"} & {status for _, _, status in rows}
            if not on_its_way or time.monotonic() > until:
                return rows
            time.sleep(1)


def sides(
    channel: str, parts: list[tuple[str, object, str]], desk: Desk, seen: Counter[str]
) -> dict[str, int]:
    rows = [(desk.words.get(pk, ""), status) for each, pk, status in parts if each == channel]
    return {
        "answered": len(rows),
        "sent_twice": seen.total() - len(seen),
        "sent_unseen": sum(status not in ("unknown",) and not seen[word]
                           for word, status in rows if status in WENT),
        "not_sent": sum(status not in WENT for _, status in rows),
        "unknown": sum(status == "unknown" for _, status in rows),
    }  # fmt: skip
