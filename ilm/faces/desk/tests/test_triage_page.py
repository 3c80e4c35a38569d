import pytest

from ilm.cases.models import Case, Report
from ilm.cases.tests import make as cases
from ilm.faces.desk.tests.make import signed_in, stranger
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def form(**fields: str) -> dict[str, str]:
    return {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-leaf": "wag.not_paid",
        "form-0-affected": "240",
        "form-0-basis": "estimate_worker",
        "internal_tried": "no",
        "internal_why_not": "fear_of_reprisal",
        "consent_level": "L2",
        "summary": "Nobody was paid since September",
    } | fields


def test_opens_a_case_with_its_issues() -> None:
    client, desk = signed_in()
    report, site = cases.report(desk), make.site()
    where = f"/desk/reports/{report.pk}/triage/"
    assert "They have not paid us" in client.get(where).content.decode()
    answer = client.post(where, form(site=str(site.pk)))
    with entering("owner"):
        case = Case.objects.get(org_id=desk.org_id)
        issue = case.issues.get()
    assert answer.url == f"/desk/cases/{case.ref}/"
    assert (issue.leaf, issue.affected, issue.urgency) == ("wag.not_paid", 240, "high")
    assert case.internal_why_not == "fear_of_reprisal"


def test_a_rule_comes_back_beside_what_was_typed() -> None:
    client, desk = signed_in()
    report, site = cases.report(desk), make.site()
    where = f"/desk/reports/{report.pk}/triage/"
    answer = client.post(where, form(site=str(site.pk), summary="Call 081 234 5678 after work"))
    assert answer.status_code == 422
    assert "Take the phone number out" in answer.content.decode()
    assert client.post(where, form(**{"form-0-leaf": ""})).status_code == 422
    with entering("owner"):
        assert not Case.objects.filter(org_id=desk.org_id).exists()


def test_one_more_issue_keeps_what_was_typed() -> None:
    client, desk = signed_in()
    report = cases.report(desk)
    page = client.post(f"/desk/reports/{report.pk}/triage/", form(act="more"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "form-1-leaf" in text
    assert "Nobody was paid since September" in text


def test_looks_for_a_workplace() -> None:
    client, desk = signed_in()
    wanted, other = make.site(name="Heron Quay (demo)"), make.site(name="Kite Mill (demo)")
    report = cases.report(desk)
    found = client.post(f"/desk/reports/{report.pk}/triage/", form(act="find", site_q="heron"))
    assert wanted.name in found.content.decode()
    assert other.name not in found.content.decode()


def test_joins_an_open_case() -> None:
    client, desk = signed_in()
    case, report = cases.case(desk), cases.report(desk)
    answer = client.post(f"/desk/reports/{report.pk}/triage/?join={case.ref}", form())
    assert answer.url == f"/desk/cases/{case.ref}/"
    with entering("owner"):
        assert Report.objects.get(pk=report.pk).case_id == case.pk


def test_signposts_what_is_no_issue() -> None:
    client, desk = signed_in()
    report = cases.report(desk)
    client.post(f"/desk/reports/{report.pk}/signpost/", {"as_kind": "question"})
    with entering("owner"):
        assert Report.objects.get(pk=report.pk).signposted_as == "question"


def test_who_may_and_who_sees() -> None:
    _, desk = signed_in()
    report = cases.report(desk)
    where = f"/desk/reports/{report.pk}/triage/"
    assert stranger().get(where).status_code == 404
    assert signed_in("interpreter", desk)[0].get(where).status_code == 403


def test_looks_for_the_same_situation_when_asked_and_joins_nothing() -> None:
    client, desk = signed_in()
    for text in ("Our rest day was cut", "When do you open", "Food in the canteen is bad"):
        cases.report(desk, text=text)
    known = cases.case(desk, of=cases.report(desk, text="The boiler of the dyeing hall burnt her"))
    report = cases.report(desk, text="A girl was burnt by the boiler in the dyeing hall")
    where = f"/desk/reports/{report.pk}/triage/"
    assert "Few others say" not in client.get(where).content.decode()
    page = client.post(where, form(act="alike")).content.decode()
    assert "Few others say: boiler" in page
    assert f'href="?join={known.ref}"' in page
    assert "Nobody was paid since September" in page  # what was typed stays
    with entering("owner"):
        assert Report.objects.get(pk=report.pk).case_id is None
    locked = signed_in(desk=desk, is_unlocked=False)[0]
    assert "Likely the same situation" not in locked.get(where).content.decode()
    assert locked.post(where, form(act="alike")).status_code == 423
