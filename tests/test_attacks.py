"""What an attacker tried, kept as tests: each of these once opened something."""

import asyncio
import hmac
import subprocess
import sys
from datetime import time
from uuid import uuid4

import pyrage
import pytest
from django.conf import settings
from django.db import ProgrammingError

from ilm.access.actor import worker
from ilm.faces.desk.events import events
from ilm.faces.forgetting import label
from ilm.faces.headers import headers_for
from ilm.faces.hooks.receiving import hooks
from ilm.faces.operator import backup
from ilm.faces.worker.tokens import new_token
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.parties.tests import make
from ilm.talk import arriving
from ilm.vault import receipts, routing
from ilm.vault.models import Alias
from ilm.vault.reveal import Reason, note, show
from ilm.wall.entering import ask, atomic, entering, tell

SECRET = "Key (address)=(+66 81 555 0199) already exists"
LOGS = f"""
import logging, logging.config, uvicorn.config
logging.config.dictConfig(uvicorn.config.LOGGING_CONFIG)
import ilm.asgi
for name in ("uvicorn.error", "uvicorn", "asyncio", "psycopg", "django.request", "ilm.x"):
    try:
        raise KeyError({SECRET!r})
    except KeyError:
        logging.getLogger(name).exception("Exception in ASGI application")
logging.getLogger("uvicorn.access").critical("%s", "203.0.113.7")
logging.getLogger("uvicorn.error").info("%s", "203.0.113.7")
logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: 'mai.example'")
"""


def test_no_logger_prints_what_an_exception_says() -> None:
    ran = subprocess.run([sys.executable, "-c", LOGS], capture_output=True, text=True, check=True)
    said = ran.stdout + ran.stderr
    assert said.count("KeyError at") == 6
    for secret in ("555", "203.0.113.7", "mai.example"):
        assert secret not in said


@pytest.mark.parametrize(("app", "path", "face"), [
    (hooks, "/hooks/nobody/", "/hooks/"),
    (hooks, "/hooks/whatsapp/%00/", "/hooks/"),
    (events, "/events/", "/desk/"),
])  # fmt: skip
def test_answers_outside_django_carry_the_headers_of_their_face(app, path: str, face: str) -> None:
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "http.request", "body": b""}

    scope = {"method": "GET", "path": path, "query_string": b"", "headers": []}
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] in (401, 404)
    carried = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert {name.lower(): value for name, value in headers_for(face).items()}.items() <= (
        carried.items()
    )


@pytest.mark.django_db(databases=["owner", "default"])
def test_a_file_that_is_not_there_is_not_remembered(client) -> None:
    assert client.get("/static/nowhere.css")["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_nobody_opens_everybody(monkeypatch) -> None:
    """Two for the limit of twenty: the third person of a day takes another supervisor."""
    monkeypatch.setattr("ilm.vault.reveal.MOST_A_DAY", 2)
    desk = make.desk()
    with entering("parse"):
        met = routing.aliases_for(desk.org_id, "telegram", ["5550001", "5550002", "5550003"])
    asked, given = {"because": Reason.SAFE_CONTACT, "by": desk.supervisor}, {"by": desk.supervisor}
    first, second, third = (found.alias_id for found in met.values())
    with entering("desk", desk.supervisor.user_id):
        for alias in (first, second, first):
            note(alias, **asked)
            shown = show(alias, unlocked=desk.unlocked_supervisor, **given)
            assert shown["address"].startswith("555")
        with pytest.raises(Refused, match="Another supervisor must agree"):
            note(third, **asked)
        with pytest.raises(Refused, match="Say first why"):
            show(third, unlocked=desk.unlocked_supervisor, **given)


@pytest.mark.django_db
def test_the_record_keeps_the_day_a_worker_spoke_and_no_more() -> None:
    desk = make.desk()
    with entering("parse"):
        [met] = routing.aliases_for(desk.org_id, "telegram", ["5550001"]).values()
    with entering("owner"):
        alias = Alias.objects.get(pk=met.alias_id)
        hers = record(alias, "check_in.answered", by=worker(alias.pk, desk.org_id))
        ours = record(alias, "check_in.asked", by=desk.worker)
    assert (hers.at.date(), hers.at.time()) == (ours.at.date(), time())
    assert ours.at.time() != time()


def test_what_waits_tells_its_bucket_and_not_its_length() -> None:
    short, long = (arriving.Arrival(uuid4(), uuid4(), "web", "k", b"x" * n) for n in (100, 250))
    [[*_, one, _, _], [*_, two, _, _]] = arriving.rows([short, long])
    assert len(one) == len(two)


def test_a_label_of_an_address_cannot_be_tried_with_any_kept_key() -> None:
    """Four thousand million addresses are few: with a key on the disk each label falls."""
    word = f"{clock.today()}|203.0.113.7".encode()
    tried = {hmac.digest(k, word, "sha256").hex()[:8] for k in (settings.PEPPER, b"-")}
    assert label("203.0.113.7").removeprefix("2001:db8::").replace(":", "") not in tried


@pytest.mark.django_db
def test_a_stolen_table_answers_nothing_in_her_name(client) -> None:
    """The lookup lies in the database; what a page takes is what the lookup is the hash of."""
    mine = receipts.issue()
    given = {"token": new_token(), "act": "withdraw", "lookup": mine.lookup.hex()}
    for stolen in (mine.lookup.hex(), mine.lookup[:16].hex()):
        assert client.post("/w/thread/", given | {"proof": stolen}).status_code >= 400
        assert client.post("/w/receipt/replies/", {"proof": stolen}).status_code == 404
    assert receipts.lookup_of(receipts.proof(mine.receipt)) == mine.lookup


FORGED = """insert into ledger_entry (id, org_id, at, actor, verb, subject, audience, facts)
 values (gen_random_uuid(), %s, now(), %s, 'issue.closed', 'x', '{}', '{}')"""

STUFFED = """insert into vault_grant (id, org_id, key_id, generation, purpose, epoch, sealed)
 values (gen_random_uuid(), %s, gen_random_uuid(), 1, 'talk', 1, '')"""


@pytest.mark.django_db
def test_a_partner_writes_nothing_to_who_never_wrote_to_them() -> None:
    org, partner = make.desk().org_id, uuid4()
    with entering("respondent", partner):
        with pytest.raises(ProgrammingError), atomic():
            tell(FORGED, [org, f"member:{partner}"])
        with pytest.raises(ProgrammingError), atomic():
            tell(STUFFED, [org])
        assert ask("select count(*) from vault_orgkey") == [(0,)]


def test_what_the_servers_own_key_files_open_is_not_kept_long(tmp_path, monkeypatch) -> None:
    taken: list[list[str]] = []
    monkeypatch.setattr(backup, "_dump", lambda target, keys, options: taken.append(options))
    backup.back_up(tmp_path, recipients=[str(pyrage.x25519.Identity.generate().to_public())])
    body, keys = taken
    for table in ("talk_delivery", "talk_part", "vault_standingaddress"):
        assert f"--exclude-table-data={table}" in body
        assert f"--table={table}" in keys
