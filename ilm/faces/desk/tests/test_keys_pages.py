"""How keys are held, recovered and reset at the desk; who looked at whom; step-up (W9)."""

import pytest
from django.core.cache import cache
from django.test import Client

from ilm.faces.desk.tests.make import PASSWORD, account, signed_in, vault_cookie
from ilm.faces.frame import VAULT_COOKIE
from ilm.ledger.models import Entry
from ilm.parties.tests import make
from ilm.talk.tests import make as talk
from ilm.vault import holding, relocking, reveal, unlocking
from ilm.vault.models import Ring, Tries
from ilm.vault.tests.make import shares_of
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


def test_every_page_is_red_while_too_few_can_open() -> None:
    client, desk = signed_in(desk=make.two_holders())
    assert "Fewer than two" not in client.get("/desk/").content.decode()
    with entering("owner"):
        Ring.objects.filter(user_id=desk.supervisor.user_id).update(used_on=None)
    cache.clear()
    assert "Fewer than two" in client.get("/desk/").content.decode()
    page = client.get("/desk/keys/").content.decode()
    assert "Not set up" in page
    assert "No new channels" not in page  # a week for the second holder
    with entering("owner"):
        Ring.objects.update(used_on=None)
    assert "No new channels" in client.get("/desk/keys/").content.decode()
    boss, _ = signed_in("supervisor", desk)
    buyer = make.organisation("buyer")
    period = "?starts=2026-01-01&ends=2026-06-30&kind=xlsx"
    assert boss.get(f"/desk/dashboard/risk/{buyer.slug}/{period}").status_code == 409
    added = boss.post("/desk/channels/web/add/", {"name": "door", "label": "Door"})
    assert "Reports still come in" in added.content.decode()


def test_a_member_alone_comes_back_with_two_shares() -> None:
    desk = make.desk()
    one, _, three = shares_of(desk)
    client, _ = signed_in("supervisor", desk)
    page = "/desk/unlock/new-keys/"
    assert "gone for good" in client.get(page).content.decode()
    given = {"password": PASSWORD, "is_understood": "on"}
    assert client.post(page, given | {"password": "wrong"}).status_code == 422
    assert client.post(page, given | {"is_understood": ""}).status_code == 422
    assert client.post(page, given).url == "/desk/unlock/"
    client.post("/desk/unlock/", {"password": PASSWORD})
    assert "wait to be let in" in client.get("/desk/unlock/").content.decode()
    assert client.get("/desk/keys/recovery/use/").status_code == 200
    used = client.post("/desk/keys/recovery/use/", {"one": one, "other": three})
    assert used.url == "/desk/keys/"
    with entering("desk", desk.supervisor.user_id):
        assert holding.is_holder(desk.supervisor.user_id, desk.org_id)
    page = signed_in(desk=desk)[0].get("/desk/keys/").content.decode()
    assert "Recovery used" in page
    assert "Ring reset" in page


def test_the_only_holder_is_not_let_lose_everything() -> None:
    org = make.organisation()
    chief = make.actor("supervisor", org)
    desk = make.Desk(org, chief, chief, None, None)
    client, _ = signed_in("supervisor", desk, is_unlocked=False)
    client.post("/desk/unlock/", {"password": PASSWORD})
    assert "Nobody else holds" in client.get("/desk/unlock/new-keys/").content.decode()
    given = {"password": PASSWORD, "is_understood": "on"}
    answer = client.post("/desk/unlock/new-keys/", given)
    assert "lost for ever" in answer.content.decode()


def test_five_wrong_passwords_pause_the_unlock_and_nothing_else() -> None:
    client, desk = signed_in(is_unlocked=False)
    for _ in range(5):
        assert client.post("/desk/unlock/", {"password": "wrong"}).status_code == 422
    answer = client.post("/desk/unlock/", {"password": PASSWORD})
    assert "paused for 15 minutes" in answer.content.decode()
    reset = client.post("/desk/unlock/new-keys/", {"password": PASSWORD, "is_understood": "on"})
    assert "paused" in reset.content.decode()
    assert client.get("/desk/").status_code == 200
    assert talk.conversation(desk).ref


def test_a_password_from_before_is_asked_for_once() -> None:
    client, desk = signed_in(is_unlocked=False)
    user = desk.worker.user_id
    assert relocking.follow(user, old=PASSWORD, new="the one from before")
    said = client.post("/desk/unlock/", {"password": PASSWORD}).content.decode()
    assert "Give the one from before" in said
    both = {"password": PASSWORD, "before": "the one from before"}
    assert client.post("/desk/unlock/", both).url == "/desk/"
    with entering("desk", user):
        assert unlocking.unlock(user, PASSWORD)


def test_the_entry_stands_although_showing_fails(monkeypatch) -> None:
    client, desk = signed_in("supervisor")
    thread = talk.conversation(desk)
    where = f"/desk/talk/{thread.ref}/person/"
    assert client.post(where, {"because": "payment"}).status_code == 302
    monkeypatch.setattr(reveal, "show", lambda *_, **__: 1 / 0)
    client.raise_request_exception = False
    assert client.get(where).status_code == 500
    with entering("owner"):
        assert Entry.objects.filter(verb="identity.revealed", org_id=desk.org_id).count() == 1


