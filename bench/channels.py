"""Every channel that a provider pushes to: its requests until they are sealed and in the inbox, our
answers until its twin has them, and the moment from her message to the open page."""

import http.client
import itertools
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from bench.desk import Desk
from bench.harness import Database, Result, Say, ceilings, percentile, running, scratch, spread
from bench.intake import NAME, WORDS, request, serving, tree_seconds
from bench.load import Load
from tests.twins import Twin, line, messenger, sending, telegram, texting, viber, whatsapp

MESSAGES = int(os.environ.get("ILM_BENCH_CHANNEL_MESSAGES", "1500"))
ANSWERS = int(os.environ.get("ILM_BENCH_CHANNEL_ANSWERS", "120"))
SEEN = 40  # messages whose way to the open page is timed
PEOPLE = 250
AT_ONCE = 8  # connections of one provider
PATIENCE = 120.0  # seconds
SMS_SECRET = "bench-kannel-secret-of-ours"


@dataclass
class Side:
    """One provider: what our account holds, and how a person there writes."""

    account: dict[str, str]
    says: Callable[[str, str], Any]
    address: Callable[[int], str]
    wires: list[bytes] = field(default_factory=list)


class Tape:
    """Takes down what a twin would send, to send it later."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def knock(
        self, method: str, url: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> sending.Heard:
        where = urlsplit(url)
        path = where.path + (f"?{where.query}" if where.query else "")
        assert method == "POST"
        self.taken.append(request(headers or {}, body, path=path))
        return sending.Heard(200, "")


def run(say: Say) -> Result:
    """Each channel alone, its ceiling just before; then answers; then what a page sees."""
    result = Result()
    with scratch(say) as database, ceilings(database) as ceiling, sides() as (each, _):
        desk = found(database, each)
        tape()  # from here on twins only answer; what they send was signed before
        with serving(database) as (port, pids):
            for channel, side in each.items():
                top = ceiling(AT_ONCE)["step"]
                first = hear(database, port, pids, channel, side.wires[:PEOPLE], say)
                told = hear(database, port, pids, channel, side.wires[PEOPLE:-SEEN], say)
                told["first_contact_visible_per_s"] = first["visible_per_s"]
                result.figures[channel] = told | {"ceiling_steps_per_s": top}
                result.ratios[f"{channel} / step"] = told["visible_per_s"] / top
            result.figures["answers"] = answer(database, each, say)
            result.figures["to_the_page"] = watched(port, desk, each["telegram"].wires[-SEEN:], say)
    for name in ("lost", "doubled", "not_200"):
        result.must(name, sum(result.figures[c][name] for c in each), at_most=0)
    slowest = max(result.figures[c]["answer"]["p99_ms"] for c in each)
    result.must("p99 ms of the slowest channel", slowest, at_most=50)
    result.must("p50 ms to the page", result.figures["to_the_page"]["p50_ms"], at_most=500)
    result.must(
        "answers not sent", sum(one["missing"] for one in result.figures["answers"].values()),
        at_most=0,
    )  # fmt: skip
    return result


@contextmanager
def sides() -> Iterator[tuple[dict[str, Side], dict[str, Any]]]:
    """The providers, each a server on loopback, and what each of them shows to people; hooks stand
    under the address of the settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
    import django

    django.setup()
    from django.conf import settings

    here = f"{settings.PUBLIC_URL}/hooks/{{}}/{NAME}/"
    with ExitStack() as open_:
        social = open_.enter_context(Twin(target=settings.PUBLIC_URL, account=NAME))
        twilio = open_.enter_context(texting.TwilioTwin(hook=here.format("twilio")))
        secret = texting.TalkingTwin.secret
        talking = texting.TalkingTwin(hook=f"{here.format('africas-talking')}{secret}/")
        talking = open_.enter_context(talking)
        twins = {**social.all, "twilio": twilio, "africas-talking": talking}
        each = {
            "whatsapp": Side(social.whatsapp.account, social.whatsapp.say, digits("9590")),
            "messenger": Side(social.messenger.account, social.messenger.say, digits("7000000")),
            "telegram": Side(social.telegram.account, social.telegram.say, digits("5")),
            "line": Side(social.line.account, social.line.say, lambda n: f"U{n:032x}"),
            "viber": Side(social.viber.account, social.viber.say, lambda n: f"bench{n:019d}=="),
            "twilio": Side(twilio.account, twilio.say, digits("+9591")),
            "africas-talking": Side(talking.account, talking.say, digits("+25470")),
            "kannel": Side(kannel(talking.url), by_kannel, digits("+9592")),
        }
        yield each, twins


def digits(begin: str) -> Callable[[int], str]:
    return lambda number: f"{begin}{number:07d}"


def kannel(url: str) -> dict[str, str]:
    return {
        "send_url": f"{url}/cgi-bin/sendsms", "username": "bench", "password": "bench",
        "sender": "1800", "secret": SMS_SECRET,
    }  # fmt: skip


_numbers = itertools.count(1)


def by_kannel(address: str, text: str) -> sending.Heard:
    """A text as the box posts it, by the post-url of our page."""
    asked = {
        "id": f"f3ca91c0-1111-4222-8333-{next(_numbers):012d}", "ts": str(int(time.time())),
        "sender": address, "to": "1800", "charset": "UTF-8", "coding": "2",
    }  # fmt: skip
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items())
    head = {"Content-Type": 'text/plain; charset="UTF-8"'}
    url = f"http://localhost/hooks/kannel/{NAME}/{SMS_SECRET}/?{query}"
    return texting.knock("POST", url, text.encode(), head)


