"""The desk at 10,000 and 200,000 contacts: inbox, cases, one case, search; memory, cold start."""

import http.client
import os
import re
import socket
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

from bench.filling import Filled, fill
from bench.harness import (
    Database,
    Result,
    Say,
    pace,
    percentile,
    resident,
    running,
    scratch,
    spread,
)

SIZES = [int(n) for n in os.environ.get("ILM_BENCH_CONTACTS", "10000,200000").split(",")]
FIND = "find:"  # before words that are looked for
REQUESTS, STRETCHES, WARM, CLIENTS = 200, 10, 20, 8
LIST, CASE, SEARCH, MEMORY, COLD = 65.0, 33.0, 223.0, 371.0, 0.65  # best peers: ms, MiB, s


def run(say: Say) -> Result:
    """Each size in a database of its own; the figures of the largest are held to the targets."""
    result = Result()
    for size in SIZES:
        with scratch(say) as database:
            _ready()
            filled = fill(database, say, contacts=size)
            at = result.figures[f"contacts_{size}"] = measure(database, filled, say)
            at |= {"conversations": filled.conversations, "cases": filled.cases}
    judge(result)
    return result


def judge(result: Result) -> None:
    """The largest size against the best peer, and against the smallest size (growth)."""
    small, large = (result.figures[f"contacts_{size}"] for size in (SIZES[0], SIZES[-1]))
    for name in small["pages"]:
        before, after = (one["pages"][name]["at_pace_ms"] for one in (small, large))
        result.ratios[f"growth of {name}"] = after / before
    pages = {name: one["p50_ms"] for name, one in large["pages"].items()}
    lists, found = ("inbox", "cases_queue", "cases_all"), ("search_one", "search_many")
    result.must("lists, slowest p50 ms", max(pages[n] for n in lists), at_most=LIST / 4)
    growth = max(result.ratios[f"growth of {n}"] for n in lists)
    result.must("lists, growth", growth, at_most=1.5)
    result.must("case page p50 ms", pages["case"], at_most=CASE / 2.5)
    result.must("search, slowest p50 ms", max(pages[n] for n in found), at_most=SEARCH / 10)
    at_pace = {name: one["at_pace_ms"] for name, one in large["pages"].items()}
    listed = max(at_pace[n] for n in lists)
    result.must("lists, slowest p50 ms, at the peers' pace", listed, at_most=LIST / 4)
    result.must("case page p50 ms, at the peers' pace", at_pace["case"], at_most=CASE / 2.5)
    result.must("memory under load MiB", large["memory_mib"], at_most=0.8 * MEMORY)
    result.must("cold start s", large["cold_start_s"], at_most=1.5 * COLD)


def _ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
    import django

    django.setup()


def measure(database: Database, filled: Filled, say: Say) -> dict[str, object]:
    """Every page by one signed-in supervisor with the vault unlocked; then eight at once."""
    with serving(database) as (port, pid, cold):
        desk = Desk(port)
        desk.sign_in(filled.email, filled.password)
        pages = {name: timed(desk, paths) for name, paths in roads(desk, filled).items()}
        for name, one in pages.items():
            say(f"  {name:<16} p50 {one['p50_ms']:6.1f} ms   p99 {one['p99_ms']:6.1f} ms")
        load = crowd(desk, ["/desk/", "/desk/cases/", *pages_of(filled)])
        memory = resident(pid)
    colds = [cold, *(start_alone(database) for _ in range(2))]
    say(f"  {load:.0f} pages/s at {CLIENTS} clients, {memory:.0f} MiB, cold {min(colds):.2f} s")
    return {
        "pages": pages,
        "pages_per_s_8_clients": load,
        "memory_mib": memory,
        "cold_start_s": percentile(colds, 0.5),
    }


def roads(desk: "Desk", filled: Filled) -> dict[str, Iterator[str]]:
    """What is asked for, page by page."""
    searched = ["Several workers", "workers report", "report the same"]
    deep = desk.further("/desk/", 3)
    return {
        "inbox": cycle(["/desk/"]),
        "inbox_deep": cycle([deep]),
        "cases_queue": cycle(["/desk/cases/"]),
        "cases_all": cycle(["/desk/cases/?view=all"]),
        "case": cycle(pages_of(filled)),
        "conversation": cycle([f"/desk/talk/{ref}/" for ref in filled.talk_refs]),
        "search_one": cycle([_asked(ref) for ref in filled.found_by]),
        "search_many": cycle([_asked(words) for words in searched]),
        "search_none": cycle([_asked("nothing whatsoever holds these")]),
    }