def test_a_locked_vault_reveals_nobody_and_a_missing_key_is_said() -> None:
    client, desk = signed_in("supervisor", is_unlocked=False)
    where = f"/desk/talk/{talk.conversation(desk).ref}/person/"
    assert client.post(where, {"because": "payment"}).status_code == 423
    other = make.actor("supervisor", desk.org)
    keyless = Client()
    keyless.force_login(account(other))
    with entering("desk", other.user_id):
        ring = unlocking.make_ring(other.user_id, PASSWORD)
        keyless.cookies[VAULT_COOKIE] = unlocking.start_session(other.user_id, ring)
    page = keyless.post(where, {"because": "payment"}, follow=True).content.decode()
    assert "You hold no key" in page


def test_a_second_supervisor_agrees_on_the_page_of_looks(monkeypatch) -> None:
    monkeypatch.setattr(reveal, "MOST_A_DAY", 0)
    client, desk = signed_in("supervisor")
    thread = talk.conversation(desk)
    where = f"/desk/talk/{thread.ref}/person/"
    refused = client.post(where, {"because": "payment"})
    assert "must agree" in refused.content.decode()
    assert "Ask another supervisor" in client.get(where).content.decode()
    client.post(where, {"because": "payment", "do": "ask"})
    other = make.actor("supervisor", desk.org)
    second = Client()
    second.force_login(account(other))
    page = second.get("/desk/looks/")
    assert thread.ref in page.content.decode()
    [look] = page.context["waiting"]
    agree = f"/desk/looks/{look['row'].pk}/agree/"
    assert client.post(agree).status_code == 409
    assert signed_in("supervisor")[0].post(agree).status_code == 404
    assert second.post(agree).url == "/desk/looks/"
    assert talk.WORKER in client.post(where, {"because": "payment"}, follow=True).content.decode()
    assert "Payment" in second.get("/desk/looks/").content.decode()
    assert signed_in(desk=desk)[0].get("/desk/looks/").status_code == 403


@pytest.mark.parametrize("page", ["person", "export", "recovery", "use"])
def test_an_old_second_factor_is_asked_for_again(settings, page: str) -> None:
    """W9: with an app it is its code, without one the passkey; then back to the page."""
    client, desk = signed_in("supervisor")
    thread, buyer = talk.conversation(desk), make.organisation("buyer")
    where = {
        "person": f"/desk/talk/{thread.ref}/person/",
        "export": f"/desk/dashboard/risk/{buyer.slug}/",
        "recovery": "/desk/keys/recovery/",
        "use": "/desk/keys/recovery/use/",
    }[page]
    ask = {
        "person": lambda: client.post(where, {"because": "payment"}),
        "export": lambda: client.get(f"{where}?starts=2026-01-01&ends=2026-06-30&kind=xlsx"),
        "recovery": lambda: client.post(where, {"replaces": ""}),
        "use": lambda: client.post(where, {"one": "1", "other": "2"}),
    }[page]
    settings.SECOND_FACTOR_REQUIRED = True
    for minutes, is_asked in ((16, True), (14, False)):
        _shown(client, minutes)
        answer = ask()
        asked = "/2fa/" in answer.headers.get("Location", "")
        assert asked is is_asked
        assert not is_asked or answer.url.endswith(f"next={where.replace('/', '%2F')}")
    with entering("owner"):
        assert Entry.objects.filter(verb="identity.revealed").count() == (page == "person")


def _shown(client: Client, minutes: int) -> None:
    """As if a second factor had been shown so many minutes ago."""
    from ilm.kit import clock

    session = client.session
    at = clock.now().timestamp() - minutes * 60
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "mfa", "at": at}]
    session.save()


def test_another_ones_cookie_opens_nothing() -> None:
    client, desk = signed_in(is_unlocked=False)
    client.cookies[VAULT_COOKIE] = vault_cookie(desk, desk.supervisor.user_id)
    assert not client.get("/desk/").context["unlocked"]


def test_an_answer_to_no_challenge_opens_nothing_and_is_counted() -> None:
    client, desk = signed_in(is_unlocked=False)
    for answer in ("", "{}", "not JSON"):
        sent = client.post("/desk/unlock/passkey/", {"credential": answer, "prf": "zz"})
        assert sent.url == "/desk/unlock/"
        assert "vault" not in sent.cookies
    assert "could not be checked" in client.get("/desk/unlock/").content.decode()
    with entering("desk", desk.worker.user_id):
        assert Tries.objects.get().wrong == 3
    added = {"credential": "{}", "prf": "00"}
    assert client.post("/desk/locks/", added).status_code == 423
    assert signed_in(desk=desk)[0].post("/desk/locks/", added).status_code == 409
