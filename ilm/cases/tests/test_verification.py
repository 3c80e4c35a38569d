"""Evidence for and against, and findings that one or two people stand for."""

from datetime import timedelta

import pytest

from ilm.access.actor import clock as the_clock
from ilm.cases import verification
from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Issue, Verdict
from ilm.cases.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.parties.tests.make import desk as a_desk
from ilm.vault.opening import Reader

pytestmark = pytest.mark.django_db


def test_a_plain_issue_takes_one_person() -> None:
    desk = a_desk()
    issue = make.issue(desk, at=IssueStatus.DRAFT)
    with make.at_desk(desk.worker):
        verdict = verification.give_verdict(
            issue, finding="substantiated", reasons=["payslips"], narrative="Seen", by=desk.worker
        )
        assert not verdict.needs_second
        assert Issue.objects.get(pk=issue.pk).status == "assessed"
        read = Reader(desk.unlocked).field(
            verdict.key_id, 1, "cases_verdict", verdict.pk, "narrative", bytes(verdict.sealed)
        )
        assert read == b"Seen"
        with pytest.raises(WrongState, match="its finding already"):
            verification.give_verdict(issue=Issue.objects.get(pk=issue.pk), finding="unfounded",
                reasons=["x"], by=desk.worker)  # fmt: skip
        with pytest.raises(WrongState, match="does not wait"):
            verification.countersign(verdict, by=desk.supervisor)


@pytest.mark.parametrize(
    ("leaf", "finding"),
    [
        ("wag.not_paid", "substantiated"),
        ("vio.physical", "not_verifiable"),
        ("equ.other_ground", "substantiated"),
        ("chi.hazardous_young", "substantiated"),
        ("wag.late", "unfounded"),
    ],
)
def test_grave_or_unfounded_takes_two(leaf: str, finding: str) -> None:
    desk = a_desk()
    issue = make.issue(desk, at=IssueStatus.DRAFT, leaf=leaf)
    with make.at_desk(desk.supervisor):
        verdict = verification.give_verdict(
            issue, finding=finding, reasons=["no_trace"], by=desk.supervisor
        )
        assert verdict.needs_second
        assert Issue.objects.get(pk=issue.pk).status == "draft"
        with pytest.raises(Refused, match="Another person"):
            verification.countersign(verdict, by=desk.supervisor)
        with pytest.raises(Refused, match="waits for a second person"):
            verification.give_verdict(issue, finding="substantiated", by=desk.supervisor)
    with make.at_desk(desk.worker), pytest.raises(Forbidden):
        verification.countersign(verdict, by=desk.worker)


def test_the_second_signature_assesses() -> None:
    desk = a_desk()
    issue = make.issue(desk, leaf="wag.not_paid")
    assert issue.status == "assessed"
    with make.at_desk(desk.worker):
        verdict = Verdict.objects.coded().get(issue=issue)
        assert verdict.second_by == desk.supervisor.user_id
        assert str(verdict) == "substantiated"


def test_findings_come_with_reasons() -> None:
    desk = a_desk()
    issue = make.issue(desk, at=IssueStatus.DRAFT)
    with make.at_desk(desk.worker):
        with pytest.raises(Refused, match="from the list"):
            verification.give_verdict(issue, finding="guilty", by=desk.worker)
        with pytest.raises(Refused, match="at least one reason"):
            verification.give_verdict(issue, finding="unfounded", by=desk.worker)
        with pytest.raises(Forbidden):
            verification.give_verdict(issue, finding="substantiated", by=make.interpreter(desk))


def test_evidence_is_sealed_and_dated() -> None:
    desk = a_desk()
    issue = make.issue(desk)
    with make.at_desk(desk.worker):
        seen = verification.add_evidence(
            issue, kind="document", is_corroborating=True, note="A payslip", by=desk.worker
        )
        bare = verification.add_evidence(
            issue, kind="site_visit", is_corroborating=False, by=desk.worker
        )
        read = Reader(desk.unlocked).field(
            seen.key_id, 1, "cases_evidence", seen.pk, "note", bytes(seen.sealed)
        )
        assert (read, bare.sealed, seen.seen_on) == (b"A payslip", None, clock.today())
        late = clock.today() + timedelta(days=1)
        for wrong in ({"kind": "rumour"}, {"kind": "photo_or_video", "seen_on": late}):
            with pytest.raises(Refused):
                verification.add_evidence(issue, is_corroborating=True, by=desk.worker, **wrong)
        for by in (make.interpreter(desk), the_clock()):
            with pytest.raises(Forbidden):
                verification.add_evidence(issue, kind="audio", is_corroborating=True, by=by)
