"""Changed requests at the open doors of a running product: whatever comes, none answers 500."""

import hashlib
import hmac
import http.client
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from urllib.parse import urlencode

from bench import intake
from bench.harness import Database, Say, scratch
from bench.mutating import changed

FORMS = "application/x-www-form-urlencoded"
WORKER = ("/w/report/", "/w/sealed/", "/w/receipt/", "/w/receipt/replies/", "/w/thread/")
ODD_PATHS = (
    "/w/%00",
    "/hooks/whatsapp/%ff/",
    "/hooks/whatsapp/" + "a" * 3000,
    "/w/report/?x=%ed%a0%80",
)
UNREADABLE = ("Unreadable", "broken-")  # why one may wait: its form, or a part's, is none of ours


def knocked(say: Say, seconds: float, seed: int) -> dict[str, object]:
    """So many seconds of requests; how each was answered, and what the parse process broke on."""
    random = Random(f"{seed} doors")
    with scratch(say) as database:
        intake.found(database)
        with intake.serving(database) as (port, _):
            answers, first = _knock(port, seconds, random)
            waiting, broken = _parsed(database)
    return {
        "requests": sum(answers.values()),
        "answers": {str(status): n for status, n in sorted(answers.items())},
        "crashes": sum(n for status, n in answers.items() if status >= 500) + sum(broken.values()),
        "first": first,
        "not_parsed": waiting,
        "broke_on": dict(broken),
    }


def _knock(port: int, seconds: float, random: Random) -> tuple[Counter[int], list[str]]:
    answers: Counter[int] = Counter()
    first: list[str] = []
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    until, roads = time.monotonic() + seconds, _roads(random)
    while time.monotonic() < until:
        method, path, body, headers = next(roads)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            answer.read()
        except (http.client.HTTPException, OSError):
            line.close()  # it may hang up on nonsense; it must still be there for the next
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            answers[0] += 1
            continue
        answers[answer.status] += 1
        if answer.status >= 500 and len(first) < 5:
            first.append(f"{answer.status} {method} {path} {body[:300]!r}")
    return answers, first


def _roads(random: Random) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """Signed nonsense for the hook; forms, envelopes and addresses for the worker's pages."""
    from bench.parsers import parsers

    known = parsers()
    notices, envelopes = list(known["whatsapp"].seeds), list(known["worker-envelope"].seeds)
    form = urlencode(
        {"token": "x", "text": "They took it", "answer": "yes", "receipt": "1234" * 10}
    )
    forms = [form.encode(), b"text=%00&token=%ff", b"--x\r\nContent-Disposition: form-data\r\n\r\n"]
    while True:
        match random.randrange(4):
            case 0 | 1:
                body = changed(random.choice(notices), notices, random)
                mac = hmac.new(intake.SECRET.encode(), body, hashlib.sha256).hexdigest()
                head = {"X-Hub-Signature-256": f"sha256={mac}", "Content-Type": "application/json"}
                yield "POST", f"/hooks/whatsapp/{intake.NAME}/", body, head
            case 2:
                kind = random.choice((FORMS, "multipart/form-data; boundary=x", "text/plain"))
                body = changed(random.choice(forms), forms, random)
                yield "POST", random.choice(WORKER), body, {"Content-Type": kind}
            case _:
                body = changed(random.choice(envelopes), envelopes, random)
                yield "POST", "/w/sealed/", body, {"Content-Type": "application/json"}
        if random.random() < 0.05:
            yield random.choice(("GET", "PUT", "HEAD")), random.choice(ODD_PATHS), b"", {}


def _parsed(database: Database) -> tuple[int, Counter[str]]:
    """How many deliveries the parse process has not read in the end, and its reasons."""
    with database.connect() as admin:
        until = time.monotonic() + 60
        count = "select count(*) from talk_delivery where not is_parsed and failed_because = ''"
        while admin.execute(count).fetchone() != (0,) and time.monotonic() < until:
            time.sleep(0.2)
        rows = admin.execute(
            "select failed_because, count(*) from talk_delivery where tries > 0 group by 1"
        ).fetchall()
    reasons = Counter({str(why): int(n) for why, n in rows if not str(why).startswith(UNREADABLE)})
    return sum(int(n) for _, n in rows), reasons
