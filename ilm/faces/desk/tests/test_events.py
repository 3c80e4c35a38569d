"""Live pages hear ids of their own organisation, and nobody else hears anything."""

import asyncio
import json
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

from ilm.faces.desk import events
from ilm.parties.models import Member
from ilm.parties.tests import make as parties
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def signed_in(desk, **changes: str) -> str:
    """The session of the desk's case worker."""
    users = get_user_model().objects
    user = users.create_user(email="demo@example.org", password="a long enough password")
    with entering("owner"):
        Member.objects.filter(user_id=desk.worker.user_id).update(user_id=user.pk)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        | changes
    )
    session.save()
    return session.session_key


def test_a_session_names_the_organisations_of_its_member() -> None:
    desk = parties.desk()
    assert events.organisations_of(signed_in(desk)) == {str(desk.org_id)}


@pytest.mark.parametrize(
    "changes", [{HASH_SESSION_KEY: "old"}, {BACKEND_SESSION_KEY: "none.of.ours"}]
)
def test_a_stale_session_names_none(changes: dict) -> None:
    assert events.organisations_of(signed_in(parties.desk(), **changes)) == frozenset()


@pytest.mark.parametrize("key", ["", "nonsense", "x" * 32])
def test_no_session_names_none(key: str) -> None:
    assert events.organisations_of(key) == frozenset()


def test_an_id_goes_to_the_pages_of_its_organisation_alone() -> None:
    async def walk() -> tuple[int, int]:
        hub, ours, theirs = events.Hub(), asyncio.Queue(), asyncio.Queue()
        hub.pages = {ours: frozenset({"a"}), theirs: frozenset({"b"})}
        for _ in range(events.WAITING + 5):
            hub.tell(json.dumps({"org": "a", "ids": ["1"]}))
        return ours.qsize(), theirs.qsize()

    assert asyncio.run(walk()) == (events.WAITING, 0)


def test_a_page_on_its_way_misses_nothing() -> None:
    hub = events.Hub()
    for org, id_ in (("a", "1"), ("b", "2"), ("a", "3"), ("a", "1")):
        hub.tell(json.dumps({"org": org, "ids": [id_]}))
    assert hub.missed(frozenset({"a"}), age=5) == ["1", "3"]
    assert hub.missed(frozenset({"a"}), age=0) == []


@pytest.mark.parametrize(
    ("query", "age"),
    [(b"age=1500", 1.5), (b"age=9999999", events.OLDEST), (b"age=-1", 0), (b"", 0)],
)
def test_the_age_is_what_the_browser_says_within_limits(query: bytes, age: float) -> None:
    assert events._age({"query_string": query}) == age


def test_a_stream_says_what_changed_pings_and_ends(monkeypatch) -> None:
    monkeypatch.setattr(events, "PING", 0.02)
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def walk() -> None:
        queue, leave = asyncio.Queue(), asyncio.Event()

        async def receive() -> dict:
            await leave.wait()
            return {"type": "http.disconnect"}

        queue.put_nowait("one-id")
        page = asyncio.create_task(events._stream(queue, {"headers": []}, receive, send))
        while b": ping\n\n" not in [m.get("body") for m in sent]:
            await asyncio.sleep(0.005)
        leave.set()
        await page

    asyncio.run(walk())
    bodies = b"".join(m.get("body", b"") for m in sent)
    assert sent[0]["status"] == 200
    assert b"event: changed\ndata: one-id\n\n" in bodies


def test_whoever_is_not_signed_in_is_turned_away(monkeypatch) -> None:
    monkeypatch.setattr(events, "organisations_of", lambda key: frozenset())
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(events.events({"headers": [(b"cookie", b"sessionid=x")]}, None, send))
    assert sent[0]["status"] == 401
