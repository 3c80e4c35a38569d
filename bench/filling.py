"""A large organisation in minutes: a small demonstration by the verbs, then copies of its rows.

The demonstration takes the road of every message (receiving, triage, remedy). Each copy gets ids,
references and times of its own; its sealed words open with no key, because they are bound to the
row they were written for. Pages that show words are measured on rows that the verbs wrote.
"""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.harness import ROOT, Database, Say

SEED_CONTACTS, SEED_WALKS = 600, 30
BATCH = 50  # copies in one statement
TALK = ("talk_conversation", "talk_contact", "talk_message")
CASES = ("cases_case", "cases_report", "cases_reportcontact", "cases_issue", "cases_evidence")
OWN = {"id", "entry_id", "case_id", "issue_id", "report_id"}  # ids that a copy has of its own
OF_TALK = {"conversation_id", "contact_id", "message_id"}
WHERE = {
    "cases_report": "t.case_id is not null",
    "cases_reportcontact": "t.report_id in (select id from cases_report where case_id is not null)",
}


@dataclass(frozen=True)
class Filled:
    """What there is: conversations and cases; who signs in, and rows that the verbs wrote.

    `found_by` are words of one case each, anywhere among the copies.
    """

    conversations: int
    cases: int
    email: str
    password: str
    case_refs: list[str]
    talk_refs: list[str]
    found_by: list[str]


