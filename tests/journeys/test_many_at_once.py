"""Five hundred reports by thirty-two people at once, some of them pressed twice: each is there once."""

import http.client
import json
import os
import re
import threading
import time
from base64 import b64decode, b64encode
from collections import Counter
from itertools import count
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import psycopg

from ilm.faces.worker.bursts import solves
from ilm.vault import keys
from ilm.vault.sealing import bind, new_pair, pad, seal
from tests.journeys.house import House

PEOPLE, SEALED, PLAIN, AGAIN = 32, 400, 100, 50
NETWORKS = 16  # two people each: the later reports of each network have to be worked for
SECONDS = 120  # until the last of them is in the inbox


def test_five_hundred_reports_at_once_are_each_there_once(house: House) -> None:
    page = Line(house).get("/w/report/?org=demo-lantern")
    key, token = seal_key(page), form_token(page)
    before = counted(house)
    reports = [sealed(key, token) for _ in range(SEALED)]
    waiting = [("/w/sealed/", json.dumps(one).encode()) for one in reports]
    waiting += waiting[:AGAIN]
    form = {"org": "demo-lantern", "text": "They took it, says a demo form.", "token": token}
    waiting += [("/w/report/?org=demo-lantern", urlencode(form).encode())] * PLAIN
    Random(7).shuffle(waiting)
    answers = all_at_once(house, waiting)
    assert answers[201] >= SEALED  # a second press after the first was heard is not told apart
    assert answers[201] + answers[409] == SEALED + AGAIN
    assert (answers[200], answers.total()) == (PLAIN, SEALED + AGAIN + PLAIN)
    until = time.monotonic() + SECONDS
    while (now := counted(house)) < before + SEALED + PLAIN and time.monotonic() < until:
        time.sleep(0.2)
    assert now == before + SEALED + PLAIN
    with database(house) as admin:
        ids = [one["id"] for one in reports]
        found = admin.execute("select id from talk_message where id = any(%s)", [ids]).fetchall()
        [(left,)] = admin.execute("select count(*) from talk_delivery").fetchall()
    assert sorted(str(pk) for (pk,) in found) == sorted(ids)
    assert left == 0


class Line:
    """One connection that is kept, as a browser keeps it, from a network of its own."""

    def __init__(self, house: House, network: int = 0) -> None:
        place = urlsplit(house.url).netloc
        self.line = http.client.HTTPConnection(
            place, timeout=60, source_address=(f"127.0.{network}.1", 0)
        )

    def get(self, path: str) -> str:
        self.line.request("GET", path)
        answer = self.line.getresponse()
        assert answer.status == 200
        return answer.read().decode()

    def post(self, path: str, body: bytes) -> int:
        kind = "application/json" if body[:1] == b"{" else "application/x-www-form-urlencoded"
        self.line.request("POST", path, body, {"Content-Type": kind})
        answer = self.line.getresponse()
        told = answer.read()
        if answer.status == 428:  # many from one network: work first, then the same again
            return self.post(path, worked(body, json.loads(told)["token"]))
        return answer.status


def worked(body: bytes, token: str) -> bytes:
    """The same report, with what its new token asks for."""
    report, bits = json.loads(body), int(token.split("~")[1])
    nonce = next(n for n in count() if solves(token, report["id"], n, bits))
    return json.dumps(report | {"token": token, "work": nonce}).encode()


def all_at_once(house: House, waiting: list[tuple[str, bytes]]) -> Counter[int]:
    """Everybody sends what comes next until nothing is left; how often each status came."""
    answers: Counter[int] = Counter()
    gate, lock = threading.Barrier(PEOPLE), threading.Lock()

    def sends(network: int) -> None:
        line = Line(house, network)
        gate.wait()
        while True:
            with lock:
                if not waiting:
                    return
                path, body = waiting.pop()
            status = line.post(path, body)
            with lock:
                answers[status] += 1

    people = [threading.Thread(target=sends, args=[n % NETWORKS]) for n in range(PEOPLE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return answers


def seal_key(page: str) -> dict[str, Any]:
    [found] = re.findall(r'id="seal-key"[^>]*>([^<]+)<', page)
    key: dict[str, Any] = json.loads(found)
    return key


def form_token(page: str) -> str:
    [found] = re.findall(r'name="token" value="([^"]+)"', page)
    return str(found)


def sealed(key: dict[str, Any], token: str) -> dict[str, Any]:
    """A report as report.js makes it."""
    pk, key_id, pair = str(uuid4()), str(uuid4()), new_pair()
    words = pad(json.dumps({"text": "They took it."}).encode())
    place = bind("field", "talk_message", pk, "body", key_id, 1)
    grant = keys.grant(
        b64decode(key["public"]), pair.private, key["org"], "talk", key["epoch"], key_id, 1
    )
    raw = {
        "data_public": pair.public,
        "sealed": seal(pair.public, words, place),
        "grant": grant,
        "lookup": os.urandom(32),
        "reporter_public": new_pair().public,
        "reporter_locked": os.urandom(128),
    }
    told = {"id": pk, "key_id": key_id, "org": key["org"], "epoch": key["epoch"], "token": token}
    more = {"language": "my", "attachments": []}
    return told | more | {name: b64encode(value).decode() for name, value in raw.items()}


def counted(house: House) -> int:
    with database(house) as admin:
        [(count,)] = admin.execute(
            "select count(*) from talk_message where kind = 'form'"
        ).fetchall()
    return int(count)


def database(house: House) -> psycopg.Connection:
    place = house.admin.replace("dbname=postgres", f"dbname={house.database}")
    return psycopg.connect(place, autocommit=True)
