"""How issues end: never by an employer's word, and by two people where it is grave."""

from datetime import date
from uuid import uuid4

import pytest

from ilm.cases import closing, verification
from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Case, Issue
from ilm.cases.tests import make
from ilm.kit import clock
from ilm.kit.errors import Refused, WrongState
from ilm.ledger.models import Entry
from ilm.parties.tests.make import desk as a_desk

pytestmark = pytest.mark.django_db
TRIES = tuple(date(2026, 1, day) for day in (1, 8, 15, 22, 31))


def test_the_case_closes_with_its_last_issue() -> None:
    desk = a_desk()
    case = make.case(desk, leaves=[make.LATE, make.LeafClaim(leaf="liv.housing_poor")])
    with make.at_desk(desk.worker):
        first, second = case.issues.order_by("leaf")
        closing.close(first, reason="merged", by=desk.worker)
        assert Case.objects.get(pk=case.pk).status == "open"
        closing.close(second, reason="worker_withdrew", withdrawn_because="fear", by=desk.worker)
        case.refresh_from_db()
        second.refresh_from_db()
        facts = Entry.objects.filter(verb="issue.closed").order_by("at").last().facts
    assert (case.status, case.closed_on) == ("closed", clock.today())
    assert (second.closing_reason, second.closed_on) == ("worker_withdrew", clock.today())
    assert facts["withdrawn_because"] == "fear"


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"reason": "supplier_says_done"}, "from the list"),
        ({"reason": "remedied_worker_validated"}, "affected workers' word"),
        ({"reason": "remedied_worker_validated", "confirmed": 5}, "never raised"),
        ({"reason": "not_remedied", "confirmed": 31}, "More workers"),
        ({"reason": "not_remedied", "estimated": 5}, "said so"),
        ({"reason": "worker_unreachable_after_n_safe_attempts"}, "at least five times"),
        ({"reason": "unfounded_with_reasons"}, "two people signed"),
    ],
)
def test_a_reason_must_hold(how, sentence) -> None:
    desk = a_desk()
    issue = make.issue(desk)
    with make.at_desk(desk.worker), pytest.raises(Refused, match=sentence):
        closing.close(issue, by=desk.worker, **how)


def test_workers_word_closes_what_was_raised() -> None:
    desk = a_desk()
    issue = make.issue(desk)
    with make.at_desk(desk.worker):
        Issue.objects.filter(pk=issue.pk).update(status=IssueStatus.RAISED)
        issue.refresh_from_db()
        row = closing.close(
            issue, reason="remedied_worker_validated", confirmed=24, estimated=22, by=desk.worker
        )
        assert (row.status, row.confirmed, row.estimated) == ("closed", 24, 22)
        with pytest.raises(WrongState):
            closing.close(row, reason="merged", by=desk.worker)


def test_unreachable_and_unfounded_with_their_proof() -> None:
    desk = a_desk()
    issue, other = make.issue(desk), make.issue(desk, at=IssueStatus.DRAFT)
    with make.at_desk(desk.worker):
        reason = "worker_unreachable_after_n_safe_attempts"
        assert closing.close(issue, reason=reason, attempted_on=TRIES, by=desk.worker)
        verdict = verification.give_verdict(
            other, finding="unfounded", reasons=["paid_on_time"], by=desk.worker
        )
    with make.at_desk(desk.supervisor):
        verification.countersign(verdict, by=desk.supervisor)
        assert closing.close(other, reason="unfounded_with_reasons", by=desk.supervisor)


def test_a_grave_issue_is_closed_by_two() -> None:
    desk = a_desk()
    issue = make.issue(desk, leaf="wag.not_paid")
    with make.at_desk(desk.worker):
        for second, sentence in (
            (None, "closed by two people"),
            (desk.worker.user_id, "somebody else"),
            (uuid4(), "a colleague who may"),
        ):
            with pytest.raises(Refused, match=sentence):
                closing.close(issue, reason="merged", by=desk.worker, second_by=second)
        second = desk.supervisor.user_id
        row = closing.close(issue, reason="merged", by=desk.worker, second_by=second)
        assert row.status == "closed"
        assert Entry.objects.get(verb="issue.closed").facts["second_by"] == str(second)


def test_reopening_opens_the_case_as_well() -> None:
    desk = a_desk()
    issue = make.issue(desk, at=IssueStatus.REOPENED)
    assert (issue.status, issue.closing_reason, issue.closed_on) == ("reopened", "", None)
    assert issue.case.status == "open"
    assert issue.case.contact_by is not None
