import pytest

from ilm.cases.lifecycle import IssueStatus
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.parties import sites
from ilm.parties.models import Kind
from ilm.parties.tests import make
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Escalation
from ilm.remedy.tests import make as remedy
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_shows_both_words_side_by_side() -> None:
    made = remedy.raised(S.CLAIMED_DONE, workers=30)
    client, _ = signed_in(desk=made.desk)
    page = client.get(f"/desk/remedy/{made.engagement.pk}/").content.decode()
    assert "All paid." in page
    assert "Nobody was asked yet" in page
    assert str(made.engagement.pk) in client.get("/desk/remedy/").content.decode()


def test_workers_are_asked_and_their_word_closes_it() -> None:
    made = remedy.raised(S.CLAIMED_DONE, affected=5, known=4, workers=5)
    client, desk = signed_in(desk=made.desk)
    where = f"/desk/remedy/{made.engagement.pk}/"
    assert client.post(f"{where}ask/").url == where
    for one in remedy.ask(made):
        assert client.post(f"/desk/answers/{one.pk}/", {"answer": "yes"}).url == where
    assert "5 confirm" in client.get(where).content.decode()
    settle = f"/desk/cases/{made.issue.case.ref}/{made.issue.pk}/settle/"
    assert client.post(settle, {"reason": ""}).status_code == 302
    if made.issue.status != IssueStatus.CLOSED:
        chief, _ = signed_in("supervisor", desk)
        row = chief.get(settle).context["settlements"][0]
        assert client.post(f"/desk/settlements/{row.pk}/").status_code == 409
        assert chief.post(f"/desk/settlements/{row.pk}/").status_code == 302
    assert made.issue.status == IssueStatus.CLOSED
    assert made.issue.confirmed == 5


def test_a_claim_alone_closes_nothing() -> None:
    made = remedy.raised(S.CLAIMED_DONE)
    client, _ = signed_in(desk=made.desk)
    settle = f"/desk/cases/{made.issue.case.ref}/{made.issue.pk}/settle/"
    answer = client.post(settle, {"reason": ""})
    assert answer.status_code == 422
    assert "Ask the affected workers first" in answer.content.decode()


def test_goes_up_to_a_buyer_whose_chain_reaches_the_site() -> None:
    made = remedy.raised(S.RESPONDED)
    client, desk = signed_in(desk=made.desk)
    buyer = make.organisation(Kind.BUYER, name="Lantern Retail (demo)")
    with entering("desk", desk.worker.user_id):
        sites.link(made.issue.site, buyer=buyer, tier=1, source="audit", by=desk.worker)
    where = f"/desk/remedy/{made.engagement.pk}/up/"
    assert f"?to=brand:{buyer.pk}" in client.get(where).content.decode()
    made.told.grant(recipient="brand", for_org=buyer.pk)
    row = made.told.draft(recipient="brand", to_org=buyer.pk)
    sent = {"disclosure_id": str(row.pk), "because": "no_answer"}
    assert client.post(where, sent).status_code == 302
    assert "Lantern Retail" in client.get(f"/desk/remedy/{made.engagement.pk}/").content.decode()
    with entering("owner"):
        assert Escalation.objects.get(org_id=desk.org_id).to_org == buyer.pk
    assert client.post(where, sent).status_code == 422


def test_another_organisation_cannot_tell_it_exists() -> None:
    made, outside = remedy.raised(S.CLAIMED_DONE), stranger()
    for path in ("", "up/"):
        assert outside.get(f"/desk/remedy/{made.engagement.pk}/{path}").status_code == 404
    assert outside.post(f"/desk/remedy/{made.engagement.pk}/ask/").status_code == 404
    assert made.engagement.leaf not in outside.get("/desk/remedy/").content.decode()
