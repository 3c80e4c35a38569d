"""The queue of bursts: seen apart, sorted together; not in the inbox; who may."""

import re

import pytest

from ilm.cases.models import Report
from ilm.cases.tests import make as cases
from ilm.cases.tests.test_gathering import burst
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.talk.models import Conversation
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
PAGE = "/desk/bursts/"


def left(desk: object) -> int:
    with entering("owner"):
        return Report.objects.filter(org_id=desk.org_id).of_bursts().count()


def test_a_burst_waits_apart_and_does_not_bury_the_inbox() -> None:
    client, desk = signed_in()
    cases.report(desk)
    reports = burst(desk)
    inbox = client.get("/desk/").content.decode()
    assert inbox.count('id="row-') == 1
    assert "Of a burst of reports 3 wait apart" in inbox
    page = client.get(PAGE).content.decode()
    assert page.count('name="reports"') == 3
    assert page.count("They have not paid us") == 3
    assert all(str(row.pk) in page for row in reports)


def test_one_act_links_them_as_one_incident() -> None:
    client, desk = signed_in()
    issue, reports = cases.issue(desk), burst(desk)
    sent = {"reports": [str(r.pk) for r in reports[:2]], "issue": str(issue.pk)}
    assert client.post(PAGE, sent).url == PAGE
    assert left(desk) == 1
    with entering("owner"):
        joined = Report.objects.filter(case=issue.case, is_burst=True)
        assert {r.pk for r in joined} == {r.pk for r in reports[:2]}
    assert client.get("/desk/").content.decode().count('id="row-') == 3


def test_or_signposts_them_together() -> None:
    client, desk = signed_in()
    reports = burst(desk)
    sent = {"reports": [str(r.pk) for r in reports], "as_kind": "test"}
    assert client.post(PAGE, sent).status_code == 302
    assert left(desk) == 0
    assert "Nothing waits here" in client.get(PAGE).content.decode()


def test_the_form_comes_again() -> None:
    client, desk = signed_in()
    issue, [first, *_] = cases.issue(desk), burst(desk)
    one = {"reports": [str(first.pk)]}
    for wrong in (
        {"issue": str(issue.pk)},
        one,
        one | {"issue": str(issue.pk), "as_kind": "test"},
        one | {"issue": str(first.pk)},
        {"reports": [str(issue.pk)], "as_kind": "test"},
    ):
        assert client.post(PAGE, wrong).status_code == 422
    assert left(desk) == 3


def test_a_locked_vault_shows_no_beginnings() -> None:
    client, desk = signed_in()
    burst(desk)
    client.post("/desk/lock/")
    page = client.get(PAGE).content.decode()
    assert "They have not paid us" not in page
    assert "How they begin is not shown while the vault is locked" in page


def test_who_may() -> None:
    client, desk = signed_in()
    reports, issue = burst(desk), cases.issue(desk)
    reader, _ = signed_in("interpreter", desk)
    assert reader.get(PAGE).status_code == 403
    other = stranger()
    assert str(reports[0].pk) not in other.get(PAGE).content.decode()
    sent = {"reports": [str(reports[0].pk)], "issue": str(issue.pk)}
    assert other.post(PAGE, sent).status_code == 422
    assert left(desk) == 3
    assert client.get(PAGE).status_code == 200


def test_nothing_is_ticked_until_somebody_asks_for_it() -> None:
    client, desk = signed_in()
    burst(desk)
    ticked = re.compile(r'<input[^>]*name="reports"[^>]*checked')
    assert not ticked.search(client.get(PAGE).content.decode())
    assert len(ticked.findall(client.get(f"{PAGE}?tick=all").content.decode())) == 3


def test_a_hint_at_danger_is_seen_among_many() -> None:
    client, desk = signed_in()
    first, second, _ = burst(desk)
    assert "Hint:" not in client.get(PAGE).content.decode()
    with entering("owner"):
        Conversation.objects.filter(pk=first.conversation_id).update(alarm=4)
        Conversation.objects.filter(pk=second.conversation_id).update(alarm=3)
    page = client.get(PAGE).content.decode()
    assert (page.count("Hint: threat to life"), page.count("Hint: urgent")) == (1, 1)
