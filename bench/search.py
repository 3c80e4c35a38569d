"""Finding in 200,000 sealed messages: a common word, a rare one, two, none; what keeping costs."""

import os
import random
import re
import time
import urllib.parse
from collections.abc import Callable
from uuid import UUID

import psycopg

from bench.desk import Desk, _ready, serving
from bench.filling import Filled, fill
from bench.harness import Database, Result, Say, pace, scratch, spread

MESSAGES = int(os.environ.get("ILM_BENCH_MESSAGES", "200000"))
REQUESTS, WARM = 100, 10
TARGET = 100.0  # ms
INDEX = "/desk/search/index/"
PATIENCE = 120.0  # seconds until a run of indexing must have ended
DIFFERENT = 20_000  # words that are said, by rank: the first in every third month of a thread
COMMON, RARE, TWO = "wage", "quicksilver", ("dormitory", "supervisor")
SHARES = {COMMON: 0.3, TWO[0]: 0.05, TWO[1]: 0.05}  # of the months of threads
BATCH = 20_000  # conversations in one statement
KEEP = """
insert into talk_vocabulary
       (id, org_id, conversation_id, month, version, messages, last_at, tokens)
select gen_random_uuid(), c.org_id, c.id, s.month, 1, s.messages, s.last_at, kept.tokens
  from (select * from talk_conversation where org_id = %(org)s order by id
         limit %(limit)s offset %(offset)s) c
  cross join lateral (
    select date_trunc('month', m.at at time zone 'utc')::date as month, count(*) as messages,
           max(m.at) as last_at
      from talk_message m where m.conversation_id = c.id group by 1) s
  cross join lateral (
    select array_agg(said.number order by said.number) as tokens from (
      select (%(words)s::bigint[])[1 + floor(power(random(), 3) * %(different)s + 0 * s.messages)]
             as number from generate_series(1, (4 + random() * 26 + 0 * s.messages)::int)
      union select number from unnest(%(fixed)s::bigint[], %(shares)s::float[]) f(number, share)
       where random() + 0 * s.messages < share) said) real
  cross join lateral (
    select array_agg(number order by number) as tokens from (
      select unnest(real.tokens) as number union all
      select ('x' || left(md5(random()::text || n), 16))::bit(64)::bigint
        from generate_series(1, (case when cardinality(real.tokens) <= 16 then 16 else 32 end)
                                - cardinality(real.tokens)) n) both_kinds) kept
on conflict do nothing
"""
SAY_RARELY = """
update talk_vocabulary
   set tokens = array(select unnest(tokens[2:]) union select %(number)s order by 1)
 where id in (select id from talk_vocabulary where org_id = %(org)s order by md5(id::text) limit 7)
"""


