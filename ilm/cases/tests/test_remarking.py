"""Words on an issue are written locked, read unlocked, and the summary names nobody we know."""

from uuid import uuid4

import pytest

from ilm.cases import triage
from ilm.cases.leaves import LeafClaim
from ilm.cases.models import Issue
from ilm.cases.remarking import remark, remarks_on
from ilm.cases.remarks import Remark, RemarkKind
from ilm.cases.tests import make
from ilm.kit.errors import Refused
from ilm.parties.tests.make import two_holders as a_desk
from ilm.vault.models import Grant, Person, Purpose
from ilm.vault.naming import names_known
from ilm.vault.opening import Reader
from ilm.vault.storing import new_data_key
from ilm.wall.entering import ask, entering

pytestmark = pytest.mark.django_db

TIPS = LeafClaim(
    leaf="wag.other", other_text="Nan's tips are kept", urgency="high", urgency_reason="as told"
)


def test_what_the_other_issue_is_and_why_it_is_urgent_is_sealed() -> None:
    desk = a_desk()
    case = make.case(desk, leaves=[TIPS])
    with entering("owner"):
        stored = str([ask(f"select to_jsonb(t)::text from {t} t") for t in TABLES])
    assert "tips" not in stored
    assert "as told" not in stored
    with make.at_desk(desk.worker):
        said = remarks_on(case, Reader(desk.unlocked))
        assert said == {
            ("wag.other", "other"): TIPS.other_text,
            ("wag.other", "urgency"): "as told",
        }
        issue = Issue.objects.get(case=case)
        triage.assess_axes(issue, urgency="urgent", urgency_reason="No food", by=desk.worker)
        issue.refresh_from_db()
        triage.assess_axes(issue, urgency="urgent", by=desk.worker)
        assert remarks_on(case, Reader(desk.unlocked))["wag.other", "urgency"] == "No food"
        assert [r.written_by for r in Remark.objects.all()] == 3 * [desk.worker.user_id]


TABLES = ("cases_remark", "cases_issue", "cases_case", "ledger_entry")


def test_nothing_is_kept_of_no_words_and_without_a_key_nothing_opens() -> None:
    desk = a_desk()
    case = make.case(desk, leaves=[TIPS])
    with make.at_desk(desk.worker):
        assert remark(case, "wag.other", RemarkKind.OTHER, "  ", by=desk.worker) is None
    with entering("owner"):
        Grant.objects.filter(key_id=case.key_id).delete()
    with make.at_desk(desk.worker):
        assert remarks_on(case, Reader(desk.unlocked)) == {}


def test_others_see_no_remark() -> None:
    desk, other = a_desk(), a_desk()
    make.case(desk, leaves=[TIPS])
    with make.at_desk(desk.worker):
        assert Remark.objects.visible_to(desk.worker).count() == 2
        assert not Remark.objects.visible_to(other.worker).exists()
    with make.at_desk(other.worker):
        assert not Remark.objects.exists()


def named(desk, said: str):
    """A report of somebody who said what she is called."""
    report, row = make.report(desk), uuid4()
    with entering("owner"):
        sealer, _, _ = new_data_key(desk.org_id, Purpose.IDENTITY)
        Person.objects.create(
            id=row, org_id=desk.org_id, alias_id=report.alias_id, key_id=sealer.key_id,
            sealed=sealer.field("vault_person", row, "contact", said.encode()),
        )  # fmt: skip
    return report


@pytest.mark.parametrize(
    ("said", "summary"),
    [
        ('{"called": "Nan Su"}', "Nan is not paid"),
        ("စုစုနွယ်", "စုစုနွယ် လစာ မရ"),
        ("My friends say Ma Su Su, call in the evening", "They owe Su Su her wages"),
    ],
)
def test_a_summary_does_not_name_her(said: str, summary: str) -> None:
    desk = a_desk()
    report = named(desk, said)
    with pytest.raises(Refused, match="Take her name out"):
        make.case(desk, of=report, summary=summary, unlocked=desk.unlocked)
    assert make.case(
        desk, of=report, summary="Wages are late, in the evening", unlocked=desk.unlocked
    )


def test_locked_no_name_is_known_and_without_the_identity_key_none_either() -> None:
    desk = a_desk()
    report = named(desk, "Nan")
    with make.at_desk(desk.worker):
        assert names_known([report.alias_id], None) == []
        assert names_known([report.alias_id], desk.unlocked) == ["Nan"]
    with entering("owner"):
        Grant.objects.filter(purpose="identity").delete()
    with make.at_desk(desk.worker):
        assert names_known([report.alias_id], desk.unlocked) == []
