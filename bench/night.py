"""A night shift at the desk: 200 conversations by keyboard in a browser, at 200,000 contacts."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.desk import Desk, _ready, serving
from bench.filling import Filled, fill
from bench.harness import Database, Result, Say, pace, scratch, spread
from tests.journeys.conftest import CHROMIUM
from tests.journeys.keyboard import Keyboard
from tests.journeys.person import Person

CONTACTS = int(os.environ.get("ILM_BENCH_CONTACTS", "200000"))
ROUNDS = int(os.environ.get("ILM_BENCH_ROUNDS", "200"))
HERE = CHROMIUM if Path(CHROMIUM).exists() else None
TARGET = 100.0  # ms, from the request to the first byte
TABS = ("", "unread", "mine", "named", "free", "closing", "late", "snoozed", "untold")
ASKED = 20  # times each tab is opened
# Threads that the verbs wrote, so that their words open: they come first in the list of free ones.
FIRST = """
update talk_conversation c set last_at = now() - interval '1 second' * t.n, assigned_to = null,
       snoozed_until = null
  from (select c.id, row_number() over (order by c.last_at desc) as n from talk_conversation c
          join vault_alias a on a.id = c.alias_id join vault_datakey k on k.id = c.key_id
          left join talk_safeplan p on p.alias_id = c.alias_id
         where c.org_id = %s and c.channel <> 'phone' and p.id is null and a.sealed <> ''
           and not exists (select from cases_report r
                            where r.conversation_id = c.id and r.is_burst and r.status = 'new')
         order by c.last_at desc limit %s) t
 where t.id = c.id
"""


def run(say: Say) -> Result:
    """Each act is held to its target by the slowest of a hundred (p99)."""
    result = Result()
    with scratch(say) as database:
        _ready()
        filled = fill(database, say, contacts=CONTACTS)
        ready = make_ready(database, filled)
        say(f"{ready} conversations stand first")
        with serving(database) as (port, _, _):
            desk = Desk(port)
            desk.sign_in(filled.email, filled.password)
            result.figures["tabs"] = {tab or "all": opened(desk, tab) for tab in TABS}
            began = time.perf_counter()
            took = shift(f"http://127.0.0.1:{port}", filled, min(ROUNDS, ready), say)
            result.figures["seconds_a_conversation"] = (time.perf_counter() - began) / ready
        result.figures["acts"] = {kind: told(ms) for kind, ms in sorted(took.items())}
        result.figures["pace"] = pace()
    for kind, ms in took.items():
        result.must(f"{kind} p99 ms", told(ms)["p99_ms"], at_most=TARGET)
    for tab, one in result.figures["tabs"].items():
        result.must(f"tab {tab} p50 ms", one["p50_ms"], at_most=TARGET)
    return result


def make_ready(database: Database, filled: Filled) -> int:
    """How many conversations can be answered, and stand first in the list."""
    with database.connect() as admin:
        [[org]] = admin.execute(
            "select m.org_id from parties_member m join door_user u on u.id = m.user_id"
            " where u.email = %s",
            [filled.email],
        ).fetchall()
        changed = admin.execute(FIRST, [org, ROUNDS]).rowcount
        admin.execute("vacuum analyze talk_conversation")
    return changed


def opened(desk: Desk, tab: str) -> dict[str, float]:
    """A tab of the inbox, as one client finds it."""
    seconds = []
    for _ in range(ASKED):
        began = time.perf_counter()
        desk.get(f"/desk/?only={tab}")
        seconds.append(time.perf_counter() - began)
    return spread(seconds)


def shift(url: str, filled: Filled, rounds: int, say: Say) -> Mapping[str, list[float]]:
    """What was asked for → milliseconds, each time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=HERE, args=["--no-sandbox"])
        me = Person(browser, url, called="night shift").sign_in(filled.email).unlock()
        me.go("/desk/?only=free")
        me.press("Keep these filters")
        keyboard = Keyboard(me)
        me.go("/desk/")
        for number in range(rounds):
            keyboard.goes("1")
            keyboard.handle(number)
            if number % 20 == 19:
                say(f"{number + 1} conversations")
        browser.close()
        if me.wrong:
            raise RuntimeError("\n".join(me.wrong[:5]))
    return keyboard.took


def told(ms: list[float]) -> dict[str, float]:
    """As `spread`, and the slowest."""
    return spread([each / 1000 for each in ms]) | {"max_ms": max(ms)}