def run(say: Say) -> Result:
    """By the page of a signed-in supervisor whose vault is open."""
    result = Result()
    with scratch(say) as database:
        _ready()
        filled = fill(database, say, contacts=MESSAGES * 4 // 5)
        result.figures |= keep(database, filled, say)
        with serving(database) as (port, _, _):
            desk = Desk(port)
            desk.sign_in(filled.email, filled.password)
            result.figures["search"] = pages = ask(desk, say)
            result.figures["opening"] = opening(database, desk, filled, say)
            forget(database, filled)
            result.figures["indexing"] = indexing(desk, say)
        result.figures["pace"] = pace()
    for name in ("common", "rare", "two", "none"):
        result.must(f"search {name} p50 ms", pages[name]["p50_ms"], at_most=TARGET)
    opened = result.figures["opening"]
    result.ratios["conversation page, first opening to later"] = (
        opened["first"]["p50_ms"] / opened["again"]["p50_ms"]
    )
    return result


def keep(database: Database, filled: Filled, say: Say) -> dict[str, float]:
    """Words of every copied conversation, as numbers under the organisation's real search key."""
    org, number = _key(filled)
    words = [number(f"word{n}") for n in range(DIFFERENT)]
    given = {
        "org": org,
        "words": words,
        "different": DIFFERENT,
        "fixed": [number(word) for word in SHARES],
        "shares": [*SHARES.values()],
        "limit": BATCH,
    }
    began = time.monotonic()
    with database.connect() as admin:
        admin.execute("set synchronous_commit = off")
        admin.execute("set enable_memoize = off")  # or chance is remembered
        for offset in range(0, filled.conversations, BATCH):
            admin.execute(KEEP, given | {"offset": offset})
            say(f"  words of {min(offset + BATCH, filled.conversations):,} conversations")
        admin.execute(SAY_RARELY, {"org": org, "number": number(RARE)})
        admin.execute("vacuum analyze talk_vocabulary")
        told = _told(admin)
    say(f"{told['kept']:,} sets of words, {time.monotonic() - began:.0f} s")
    return told


def _key(filled: Filled) -> tuple[UUID, Callable[[str], int]]:
    """The organisation, and what turns a word into its number: by the supervisor's own password."""
    from ilm.faces.door.models import User
    from ilm.vault import searching, unlocking
    from ilm.vault.blind import search_token
    from ilm.vault.unlocking import Unlocked
    from ilm.wall.entering import ask as rows_of
    from ilm.wall.entering import entering

    user = User.objects.get(email=filled.email).pk
    with entering("desk", user):
        [[org]] = rows_of("select org_id from wall.membership('desk')")
        ring, _ = unlocking.unlock(user, filled.password)
        [finder] = searching.finders(Unlocked(user, org, ring))
    return org, lambda word: search_token(finder.key, word)


def _told(admin: psycopg.Connection) -> dict[str, float]:
    [[messages, kept, size, index]] = admin.execute(
        "select (select count(*) from talk_message), (select count(*) from talk_vocabulary),"
        " pg_table_size('talk_vocabulary') / 1048576,"
        " pg_relation_size('vocabulary_words') / 1048576"
    ).fetchall()
    return {"messages": messages, "kept": kept, "table_mib": size, "index_mib": index}


def ask(desk: Desk, say: Say) -> dict[str, dict[str, float]]:
    """Each kind of question many times; the answers must be what was planted."""
    asked = {"common": COMMON, "rare": RARE, "two": " ".join(TWO), "none": "nowhere whatsoever"}
    must = {"common": "1000 or more", "rare": "7 found", "two": "found", "none": "Nothing found"}
    found = {}
    for name, words in asked.items():
        form = {"do": "search", "words": words}
        page = post(desk, form)
        if must[name] not in page:
            raise RuntimeError(f"{name}: {re.findall('<caption>(.*?)<', page)}")
        found[name] = timed(lambda form=form: post(desk, form))
        say(
            f"  {name:<8} p50 {found[name]['p50_ms']:6.1f} ms   p99 {found[name]['p99_ms']:6.1f} ms"
        )
    found["form"] = timed(lambda: desk.get("/desk/search/"))
    return found


def post(desk: Desk, given: dict[str, str]) -> str:
    """The search form of the page, sent."""
    body = urllib.parse.urlencode(given | {"csrfmiddlewaretoken": desk._token()})
    status, text = desk._ask("POST", "/desk/search/", body)
    if status != 200:
        raise RuntimeError(f"the search answered {status}: {text[:300]}")
    return text


def timed(act: Callable[[], object]) -> dict[str, float]:
    for _ in range(WARM):
        act()
    seconds = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - began)
    return spread(seconds)


def opening(
    database: Database, desk: Desk, filled: Filled, say: Say
) -> dict[str, dict[str, float]]:
    """The conversation's page when its words are kept, and when nothing is new."""
    refs = random.Random(7).sample(filled.talk_refs, len(filled.talk_refs))
    seconds: dict[str, list[float]] = {"first": [], "again": []}
    for _ in range(3):
        forget(database, filled)
        for name, times in seconds.items():
            for ref in refs:
                began = time.perf_counter()
                desk.get(f"/desk/talk/{ref}/")
                times.append(time.perf_counter() - began)
            say(f"  opening {name}: p50 {spread(times)['p50_ms']:.1f} ms")
    return {name: spread(times) for name, times in seconds.items()}


def forget(database: Database, filled: Filled) -> None:
    """No words are kept of the threads that the verbs wrote."""
    with database.connect() as admin:
        admin.execute(
            "delete from talk_vocabulary v using talk_conversation c"
            " where c.id = v.conversation_id and c.ref = any(%s)",
            [filled.talk_refs],
        )


def indexing(desk: Desk, say: Say) -> dict[str, float]:
    """Index now, over some forty threads; the look through all for what is due is part of it."""
    before = _untold(desk)
    began = time.perf_counter()
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": desk.token})  # type: ignore[attr-defined]
    status, text = desk._ask("POST", INDEX, body)
    if status != 302:
        raise RuntimeError(f"indexing answered {status}: {text[:300]}")
    while "threads are done" in desk.get(INDEX):
        if time.perf_counter() - began > PATIENCE:
            raise RuntimeError("indexing did not end")
        time.sleep(0.1)
    seconds, left = time.perf_counter() - began, _untold(desk)
    say(f"  {before - left} messages made findable in {seconds:.1f} s, {left} left")
    return {"messages": before - left, "left": left, "seconds": seconds}


def _untold(desk: Desk) -> int:
    found = re.search(r"([\d,. ]+) messages? w(?:as|ere) not opened yet", desk.get(INDEX))
    return int(re.sub(r"\D", "", found[1])) if found else 0
