import pytest

from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Case, Issue
from ilm.cases.tests import make as cases
from ilm.catalog.screening_questions import QUESTIONS
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def place(issue: Issue, path: str = "") -> str:
    return f"/desk/cases/{issue.case.ref}/{issue.pk}/{path}"


def now(issue: Issue) -> Issue:
    with entering("owner"):
        return Issue.objects.get(pk=issue.pk)


def test_evidence_for_and_against_then_a_finding_and_a_second_person() -> None:
    client, desk = signed_in()
    issue = cases.issue(desk, at=IssueStatus.DRAFT, leaf="wag.not_paid")
    seen = {"do": "evidence", "kind": "document", "is_corroborating": "yes", "note": "Payslip"}
    assert client.post(place(issue, "verify/"), seen).status_code == 302
    page = client.get(place(issue, "verify/")).content.decode()
    assert "Payslip" in page
    found = {"do": "verdict", "finding": "substantiated", "reasons": ["document_seen"]}
    assert client.post(place(issue, "verify/"), found).status_code == 302
    assert now(issue).status == IssueStatus.DRAFT
    chief, _ = signed_in("supervisor", desk)
    verdict = chief.get(place(issue, "verify/")).context["verdicts"][0]["row"]
    assert client.post(f"/desk/findings/{verdict.pk}/").status_code == 403
    assert chief.post(f"/desk/findings/{verdict.pk}/").status_code == 302
    assert now(issue).status == IssueStatus.ASSESSED


def test_notes_stay_sealed_while_the_vault_is_locked() -> None:
    client, desk = signed_in()
    issue = cases.issue(desk, at=IssueStatus.DRAFT)
    seen = {"do": "evidence", "kind": "document", "is_corroborating": "no", "note": "Payslip"}
    client.post(place(issue, "verify/"), seen)
    locked, _ = signed_in(desk=desk, is_unlocked=False)
    assert "Payslip" not in locked.get(place(issue, "verify/")).content.decode()


def test_unfounded_needs_a_reason() -> None:
    client, desk = signed_in()
    issue = cases.issue(desk, at=IssueStatus.DRAFT)
    answer = client.post(place(issue, "verify/"), {"do": "verdict", "finding": "unfounded"})
    assert answer.status_code == 422
    assert "at least one reason" in answer.content.decode()


def test_axes_and_numbers_are_assessed_apart() -> None:
    client, desk = signed_in()
    issue = cases.issue(desk, leaf="wag.late")
    axes = {"do": "axes", "urgency": "urgent", "legality": "violation", "provision": ""}
    assert client.post(place(issue), axes).status_code == 422
    axes |= {"provision": "Labour law, art. 70", "urgency_reason": "No food money"}
    assert client.post(place(issue), axes).status_code == 302
    number = {"do": "affected", "number": "35", "basis": "listed"}
    assert client.post(place(issue), number).status_code == 302
    row = now(issue)
    assert (row.urgency, row.legality, row.affected) == ("urgent", "violation", 35)


def test_screening_points_and_a_person_signs() -> None:
    client, desk = signed_in("supervisor")
    case = cases.case(desk)
    where = f"/desk/cases/{case.ref}/screening/"
    assert client.get(where).content.decode().count("<fieldset") >= 32
    answers = dict.fromkeys(QUESTIONS, "no") | {"dol.t2.q1": "yes", "dol.t4.q2": "yes"}
    assert client.post(where, {"do": "screen", **answers}).status_code == 302
    assert "May constitute forced labour" in client.get(where).content.decode()
    assert client.post(where, {"do": "sign", "assessment": "indicators_present"}).status_code == 302
    with entering("owner"):
        row = Case.objects.get(pk=case.pk)
    assert (row.fl_assessment, row.fl_signed_by) == ("indicators_present", desk.supervisor.user_id)
    assert (
        client.post(where, {"do": "screen", **answers, "dol.t1.q1": "perhaps"}).status_code == 422
    )


def test_another_organisation_cannot_tell_it_exists() -> None:
    _, desk = signed_in()
    issue, outside = cases.issue(desk), stranger()
    for path in ("", "verify/", "words/", "settle/"):
        assert outside.get(place(issue, path)).status_code == 404
