"""Signed webhooks until each is sealed, durable and in the inbox: rate, latency, CPU, losses."""

import hashlib
import hmac
import itertools
import json
import os
import secrets
import socket
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.harness import (
    Database,
    Result,
    Say,
    ceilings,
    cpu_seconds,
    percentile,
    resident,
    running,
    scratch,
    spread,
)
from bench.load import Load

MESSAGES = int(os.environ.get("ILM_BENCH_MESSAGES", "5000"))
SENDERS = 500
ROUNDS = (1, 8, 32, 64)
TURNS = 3
PEER_P50, PEER_RATE, PEER_CPU = 17.5, 97.0, 18.1  # ms, messages/s, ms: django-helpdesk 2.6.1
SECRET, NUMBER, NAME = "bench-app-secret", "106000000000001", "bench"
Figures = dict[str, Any]
Turns = dict[int, list[Figures]]
WORDS = (
    "နှစ်လလုံး လစာ မရသေးပါဘူး။ အလုပ်ရှင်က စာရွက်စာတမ်းတွေ သိမ်းထားတယ်။",
    "They have kept our passports and have not paid us for two months. Please help us.",
    "គេមិនបានបើកប្រាក់ខែឱ្យយើងពីរខែហើយ។",
    "हामीले दुई महिनादेखि तलब पाएका छैनौं।",
)


def run(say: Say) -> Result:
    """First contact of 500 senders, then each number of connections, turn and turn about."""
    result = Result()
    with scratch(say) as database, ceilings(database) as ceiling:
        found(database)
        with serving(database) as (port, pids):
            figures = result.figures
            figures["first_contact_8"] = one_round(database, port, pids, 8, say, messages=SENDERS)
            turns: Turns = {c: [] for c in ROUNDS}
            for _, c in itertools.product(range(TURNS), ROUNDS):
                top = ceiling(c)
                say(f"ceiling at {c} clients: {top['bare']:,.0f} rows, {top['step']:,.0f} steps/s")
                turns[c].append(one_round(database, port, pids, c, say) | {"ceiling": top})
            figures |= {f"connections_{c}": turns[c] for c in ROUNDS}
            figures["memory_mib"] = {n: resident(pids[n]) for n in ("web", "parse")}
        judge(result, turns)
    return result


def judge(result: Result, turns: Turns) -> None:
    """The median turns against the targets, each turn's ratio to the ceiling just before it."""

    def median(c: int, value: Callable[[Figures], float]) -> float:
        return statistics.median(map(value, turns[c]))

    for c, name in itertools.product(ROUNDS[:3], ("bare", "step")):
        shares = [told["visible_per_s"] / told["ceiling"][name] for told in turns[c]]
        result.ratios[f"visible at {c} / {name}"] = statistics.median(shares)
    answer = median(1, lambda told: told["answer"]["p50_ms"])
    visible = median(8, lambda told: told["visible_per_s"])
    stored = median(64, lambda told: told["stored_per_s"])
    slowest = median(64, lambda told: told["answer"]["p99_ms"])
    cpu = max(median(c, lambda told: told["cpu_ms_per_message"]) for c in ROUNDS)
    result.must("p50 ms at 1 client", answer, at_most=PEER_P50 / 8)
    result.must("messages/s visible at 8 clients", visible, at_least=10 * PEER_RATE)
    result.must(
        "visible at 8 clients / one-CTE ceiling", result.ratios["visible at 8 / step"], at_least=0.5
    )
    result.must("burst messages/s stored at 64 connections", stored, at_least=2500)
    result.must("burst p99 ms at 64 connections", slowest, at_most=50)
    result.must("CPU ms per message", cpu, at_most=PEER_CPU / 10)
    every = list(itertools.chain(*turns.values()))
    result.must("lost", sum(told["lost"] for told in every), at_most=0)
    result.must("doubled", sum(told["doubled"] for told in every), at_most=0)


def found(database: Database, *, graph_url: str = "http://127.0.0.1:9/v24.0") -> None:
    """An organisation with keys and one WhatsApp account, by the same verbs that people use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
    import django

    django.setup()
    from ilm.parties.tests import make
    from ilm.talk.accounts import open_account
    from ilm.wall.entering import entering

    desk = make.desk()
    credentials = {
        "phone_number_id": NUMBER,
        "graph_url": graph_url,
        "app_secret": SECRET,
        "verify_token": "bench",
        "access_token": "bench",
    }
    with entering("desk", desk.supervisor.user_id):
        open_account(
            desk.org_id,
            channel="whatsapp",
            name=NAME,
            label="Bench",
            credentials=credentials,
            by=desk.supervisor,
        )
    from django.db import connections

    connections.close_all()


@contextmanager
def serving(database: Database) -> Iterator[tuple[int, dict[str, int]]]:
    """The web process and the parse process as in production; the port, and who burns CPU."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = ("--log-level", "warning", "--lifespan", "off", "--no-access-log")
    quiet += ("--no-proxy-headers", "--no-server-header")
    web = ("-m", "uvicorn", "ilm.asgi:application", "--port", str(port), *quiet)
    with (
        running(database, *web) as one,
        running(database, "manage.py", "worker", "--only", "parse") as two,
    ):
        with database.connect() as admin:
            [[folder]] = admin.execute("show data_directory").fetchall()
        postmaster = int(Path(folder, "postmaster.pid").read_text().split()[0])
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port, {"web": one, "parse": two, "postgres": postmaster}


