import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from ilm.cases.tests import make as cases
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.faces.desk.views.cases import LATEST
from ilm.talk.tests import make as talk

pytestmark = pytest.mark.django_db


def test_queue_shows_the_most_urgent_first() -> None:
    client, desk = signed_in()
    first = cases.case(desk)
    rows = client.get("/desk/cases/").context["rows"]
    assert [row["case"].ref for row in rows] == [first.ref]


def test_search_finds_by_words_of_the_summary() -> None:
    client, desk = signed_in()
    case = cases.case(desk, summary="Wages are late in the packing hall")
    assert case.ref in client.post("/desk/cases/", {"q": "packing"}).content.decode()
    assert "Nothing found" in client.post("/desk/cases/", {"q": "helicopter"}).content.decode()


def test_what_was_looked_for_stands_in_no_address() -> None:
    client, desk = signed_in()
    cases.case(desk, summary="Wages are late in the packing hall")
    for where in ("/desk/cases/", "/desk/sites/", f"/desk/reports/{cases.report(desk).pk}/triage/"):
        who = signed_in("supervisor", desk)[0] if "sites" in where else client
        page = who.get(where).content.decode()
        [form] = [f for f in re.findall(r"<form[^>]*>.*?</form>", page, re.S) if 'name="q"' in f]
        assert 'method="post"' in form
        assert "csrfmiddlewaretoken" in form
        found = who.post(where, {"q": "packing", "do": "look"})
        assert found.status_code == 200
        assert not re.findall(r'(?:href|action|src)="[^"]*packing', found.content.decode())
        assert "packing" not in str(dict(found.items()))
        before = who.get(where, {"q": "packing"}).content.decode()  # an old bookmark finds nothing
        assert 'value="packing"' not in before


def test_pages_of_the_queue_follow_each_other(monkeypatch) -> None:
    client, desk = signed_in()
    refs = {cases.case(desk).ref for _ in range(3)}
    monkeypatch.setattr("ilm.cases.paging.queue_page.__kwdefaults__", {"after": None, "limit": 2})
    monkeypatch.setattr("ilm.cases.paging.cases_page.__kwdefaults__", {"before": None, "limit": 2})
    for view in ("", "?view=all"):
        first = client.get(f"/desk/cases/{view}")
        second = client.get(f"/desk/cases/{first.context['more']}")
        met = [row["case"].ref for page in (first, second) for row in page.context["rows"]]
        assert (len(met), set(met), second.context["more"]) == (3, refs, None)


def test_case_page_shows_issues_and_their_axes() -> None:
    client, desk = signed_in()
    case = cases.case(desk)
    page = client.get(f"/desk/cases/{case.ref}/").content.decode()
    assert "Law not assessed" in page
    assert "240" in page
    assert "Case opened" in page


def test_a_case_is_handed_over_to_a_colleague_only() -> None:
    client, desk = signed_in()
    case = cases.case(desk)
    where = f"/desk/cases/{case.ref}/"
    sent = {"do": "assign", "to": str(desk.supervisor.user_id)}
    assert client.post(where, sent).status_code == 302
    assert client.get(where).context["case"].assigned_to == desk.supervisor.user_id
    assert client.post(where, {"do": "assign", "to": "nobody"}).status_code == 422


@pytest.mark.parametrize(("list_of", "words"), [("", ""), ("?view=all", ""), ("", "packing")])
def test_a_longer_list_asks_no_more_questions(list_of: str, words: str) -> None:
    client, desk = signed_in()
    asked = []
    for _ in range(3):
        cases.case(desk, summary="Wages are late in the packing hall")
        with CaptureQueriesContext(connections["owner"]) as queries:
            there = f"/desk/cases/{list_of}"
            page = client.post(there, {"q": words}) if words else client.get(there)
            assert page.context["rows"]
        asked.append(len(queries))
    assert asked[1] == asked[2]


def test_another_organisation_cannot_tell_it_exists() -> None:
    _, desk = signed_in()
    case = cases.case(desk)
    outside = stranger()
    for path in ("", "screening/"):
        assert outside.get(f"/desk/cases/{case.ref}/{path}").status_code == 404
    assert case.ref not in outside.get("/desk/cases/").content.decode()


def test_an_interpreter_is_turned_away() -> None:
    client, _ = signed_in("interpreter")
    assert client.get("/desk/cases/").status_code == 403
    assert client.get("/desk/").status_code == 200


def test_the_clock_of_first_contact_stops_once_somebody_has_spoken() -> None:
    client, desk = signed_in()
    said = talk.message(desk)
    case = cases.case(desk, of=cases.report(desk, said=said))
    assert client.get("/desk/cases/").context["rows"][0]["clock"].state == "due"
    client.post(f"/desk/talk/{said.conversation.ref}/", {"do": "reply", "text": "Are you safe?"})
    assert client.get("/desk/cases/").context["rows"][0]["clock"] is None
    assert client.get(f"/desk/cases/{case.ref}/").context["clock"] is None


def test_a_long_history_is_told_in_part_until_somebody_asks() -> None:
    client, desk = signed_in()
    where = f"/desk/cases/{cases.case(desk).ref}/"
    for who in [desk.supervisor, desk.worker] * LATEST:
        client.post(where, {"do": "assign", "to": str(who.user_id)})
    some, all_of_it = client.get(where), client.get(where + "?history=all")
    assert len(some.context["history"]) == LATEST < len(all_of_it.context["history"])
    assert "?history=all" in some.content.decode()
    assert "?history=all" not in all_of_it.content.decode()
