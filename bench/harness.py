"""What every benchmark stands on: the machine, a scratch database, percentiles, ceilings."""

import contextlib
import os
import platform
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parent.parent
Say = Callable[[str], None]
CEILING_FOR = 1.0  # seconds
BARE = "insert into bench_message (id, body) values (gen_random_uuid(), %s)"
STEP = """
with contact as (
  insert into bench_contact (id, alias) values (gen_random_uuid(), %(alias)s)
  on conflict (alias) do update set seen = now() returning id),
talk as (
  insert into bench_conversation (id, contact) select gen_random_uuid(), id from contact
  returning id),
message as (
  insert into bench_message (id, conversation, body)
  select gen_random_uuid(), id, %(body)s from talk returning id)
insert into bench_audit (id, message, what)
select gen_random_uuid(), id, 'message.heard' from message
"""
TABLES = """
create table bench_contact (id uuid primary key, alias text unique, seen timestamptz);
create table bench_conversation (id uuid primary key, contact uuid not null);
create index on bench_conversation (contact);
create table bench_message (id uuid primary key, conversation uuid, body bytea not null,
                            heard timestamptz not null default now());
create index on bench_message (conversation, heard);
create table bench_audit (id uuid primary key, message uuid not null, what text not null,
                          at timestamptz not null default now());
"""


@dataclass
class Result:
    """What a benchmark found. `figures` are absolute, `ratios` to a ceiling of the same run."""

    figures: dict[str, Any] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    targets: dict[str, dict[str, Any]] = field(default_factory=dict)

    def must(
        self,
        measure: str,
        value: float,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """Hold a measure to its target; give exactly one bound, in the measure's own unit."""
        if (at_most is None) == (at_least is None):
            raise ValueError("one bound, at_most or at_least")
        bound = at_most if at_least is None else at_least
        holds = value <= bound if at_least is None else value >= bound
        self.targets[measure] = {"value": _short(value), "must": bound, "holds": bool(holds)}

    def told(self, name: str, where: dict[str, Any]) -> dict[str, Any]:
        """As the one JSON object of the last line."""
        return {
            "bench": name,
            "machine": where,
            "figures": _short(self.figures),
            "ratios": _short(self.ratios),
            "targets": self.targets,
        }


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _short(each) for key, each in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value


def machine() -> dict[str, Any]:
    """Processor, cores this process may use, memory (MiB), system, versions, load at the end."""
    return {
        "processor": _first_line("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count(),
        "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20,
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "commit": _commit(),
        "load": round(os.getloadavg()[0], 2),
    }


SEAL_US = 81.0  # one HPKE seal on the machine on which the peers were measured


def pace(rounds: int = 300) -> float:
    """How many times slower one core is here, just now, than where the peers were measured.

    By the processor time of one HPKE seal, the median of five stretches.
    """
    from ilm.vault.sealing import new_pair, seal

    public, found = new_pair().public, []
    for _ in range(5):
        began = time.process_time()
        for _ in range(rounds):
            seal(public, b"x" * 256, b"yardstick")
        found.append((time.process_time() - began) / rounds * 1e6)
    return percentile(found, 0.5) / SEAL_US


def _first_line(path: str, name: str) -> str:
    with contextlib.suppress(OSError):
        for line in Path(path).read_text().splitlines():
            if line.startswith(name):
                return line.partition(":")[2].strip()
    return ""


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    with contextlib.suppress(OSError):
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return ""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie: nearest rank, no interpolation."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """p50 and p99 in milliseconds, and how many."""
    thousand = [1000 * each for each in seconds]
    return {
        "p50_ms": percentile(thousand, 0.5),
        "p99_ms": percentile(thousand, 0.99),
        "count": len(thousand),
    }


@dataclass(frozen=True)
class Database:
    """A scratch database: its name, how an administrator connects, and what our programs need."""

    name: str
    admin: str
    env: dict[str, str]

    def connect(self, user: str = "postgres") -> psycopg.Connection:
        """A connection as `user`, committing by itself."""
        place = conninfo_to_dict(self.admin) | {"dbname": self.name, "user": user}
        return psycopg.connect(**place, autocommit=True)


@contextlib.contextmanager
def scratch(say: Say, *, empty: bool = False) -> Iterator[Database]:
    """A database with roles, tables and rights of its own (`empty`: none), dropped afterwards.

    This process's environment names it as well, so call it before Django reads its settings.
    """
    admin, name = os.environ["ILM_ADMIN"], f"bench_{secrets.token_hex(4)}"
    os.environ["ILM_DATABASE"] = name
    base = Database(name=name, admin=admin, env=dict(os.environ))
    say(f"making the scratch database {name}")
    if empty:
        with psycopg.connect(admin, autocommit=True) as server:
            server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    else:
        operate(base, "keys")
        operate(base, "migrate", "--admin", admin)
    try:
        yield base
    finally:
        with psycopg.connect(admin, autocommit=True) as server:
            server.execute(sql.SQL("drop database {} (force)").format(sql.Identifier(name)))


def operate(database: Database, *words: str) -> None:
    """Run a verb of the command `ilm` on the scratch database; raises if it fails."""
    command = [sys.executable, "-m", "ilm.faces.operator", *words]
    subprocess.run(command, cwd=ROOT, env=database.env, check=True, stdout=sys.stderr)


@contextlib.contextmanager
def running(database: Database, *words: str) -> Iterator[int]:
    """One of our programs (`python WORDS`) beside the benchmark, ended afterwards; its pid."""
    child = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=database.env)
    try:
        yield child.pid
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def cpu_seconds(pid: int) -> float:
    """Processor time a process and its ended children have used so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Proportional memory (PSS) of a process in MiB (Linux)."""
    line = _first_line(f"/proc/{pid}/smaps_rollup", "Pss:")
    return int(line.split()[0]) / 1024


@contextlib.contextmanager
def ceilings(database: Database) -> Iterator[Callable[[int], dict[str, float]]]:
    """What PostgreSQL alone does here, durable: call it with a number of clients, near each round.

    `bare`: one row of 1 kB. `step`: contact, conversation, message and audit as one statement.
    Both in transactions a second, through the driver that the product uses.
    """
    with database.connect() as admin:
        admin.execute(TABLES)
    yield lambda clients: {
        "bare": _rate(database, BARE, clients, CEILING_FOR),
        "step": _rate(database, STEP, clients, CEILING_FOR),
    }
    with database.connect() as admin:
        admin.execute("drop table bench_audit, bench_message, bench_conversation, bench_contact")


def _rate(database: Database, statement: str, clients: int, seconds: float) -> float:
    """Transactions a second of one statement over `clients` connections."""
    done, gate = [0] * clients, threading.Barrier(clients + 1)
    until = [0.0]

    def insert(number: int) -> None:
        body = secrets.token_bytes(1024)
        with database.connect() as link, link.cursor() as cursor:
            gate.wait()
            while time.perf_counter() < until[0]:
                alias = f"{number}-{done[number]}-{secrets.token_hex(4)}"
                given = {"alias": alias, "body": body} if "contact" in statement else (body,)
                cursor.execute(statement, given, prepare=True)
                done[number] += 1

    threads = [threading.Thread(target=insert, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    until[0] = time.perf_counter() + seconds
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)