def tree_seconds(pid: int) -> float:
    """Processor time of a process and its living children (PostgreSQL's backends)."""
    total = cpu_seconds(pid)
    for task in os.listdir("/proc"):
        if task.isdecimal():
            try:
                text = Path(f"/proc/{task}/stat").read_text().rpartition(")")[2].split()
                total += cpu_seconds(int(task)) if int(text[1]) == pid else 0.0
            except OSError:
                continue
    return total


def notice(number: int, name: str) -> tuple[dict[str, str], bytes]:
    """A WhatsApp notice of one text, and the headers that Meta sends with it."""
    phone = f"95900{number % SENDERS:07d}"
    message = {
        "id": name,
        "from": phone,
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": WORDS[number % len(WORDS)] + f" {number}"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6620000000", "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": "Demo Person"}, "wa_id": phone}],
        "messages": [message],
    }
    entry = {"id": "102000000000001", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={mac}"}, body


def request(head: dict[str, str], body: bytes, *, path: str = f"/hooks/whatsapp/{NAME}/") -> bytes:
    """The whole request as it goes over the wire; the connection is kept."""
    lines = {"Host": "localhost", "Content-Length": str(len(body)), **head}
    told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{told}\r\n".encode() + body


def one_round(
    database: Database,
    port: int,
    pids: dict[str, int],
    connections: int,
    say: Say,
    *,
    messages: int = MESSAGES,
) -> Figures:
    """Send, wait until all are in the inbox, count."""
    ids = [f"wamid.{secrets.token_hex(16)}" for _ in range(messages)]
    load = Load(port, connections, [request(*notice(n, name)) for n, name in enumerate(ids)])
    with database.connect() as admin:
        before = _visible(admin)
        cpu = {name: tree_seconds(pid) for name, pid in pids.items()}
        began = time.perf_counter()
        took = load.go()
        until = time.perf_counter() + 120
        while _visible(admin) - before < messages and time.perf_counter() < until:
            time.sleep(0.005)
        whole = time.perf_counter() - began
        used = {name: tree_seconds(pid) - cpu[name] for name, pid in pids.items()}
        lost, doubled = _count(admin, ids)
    figures = {
        "stored_per_s": len(load.seconds) / took,
        "visible_per_s": messages / whole,
        "answer": spread(load.seconds),
        "last_visible_after_ms": 1000 * (whole - took),
        "cpu_ms_per_message": 1000 * sum(used.values()) / len(load.seconds),
        "cpu_ms": {name: 1000 * each / len(load.seconds) for name, each in used.items()},
        "not_200": load.bad,
        "lost": lost,
        "doubled": doubled,
    }
    say(
        f"{connections} connections: {figures['stored_per_s']:,.0f} stored,"
        f" {figures['visible_per_s']:,.0f} visible a second, p50"
        f" {1000 * percentile(load.seconds, 0.5):.1f} ms, p99"
        f" {1000 * percentile(load.seconds, 0.99):.1f} ms,"
        f" {figures['cpu_ms_per_message']:.2f} ms of CPU each; lost {lost}, doubled {doubled}"
    )
    return figures


def _visible(admin: object) -> int:
    """What the inbox shows as unread: each message counts once it is there for a case worker."""
    [[count]] = admin.execute("select coalesce(sum(unread), 0) from talk_conversation").fetchall()  # type: ignore[attr-defined]
    return int(count)


def _count(admin: object, ids: list[str]) -> tuple[int, int]:
    """How many of these ids are missing, how many are there more than once."""
    from ilm.talk.accounts import named

    [[account]] = admin.execute("select id from talk_channelaccount").fetchall()  # type: ignore[attr-defined]
    names = [named(uuid.UUID(str(account)), each) for each in ids]
    count = "select count(*), count(distinct external_id) from talk_message where external_id"
    [[rows, different]] = admin.execute(f"{count} = any(%s)", [names]).fetchall()  # type: ignore[attr-defined]
    return len(names) - different, rows - different
