"""Neither an address nor a browser's own words are kept anywhere behind the door."""

import base64
import zlib

import pytest
from django.core.cache import cache
from django.core.signing import b64_decode
from django.db import connections
from django.test import Client

from ilm.faces.door.tests import make
from ilm.faces.forgetting import coarse, label
from ilm.wall.tables import AT_THE_DOOR

pytestmark = pytest.mark.django_db(databases=["owner", "default"])
MARKS = ("203.0.113.77", "198.51.100.9", "PlantedBrowser", "planted-proxy")
PLANTED = {
    "REMOTE_ADDR": MARKS[0],
    "HTTP_X_FORWARDED_FOR": MARKS[1],
    "HTTP_X_REAL_IP": MARKS[1],
    "HTTP_FORWARDED": f"for={MARKS[1]}",
    "HTTP_VIA": MARKS[3],
    "HTTP_USER_AGENT": f"Mozilla/5.0 (PlantedBrowser; Mobile) Firefox/140.0 {MARKS[2]}",
}


def kept() -> str:
    """Every row at the door, and what sessions hold, unpacked; and the limits in memory."""
    rows = []
    with connections["owner"].cursor() as cursor:
        for table in AT_THE_DOOR:
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
        cursor.execute("select session_data from django_session")
        rows += [unpacked(row[0]) for row in cursor.fetchall()]
    return "\n".join(rows) + str(cache._cache)  # the cache of one process


def unpacked(session: str) -> str:
    body = session.split(":", 1)[0]
    return (
        zlib.decompress(b64_decode(body[1:].encode())).decode()
        if body.startswith(".")
        else base64.urlsafe_b64decode(body + "==").decode()
    )


def test_no_address_and_no_browser_is_kept() -> None:
    user, client = make.account(), Client(**PLANTED)
    secret = make.with_app(user)
    make.sign_in(client, password="wrong")
    make.sign_in(client)
    client.post("/door/2fa/authenticate/", {"code": "000000"})
    client.post("/door/2fa/authenticate/", {"code": make.code(secret)})
    client.post("/door/2fa/recovery-codes/generate/")  # allauth keeps the request until asked again
    everything = kept()
    assert "2001:db8::" in everything
    assert "Firefox on a phone" in everything
    assert "recovery-codes/generate" in everything
    for mark in MARKS:
        assert mark not in everything
    assert "Firefox on a phone" in client.get("/door/sessions/").content.decode()


def test_a_label_tells_two_addresses_apart_for_a_day(time_machine) -> None:
    time_machine.move_to("2026-03-01T08:00Z")
    first = label(MARKS[0])
    assert first == label(MARKS[0])
    assert first != label(MARKS[1])
    time_machine.move_to("2026-03-02T08:00Z")
    assert first != label(MARKS[0])


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        ("Mozilla/5.0 (X11; Linux) Gecko Firefox/140.0", "Firefox on a computer"),
        ("Mozilla/5.0 (Android; Mobile) Chrome/120 Safari/537", "Chrome on a phone"),
        ("Mozilla/5.0 Chrome/120 Safari/537 Edg/120", "Edge on a computer"),
        ("", "Browser on a computer"),
    ],
)
def test_a_browser_by_its_family(agent: str, kind: str) -> None:
    assert coarse(agent) == kind
