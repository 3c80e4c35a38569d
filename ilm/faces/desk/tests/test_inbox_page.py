import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilm.cases.models import Report
from ilm.cases.tests import make as cases
from ilm.faces.desk.tests.make import account, signed_in, stranger
from ilm.parties.tests import make
from ilm.talk.models import Conversation
from ilm.talk.tests import make as talk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_shows_coded_facts_and_no_words() -> None:
    client, desk = signed_in(is_unlocked=False)
    thread = talk.conversation(desk, text="They keep my passport")
    page = client.get("/desk/").content.decode()
    assert thread.ref in page
    assert "passport" not in page


def test_filters_and_pages_by_key(monkeypatch) -> None:
    monkeypatch.setattr("ilm.faces.desk.views.inbox.ROWS", 2)
    client, desk = signed_in()
    at = talk.account(desk)
    refs = {
        talk.messages(at, talk.said(address=f"95900000000{n}"))[0].conversation.ref
        for n in range(3)
    }
    first = client.get("/desk/?only=unread")
    seen = {row["thread"].ref for row in first.context["rows"]}
    second = client.get("/desk/" + first.context["more"])
    assert seen | {row["thread"].ref for row in second.context["rows"]} == refs
    assert client.get("/desk/?only=mine").context["rows"] == []
    assert client.get("/desk/?before=nonsense").status_code == 404


def test_a_row_is_fetched_by_itself() -> None:
    client, desk = signed_in()
    thread = talk.conversation(desk)
    row = client.get(f"/desk/inbox/row/{thread.pk}")
    assert f'id="row-{thread.pk}"' in row.content.decode()
    assert client.get(f"/desk/inbox/row/?only=mine&id={thread.pk}").status_code == 204
    assert stranger().get(f"/desk/inbox/row/{thread.pk}").status_code == 404


@pytest.mark.parametrize("where", ["/desk/", "/desk/talk/{}/"])
def test_leads_to_a_case_only_who_may_read_it(where: str) -> None:
    client, desk = signed_in()
    case = cases.case(desk)
    with entering("owner"):
        report = Report.objects.select_related("conversation").get(case=case)
    page = where.format(report.conversation.ref)
    link = f'href="/desk/cases/{case.ref}/"'
    assert link in client.get(page).content.decode()
    interpreter = make.actor("interpreter", desk.org)
    with entering("owner"):
        Conversation.objects.update(handed_to=interpreter.user_id)
    hers = Client()
    hers.force_login(account(interpreter))
    shown = hers.get(page).content.decode()
    assert report.conversation.ref in shown
    assert case.site.name not in shown
    assert link not in shown


def test_counts_unread_threads_up_to_a_bound(monkeypatch) -> None:
    client, desk = signed_in()
    at = talk.account(desk)
    for n in range(2):
        talk.messages(at, talk.said(address=f"95900000000{n}"))
    assert '<span class="count">2</span>' in client.get("/desk/").content.decode()
    for place in ("ilm.faces.desk.views.inbox", "ilm.cases.awaiting"):
        monkeypatch.setattr(f"{place}.MOST", 1)
    assert '<span class="count">1+</span>' in client.get("/desk/").content.decode()


def test_a_longer_list_asks_no_more_questions() -> None:
    client, desk = signed_in()
    at = talk.account(desk)
    asked = []
    for n in range(3):
        talk.messages(at, talk.said(address=f"95900000000{n}"))
        with CaptureQueriesContext(connections["owner"]) as queries:
            client.get("/desk/")
        asked.append(len(queries))
    assert asked[1] == asked[2]


def test_turns_strangers_away() -> None:
    from django.test import Client

    assert Client().get("/desk/").url == "/door/login/?next=/desk/"
    assert signed_in("supplier")[0].get("/desk/").status_code == 404


def test_unread_words_of_danger_are_a_hint_until_somebody_reads_them() -> None:
    client, desk = signed_in()
    at = talk.account(desk)
    [fire] = talk.messages(at, talk.said("There is a fire", address="959000000011"))
    [calm] = talk.messages(at, talk.said("When is pay day?", address="959000000012"))
    page = client.get("/desk/").content.decode()
    assert page.count("Hint: threat to life") == 1
    assert "fire" not in page.lower().replace("firefox", "")
    only = client.get("/desk/?only=danger").context["rows"]
    assert [row["thread"].ref for row in only] == [fire.conversation.ref]
    client.get(f"/desk/talk/{fire.conversation.ref}/")
    assert "Hint:" not in client.get("/desk/").content.decode()
    assert calm.conversation.ref in client.get("/desk/").content.decode()