def tape() -> Tape:
    """All twins write on one tape from now on."""
    one = Tape()
    for module in (line, messenger, telegram, texting, viber, whatsapp):
        module.knock = one.knock  # type: ignore[attr-defined]
    return one


def found(database: Database, each: dict[str, Side], many: int = PEOPLE + MESSAGES + SEEN) -> Any:
    """An organisation with an account at each provider, and all that people there will write."""
    from django.db import connections

    from ilm.faces.desk.tests.make import account
    from ilm.parties.tests import make
    from ilm.talk.accounts import open_account
    from ilm.wall.entering import entering

    desk = make.desk()
    for channel, side in each.items():
        with entering("desk", desk.supervisor.user_id):
            open_account(
                desk.org_id, channel=channel, name=NAME, label="Bench",
                credentials=side.account, by=desk.supervisor,
            )  # fmt: skip
        taken = tape()
        for n in range(many):
            side.says(side.address(n % PEOPLE), f"{WORDS[n % len(WORDS)]} {n}")
        side.wires = taken.taken
    account(desk.worker)
    connections.close_all()
    return desk


def hear(
    database: Database, port: int, pids: dict[str, int], channel: str, wires: list[bytes], say: Say
) -> dict[str, Any]:
    """One provider delivers, every tenth twice, until all is in the inbox."""
    load = Load(port, AT_ONCE, wires)
    with database.connect() as admin:
        [[account]] = admin.execute(
            "select id from talk_channelaccount where channel = %s", [channel]
        ).fetchall()
        heard = (
            "select count(*), count(distinct external_id) from talk_message"
            " where account_id = %s and received_at >= %s"
        )
        [[since]] = admin.execute("select clock_timestamp()").fetchall()
        cpu = {name: tree_seconds(pid) for name, pid in pids.items()}
        began = time.perf_counter()
        took = load.go()
        until, rows, different = began + PATIENCE, 0, 0
        while different < len(wires) and time.perf_counter() < until:
            time.sleep(0.01)
            [[rows, different]] = admin.execute(heard, [account, since]).fetchall()
        whole = time.perf_counter() - began
        used = sum(tree_seconds(pid) - cpu[name] for name, pid in pids.items())
    figures = {
        "stored_per_s": len(load.seconds) / took, "visible_per_s": len(wires) / whole,
        "answer": spread(load.seconds), "cpu_ms_per_message": 1000 * used / len(load.seconds),
        "not_200": load.bad, "lost": len(wires) - different, "doubled": rows - different,
    }  # fmt: skip
    say(f"{channel}: {figures}")
    return figures


def answer(database: Database, each: dict[str, Side], say: Say) -> dict[str, Any]:
    """So many answers on each channel, written before the sender begins; until each is sent.

    Rates are the providers' own limits where those are lower than ours.
    """
    from django.db import connections

    from ilm.access import actor
    from ilm.talk.models import Conversation
    from ilm.talk.replying import show_text
    from ilm.wall.entering import entering

    told: dict[str, Any] = {}
    waiting = (
        "select count(*) from talk_part where channel = %s and status in ('queued', 'sending')"
    )
    for channel in (one for one in each if one != "kannel"):  # a box is no twin: `tests/gateways`
        with entering("jobs"):
            threads = list(Conversation.objects.filter(channel=channel)[:PEOPLE])
            for n in range(ANSWERS):
                show_text(threads[n % len(threads)], text=f"Answer {n}", by=actor.clock())
        connections.close_all()
        with (
            running(database, "manage.py", "worker", "--only", "send") as pid,
            database.connect() as admin,
        ):
            began, left = time.perf_counter(), ANSWERS
            while left and time.perf_counter() - began < PATIENCE:
                time.sleep(0.02)
                [[left]] = admin.execute(waiting, [channel]).fetchall()
            took, used = time.perf_counter() - began, tree_seconds(pid)
            gone = "select status, count(*) from talk_part where channel = %s group by 1"
            states = dict(admin.execute(gone, [channel]).fetchall())
        sent = sum(states.get(one, 0) for one in ("accepted", "sent", "delivered"))
        told[channel] = {
            "per_s_with_start": ANSWERS / took, "cpu_ms_with_start": 1000 * used / ANSWERS,
            "missing": ANSWERS - sent, "states": states,
        }  # fmt: skip
        say(f"answers by {channel}: {told[channel]}")
    return told


def watched(port: int, desk: Any, wires: list[bytes], say: Say) -> dict[str, Any]:
    """From the first byte of a message to the event at an open page, and to its new row."""
    from ilm.faces.desk.tests.make import PASSWORD

    page = Desk(port)
    page.sign_in(f"{desk.worker.user_id}@desk.example", PASSWORD)
    cookies = "; ".join(f"{k}={v}" for k, v in page.cookies.items())
    stream = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    stream.request("GET", "/events/", headers={"Cookie": cookies})
    told, event, row = stream.getresponse(), [], []
    if told.status != 200:
        raise RuntimeError(f"events answered {told.status}")
    for wire in wires:
        time.sleep(0.15)
        began = time.perf_counter()
        Load(port, 1, [wire]).go()
        while not (said := told.readline()).startswith(b"data: "):
            continue
        event.append(time.perf_counter() - began)
        page.get(f"/desk/inbox/row/{said[6:].decode().strip()}")
        row.append(time.perf_counter() - began)
    figures = {
        "p50_ms": 1000 * statistics.median(row), "p99_ms": 1000 * percentile(row, 0.99),
        "event_p50_ms": 1000 * statistics.median(event), "count": len(row),
    }  # fmt: skip
    say(f"to the page: {figures}")
    return figures
