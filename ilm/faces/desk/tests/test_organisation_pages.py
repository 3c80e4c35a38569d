import re

import pytest

from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.faces.desk.views import sites
from ilm.faces.operator import inspection
from ilm.parties.models import Headcount, Kind, Member, Site
from ilm.parties.tests import make
from ilm.talk.accounts import credentials_of
from ilm.talk.models import ChannelAccount, Template
from ilm.talk.tests import make as talk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_an_invitation_is_shown_once() -> None:
    client, _ = signed_in("supervisor")
    page = client.post("/desk/members/", {"role": "case_worker"}).content.decode()
    link = re.search(r"/door/invitation/([\w-]{40,})/", page)
    assert link
    assert link[1] not in client.get("/desk/members/").content.decode()
    assert client.post("/desk/members/", {"role": "buyer"}).status_code == 422


def test_a_membership_ends() -> None:
    client, desk = signed_in("supervisor")
    with entering("owner"):
        row = Member.objects.get(user_id=desk.worker.user_id)
    assert stranger().post(f"/desk/members/{row.pk}/end/").status_code == 403
    assert signed_in("supervisor")[0].post(f"/desk/members/{row.pk}/end/").status_code == 404
    assert client.post(f"/desk/members/{row.pk}/end/").status_code == 302
    assert signed_in(desk=desk)[0].get("/desk/").status_code == 404


def test_a_channel_is_added_and_its_secrets_never_shown() -> None:
    client, desk = signed_in("supervisor")
    sent = {"name": "night-line", "label": "Night line", "token": "1:twin", "secret": "twin-secret"}
    assert client.post("/desk/channels/telegram/add/", sent | {"token": ""}).status_code == 422
    assert client.post("/desk/channels/telegram/add/", sent).status_code == 302
    page = client.get("/desk/channels/").content.decode()
    assert "/hooks/telegram/night-line/" in page
    assert "twin-secret" not in page
    with entering("owner"):
        account = ChannelAccount.objects.get(org_id=desk.org_id)
    assert signed_in("supervisor")[0].post(f"/desk/channels/{account.pk}/close/").status_code == 404
    assert client.post(f"/desk/channels/{account.pk}/close/").status_code == 302
    assert client.get("/desk/channels/pigeon/add/").status_code == 404


def test_an_account_is_paused_and_resumed_and_says_how_it_fares() -> None:
    client, desk = signed_in("supervisor")
    account = talk.account(desk)
    talk.conversation(desk, account=account)
    where = f"/desk/channels/{account.pk}/pause/"
    assert "Last heard: now" in client.get("/desk/channels/").content.decode()
    assert signed_in("supervisor")[0].post(where).status_code == 404
    assert signed_in("case_worker", desk)[0].post(where).status_code == 403
    assert client.post(where).status_code == 302
    assert "Paused at the desk" in client.get("/desk/channels/").content.decode()
    assert client.post(where).status_code == 302
    assert "Paused" not in client.get("/desk/channels/").content.decode()


def test_a_provider_that_refuses_us_is_named_in_its_own_words() -> None:
    client, desk = signed_in("supervisor")
    account = talk.account(desk)
    with entering("owner"):
        told = "Meta answered with code 190."
        ChannelAccount.objects.filter(pk=account.pk).update(paused_because=told)
        (said,) = inspection.paused()
    page = client.get("/desk/channels/").content.decode()
    assert f"{told} Answers wait" in page
    assert "Resume" in page
    assert said.startswith("whatsapp ")
    assert "code 190): 0 to workers wait" in said


def test_a_gateway_that_cannot_sign_shows_its_address_once() -> None:
    client, desk = signed_in("supervisor")
    sent = {"name": "night-sms", "label": "Night SMS", "send_url": "http://127.0.0.1:9/sendsms",
            "username": "ilm", "password": "pa55word", "sender": "1800"}  # fmt: skip
    assert client.post("/desk/channels/kannel/add/", sent).status_code == 302
    with entering("owner"):
        secret = credentials_of(ChannelAccount.objects.get(org_id=desk.org_id))["secret"]
    once, again = (client.get("/desk/channels/").content.decode() for _ in range(2))
    assert len(secret) > 20
    assert f"/hooks/kannel/night-sms/{secret}/" in once
    assert secret not in again
    assert "/hooks/kannel/night-sms/•••/" in again
    assert "pa55word" not in once + again