def fill(database: Database, say: Say, *, contacts: int) -> Filled:
    """About `contacts` conversations and half as many cases, all of one organisation."""
    account = demonstrate(database, say)
    with database.connect() as admin:
        org = _organisation(admin, account["email"])
        case_refs, talk_refs = _written(admin, org)
        admin.execute("set session_replication_role = replica")  # its chain is another benchmark
        admin.execute("set synchronous_commit = off")
        talks, cases = (_count(admin, name, org) for name in ("talk_conversation", "cases_case"))
        threads = max(0, -(-contacts // talks) - 1)
        files = max(0, -(-contacts // (2 * cases)) - 1)
        for table in TALK:
            _copy(admin, table, org, threads, threads, say)
        for table in CASES:
            _copy(admin, table, org, files, threads, say)
        _copy_history(admin, org, files // 10, say)
        found_by = _give_words(admin, org)
        admin.execute("vacuum analyze")
        told = [_count(admin, name, org) for name in ("talk_conversation", "cases_case")]
    say(f"{told[0]:,} conversations and {told[1]:,} cases")
    return Filled(
        conversations=told[0],
        cases=told[1],
        email=account["email"],
        password=account["password"],
        case_refs=case_refs,
        talk_refs=talk_refs,
        found_by=found_by,
    )


def demonstrate(database: Database, say: Say) -> dict[str, str]:
    """The small demonstration; the account of a supervisor at the largest worker organisation."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:  # the accounts of the developer's own stay
        words = ("--contacts", str(SEED_CONTACTS), "--walks", str(SEED_WALKS), "--chat-only")
        keys = database.env.get("ILM_KEYS", str(ROOT / "var" / "keys"))
        env = database.env | {"ILM_VAR": folder, "ILM_KEYS": keys}
        command = [sys.executable, "manage.py", "demo", *words]
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=sys.stderr)
        rows = json.loads((Path(folder) / "demo-accounts.json").read_text())
    say(f"the demonstration took {time.monotonic() - began:.0f} s")
    [account] = [row for row in rows if row["who"].startswith("supervisor")][:1]
    return dict(account)


def _organisation(admin: psycopg.Connection, email: str) -> object:
    """The organisation of that account."""
    [[org]] = admin.execute(
        "select m.org_id from parties_member m join door_user u on u.id = m.user_id"
        " where u.email = %s",
        [email],
    ).fetchall()
    return org


def _written(admin: psycopg.Connection, org: object) -> tuple[list[str], list[str]]:
    cases = admin.execute("select ref from cases_case where org_id = %s order by ref", [org])
    talks = admin.execute("select ref from talk_conversation where org_id = %s limit 40", [org])
    return [row[0] for row in cases.fetchall()], [row[0] for row in talks.fetchall()]


def _copy(
    admin: psycopg.Connection, table: str, org: object, copies: int, threads: int, say: Say
) -> None:
    """`copies` times every row of the table, spread backwards over a year."""
    rows = admin.execute(
        "select attname::text, atttypid::regtype::text from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
        [table],
    ).fetchall()
    names, values = zip(*((n, _value(table, n, kind, threads)) for n, kind in rows), strict=True)
    only = f"t.org_id = %s and {WHERE.get(table, 'true')}"
    admin.execute(f"create temp table seed as select * from {table} t where {only}", [org])
    statement = (
        f"insert into {table} ({', '.join(names)}) select {', '.join(values)}"
        " from seed t cross join generate_series(%s::int, %s::int) n"
        " cross join (select %s::float as step) spread"
    )
    began = said = time.monotonic()
    for first in range(1, copies + 1, BATCH):
        last = min(first + BATCH - 1, copies)
        admin.execute(statement, [first, last, 365 * 86400 / max(copies, 1)])
        if time.monotonic() - said > 10:
            said = time.monotonic()
            say(f"  {table}: {last:,} of {copies:,} copies")
    admin.execute("drop table seed")
    say(f"{table}: {_count(admin, table):,} rows, {time.monotonic() - began:.0f} s")


def _value(table: str, name: str, kind: str, threads: int) -> str:
    """What stands in a column of copy `n`."""
    of_talk = name in OF_TALK or (table in TALK and name in ("id", "alias_id"))
    if of_talk and table not in TALK:
        return _again(name, f"(n %% {threads + 1})") if threads else f"t.{name}"
    if of_talk or name in OWN:
        return _again(name, "n")
    if name == "ref":
        return "upper(left(translate(md5(t.ref || n), '01', 'XY'), 10))"
    if name == "external_id":
        return "t.external_id || n"
    if kind == "timestamp with time zone":
        return f"t.{name} - n * step * interval '1 second'"
    return f"t.{name}"


def _again(name: str, number: str) -> str:
    return f"case when {number} = 0 then t.{name} else md5(t.{name}::text || {number})::uuid end"


def _copy_history(admin: psycopg.Connection, org: object, copies: int, say: Say) -> None:
    """The entries of the first copies of cases and issues, so that the ledger is large as well."""
    admin.execute(
        "insert into ledger_entry (id, org_id, at, actor, verb, subject, audience, facts)"
        " select gen_random_uuid(), org_id, at - n * interval '1 hour', actor, verb,"
        "  split_part(subject, ':', 1) || ':' || md5(split_part(subject, ':', 2) || n)::uuid,"
        "  audience, facts from ledger_entry cross join generate_series(1, %s::int) n"
        " where subject like 'cases.%%' and org_id = %s",
        [copies, org],
    )
    say(f"ledger_entry: {_count(admin, 'ledger_entry'):,} rows")


def _give_words(admin: psycopg.Connection, org: object) -> list[str]:
    """Some cases all over the years get the word they would be found by, their reference."""
    from ilm.cases.searching import hashed
    from ilm.language.tokens import tokens

    rows = admin.execute(
        "select id, ref from cases_case where org_id = %s order by md5(id::text) limit 40", [org]
    ).fetchall()
    for pk, ref in rows:
        words = hashed(tokens(ref))
        admin.execute("update cases_case set words = words || %s where id = %s", [words, pk])
    return [row[1] for row in rows]


def _count(admin: psycopg.Connection, table: str, org: object = None) -> int:
    """How many rows a table has, in all or of one organisation."""
    only = " where org_id = %s" if org else ""
    [[count]] = admin.execute(f"select count(*) from {table}{only}", [org] * bool(org)).fetchall()
    return int(count)
