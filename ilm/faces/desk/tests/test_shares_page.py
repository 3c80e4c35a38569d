"""Recovery shares: three people take one each, once; red when one of them leaves."""

import re
from contextlib import suppress

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from ilm.faces.desk.tests.make import signed_in
from ilm.parties import membership
from ilm.parties.tests import make
from ilm.vault import entitling, recovery, rotating
from ilm.vault.models import Purpose, ShareGiven
from ilm.vault.sealing import Denied, bind, unseal
from ilm.vault.tests.make import set_up
from ilm.vault.tests.test_rotating import let_go, newcomer
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


def chosen(desk, third: str = "outside", replaces: str = "") -> dict[str, str]:
    people = {"first": str(desk.supervisor.user_id), "second": str(desk.worker.user_id)}
    return people | {"third": third, "replaces": replaces}


def printed_on(answer) -> str:
    return re.search(r'class="mono">([^<]+)<', answer.content.decode())[1]


def test_each_share_is_shown_once_to_one_person_and_none_to_who_makes_them() -> None:
    client, desk = signed_in("supervisor")
    assert "Make three shares" in client.get("/desk/keys/recovery/").content.decode()
    for third in (str(desk.worker.user_id), ""):
        no = client.post("/desk/keys/recovery/", chosen(desk, third))
        assert no.status_code == 422
    made = client.post("/desk/keys/recovery/", chosen(desk))
    link = printed_on(made)
    assert made["Cache-Control"] == "no-store"
    assert not re.search(r"(?:[0-9A-Z]{4} ){5}", made.content.decode())  # no share is on it
    assert "Not taken yet" in client.get("/desk/keys/").content.decode()
    again = client.post("/desk/keys/recovery/", chosen(desk))
    assert "never shown again" in again.content.decode()

    theirs, _ = signed_in(desk=desk)
    locked, _ = signed_in(desk=desk, is_unlocked=False)
    assert locked.post("/desk/keys/share/").status_code == 423
    one, two = (printed_on(who.post("/desk/keys/share/")) for who in (client, theirs))
    for who in (client, theirs):
        assert who.post("/desk/keys/share/").status_code == 409
        assert "No share waits for you" in who.get("/desk/keys/share/").content.decode()

    outside, path = Client(), link.removeprefix(settings.PUBLIC_URL)
    assert "Show it once" in outside.get(path).content.decode()
    assert "Show it once" in outside.get(path).content.decode()  # a preview takes nothing
    three = printed_on(outside.post(path))
    assert outside.get(path).status_code == outside.post(path).status_code == 404
    assert outside.get("/door/share/another/").status_code == 404
    with entering("owner"):
        assert {bytes(row.sealed) for row in ShareGiven.objects.all()} == {b""}
    assert "Not taken yet" not in client.get("/desk/keys/").content.decode()

    assert len({one, two, three}) == 3
    assert client.post("/desk/keys/recovery/drill/", {"one": one, "other": "2"}).status_code == 422
    for pair in ((one, two), (two, three), (one, three)):
        tried = client.post("/desk/keys/recovery/drill/", {"one": pair[0], "other": pair[1]})
        assert tried.url == "/desk/keys/"
    assert "Recovery drilled" in client.get("/desk/keys/").content.decode()
    assert theirs.get("/desk/keys/recovery/").status_code == 403


def test_with_her_ring_and_a_dump_a_member_opens_her_own_share_alone() -> None:
    desk = make.desk()
    set_up(desk)
    with entering("owner"):
        rows = list(ShareGiven.objects.order_by("number"))
        for unlocked in (desk.unlocked_supervisor, desk.unlocked):
            opened = []
            for row in rows:
                place = bind("recovery/given", row.pk, row.number)
                with suppress(Denied):
                    unseal(unlocked.ring.seals.private, bytes(row.sealed), place)
                    opened.append(row.holder)
            assert opened == [unlocked.user_id]


def test_new_shares_are_asked_for_in_red_until_they_are_made() -> None:
    client, desk = signed_in("supervisor")
    set_up(desk)
    assert "New shares are due" not in client.get("/desk/keys/").content.decode()
    let_go(desk.worker)
    with entering("desk", desk.supervisor.user_id):
        due = entitling.due(desk.org_id, membership.roles_at_the_desk(desk.org_id))
        rotating.rotate(due, unlocked=desk.unlocked_supervisor, by=desk.supervisor)
        set_id = recovery.current_set(desk.org_id)
    cache.clear()
    assert "New recovery shares are due" in client.get("/desk/").content.decode()
    assert "New shares are due" in client.get("/desk/keys/").content.decode()
    other, _ = newcomer(desk, Purpose.TALK)
    sent = chosen(desk, replaces=str(set_id)) | {"second": str(other.user_id)}
    assert client.post("/desk/keys/recovery/", sent).status_code == 200
    cache.clear()
    assert "shares are due" not in client.get("/desk/").content.decode()
    assert "New shares are due" not in client.get("/desk/keys/").content.decode()
    with entering("owner"):  # as from before each had a page of their own
        ShareGiven.objects.all().delete()
    cache.clear()
    assert "One person has seen all three" in client.get("/desk/keys/").content.decode()
    assert "shares are due" in client.get("/desk/").content.decode()