def pages_of(filled: Filled) -> list[str]:
    return [f"/desk/cases/{ref}/" for ref in filled.case_refs]


def _asked(words: str) -> str:
    return FIND + words


def timed(desk: "Desk", paths: Iterator[str]) -> dict[str, float]:
    """p50 and p99 of one client that keeps its connection.

    `at_pace_ms`: the median at the pace of the machine on which the peers were measured; that of
    this one swings within seconds, so it is taken before each of a few stretches.
    """
    for _ in range(WARM):
        desk.get(next(paths))
    seconds, at_pace = [], []
    for _ in range(STRETCHES):
        here = pace(rounds=60)
        for _ in range(REQUESTS // STRETCHES):
            path, began = next(paths), time.perf_counter()
            desk.get(path)
            seconds.append(time.perf_counter() - began)
            at_pace.append(seconds[-1] / here)
    return spread(seconds) | {"at_pace_ms": 1000 * percentile(at_pace, 0.5)}


def crowd(desk: "Desk", paths: list[str]) -> float:
    """Pages a second with so many clients of the same account for a while."""
    done = [0] * CLIENTS
    until = time.perf_counter() + 8

    def ask(number: int) -> None:
        mine, road = desk.again(), cycle(paths[number % len(paths) :] + paths)
        while time.perf_counter() < until:
            mine.get(next(road))
            done[number] += 1

    everybody = [threading.Thread(target=ask, args=(n,)) for n in range(CLIENTS)]
    began = time.perf_counter()
    for one in everybody:
        one.start()
    for one in everybody:
        one.join()
    return sum(done) / (time.perf_counter() - began)


@dataclass
class Desk:
    """A browser without a window: one kept connection, cookies, the forms of the real pages."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def again(self) -> "Desk":
        """Another connection of the same account."""
        return Desk(self.port, dict(self.cookies))

    def sign_in(self, email: str, password: str) -> None:
        """At the door, then the vault: by the forms that people fill in."""
        self.post("/door/login/", {"login": email, "password": password})
        self.post("/desk/unlock/", {"password": password})
        if not self.cookies.get("vault"):
            raise RuntimeError("the vault did not open")

    def get(self, path: str) -> str:
        """A page, whole; words that are looked for are posted. Any status but 200 is the end."""
        if path.startswith(FIND):
            given = {"q": path.removeprefix(FIND), "csrfmiddlewaretoken": self._token()}
            status, text = self._ask("POST", "/desk/cases/", urllib.parse.urlencode(given))
        else:
            status, text = self._ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}: {text[:200]}")
        return text

    def post(self, path: str, given: dict[str, str]) -> None:
        """Fill in the form of a page and send it; it must lead somewhere else."""
        body = given | {"csrfmiddlewaretoken": token_of(self.get(path))}
        status, text = self._ask("POST", path, urllib.parse.urlencode(body))
        if status != 302:
            raise RuntimeError(f"{path} answered {status}: {text[:2000]}")

    def _token(self) -> str:
        """The token of the search form, read once: it holds as long as the session does."""
        self.token = self.token or token_of(self.get("/desk/cases/"))
        return self.token

    def further(self, path: str, pages: int) -> str:
        """The address so many pages on, by the link at the foot of each."""
        here = path
        for _ in range(pages):
            link = re.search(r'href="(\?[^"]*before=[^"]+)"', self.get(here))
            if link is None:
                break
            here = path + link[1].replace("&amp;", "&")
        return here

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://127.0.0.1:{self.port}{path}"
        self.line.request(method, path, body or None, headers)
        answer = self.line.getresponse()
        text = answer.read().decode(errors="replace")
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer.status, text


def token_of(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return found[1] if found else ""


@contextmanager
def serving(database: Database) -> Iterator[tuple[int, int, float]]:
    """The web process as `./dev up` starts it: its port, its pid, seconds to the first page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = ("--log-level", "warning", "--lifespan", "off", "--no-access-log")
    quiet += ("--no-proxy-headers", "--no-server-header")
    began = time.perf_counter()
    with running(
        database, "-m", "uvicorn", "ilm.asgi:application", "--port", str(port), *quiet
    ) as pid:
        _until(lambda: Desk(port).get("/door/login/"))
        yield port, pid, time.perf_counter() - began


def start_alone(database: Database) -> float:
    """Seconds from the command to the first page."""
    with serving(database) as (_, _, seconds):
        return seconds


def _until(attempt: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            attempt()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