def test_a_workplace_is_added_counted_and_linked() -> None:
    client, desk = signed_in()
    industry = client.get("/desk/sites/").context["form"].fields["industry"].choices[0][0]
    sent = {"do": "site", "name": "Heron Quay (demo)", "kind": "facility", "country": "TH",
            "industry": industry, "owner_name": "Heron Quay Co (demo)"}  # fmt: skip
    where = client.post("/desk/sites/", sent).url
    with entering("owner"):
        site = Site.objects.select_related("owner").get(name="Heron Quay (demo)")
    assert site.owner.kind == Kind.SUPPLIER
    heads = {"do": "heads", "number": "400", "basis": "estimate_supplier"}
    assert client.post(where, heads).status_code == 302
    assert client.post(where, heads | {"number": "500", "unit": "sewing"}).status_code == 422
    buyer = make.organisation(Kind.BUYER)
    supply = {"do": "supply", "buyer": str(buyer.pk), "tier": "1", "source": "own list"}
    assert client.post(where, supply).status_code == 302
    assert buyer.name in client.get(where).content.decode()
    with entering("owner"):
        assert Headcount.objects.get(site=site).number == 400
    assert desk.org_id != site.owner_id


def test_case_workers_may_neither_invite_nor_add_channels() -> None:
    client, _ = signed_in()
    for path in ("members/", "channels/", "channels/telegram/add/"):
        assert client.get(f"/desk/{path}").status_code == 403


def test_neutral_notes_are_kept_shown_missing_and_removed() -> None:
    client, desk = signed_in("supervisor")
    account = talk.account(desk)
    where = f"/desk/channels/{account.pk}/templates/"
    assert "missing" in client.get("/desk/channels/").content.decode()
    note = {"purpose": "answer", "language": "en", "name": "note", "wording": "Please write to us."}
    assert "We have an answer for you" in client.get(where).content.decode()
    assert client.post(where, note).status_code == 302
    page = client.get(where).content.decode()
    assert "Please write to us." in page
    betrays = client.post(where, note | {"wording": "Your complaint is solved."})
    assert betrays.status_code == 422
    assert "tells whoever sees her screen" in betrays.content.decode()
    with entering("owner"):
        [row] = Template.objects.all()
    assert client.get(f"/desk/templates/{row.pk}/drop/").status_code == 405
    assert stranger_who_supervises().get(where).status_code == 404
    assert stranger_who_supervises().post(f"/desk/templates/{row.pk}/drop/").status_code == 404
    worker, _ = signed_in("case_worker", desk)
    assert worker.get(where).status_code == 403
    assert client.post(f"/desk/templates/{row.pk}/drop/").status_code == 302
    with entering("owner"):
        assert not Template.objects.exists()


def stranger_who_supervises():
    return signed_in("supervisor")[0]


def test_the_list_of_workplaces_turns_its_pages_without_a_name_in_the_address(monkeypatch) -> None:
    monkeypatch.setattr(sites, "ROWS", 2)
    client, _ = signed_in("supervisor")
    for name in ("Alder", "Birch", "Birch", "Cedar", "Dogwood"):
        make.site(make.organisation(), name=name)
    seen, where = [], "/desk/sites/"
    while where:
        page = client.get(where).content.decode()
        seen += re.findall(r"Alder|Birch|Cedar|Dogwood", re.sub(r"<form.*?</form>", "", page))
        found = re.search(r'rel="next" href="(\?after=[0-9a-f-]{36})"', page)
        assert found or "Further on" not in page
        where = f"/desk/sites/{found[1]}" if found else ""
    assert seen == ["Alder", "Birch", "Birch", "Cedar", "Dogwood"]
    for nowhere in ("Birch", "00000000-0000-4000-8000-000000000000"):
        assert client.get("/desk/sites/", {"after": nowhere}).status_code == 404
