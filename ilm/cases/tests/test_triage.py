"""A report becomes a case with issues and a clock, joins one, or is signposted."""

from datetime import timedelta

import pytest
import time_machine

from ilm.cases import closing, counting, triage
from ilm.cases.leaves import LeafClaim
from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import AffectedWorker, Case, Issue, Report
from ilm.cases.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.ledger.models import Entry
from ilm.parties.tests.make import desk as a_desk
from ilm.parties.tests.make import site as a_site

pytestmark = pytest.mark.django_db


def test_the_most_urgent_issue_sets_the_clock_from_when_she_spoke() -> None:
    desk = a_desk()
    report = make.report(desk, at=clock.now() - timedelta(hours=5))
    case = make.case(desk, of=report, leaves=[make.LATE, LeafClaim(leaf="fre.confinement")])
    assert (case.urgency, case.urgency_rank) == ("urgent", 1)
    assert case.contact_by == report.received_at + timedelta(hours=24)
    with make.at_desk(desk.worker):
        report.refresh_from_db()
        assert (report.status, report.leaf, report.case_id) == ("joined", "wag.late", case.pk)
        assert set(case.reports.values_list("leaf", flat=True)) == {"wag.late", "fre.confinement"}
        assert AffectedWorker.objects.filter(alias_id=report.alias_id).count() == 2
        assert Entry.objects.get(verb="report.joined").audience == ["worker"]
        assert len(case.ref) == 8


def test_what_she_told_is_kept_and_a_third_party_stays_at_l0() -> None:
    desk = a_desk()
    told = {"nationality": "MM", "gender": "female", "age_band": "18-24", "consent_level": "L3"}
    case = make.case(desk, internal_tried="no", internal_why_not="fear_of_reprisal", **told)
    with make.at_desk(desk.worker):
        report = case.reports.get()
        assert {name: getattr(report, name) for name in told} == told
        assert (case.internal_tried, case.internal_why_not) == ("no", "fear_of_reprisal")
    family = make.case(desk, is_third_party=True, consent_level="L3")
    with make.at_desk(desk.worker):
        assert family.reports.get().consent_level == "L0"
        assert not AffectedWorker.objects.filter(issue__case=family).exists()


@pytest.mark.parametrize(("days", "urgency"), [(14, "urgent"), (15, "high"), (None, "high")])
def test_recruitment_shortly_before_departure_is_urgent(days, urgency) -> None:
    case = make.case(leaves=[LeafClaim(leaf="rec.fee_charged")], departure_within_days=days)
    assert case.urgency == urgency


@pytest.mark.parametrize(
    ("leaves", "sentence"),
    [
        ([], "Name at least one issue"),
        ([make.LATE, make.LATE], "same issue twice"),
        ([LeafClaim(leaf="wag.nonsense")], "not an issue of the list"),
        ([LeafClaim(leaf="wag.other")], "what the other issue is"),
        ([LeafClaim(leaf="wag.late", affected=0)], "at least one"),
        ([LeafClaim(leaf="wag.late", basis="a guess")], "how you know"),
        ([LeafClaim(leaf="wag.late", urgency="soon")], "five urgencies"),
        ([LeafClaim(leaf="wag.late", urgency="low")], "not the usual one"),
    ],
)
def test_a_case_needs_sound_issues(leaves, sentence) -> None:
    with pytest.raises(Refused, match=sentence):
        make.case(leaves=leaves)


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        ("Call her on 081 234 5678", "phone number"),
        ("Call +95 9 123 456 789", "phone number"),
        ("Write to nan@example.org", "e-mail"),
    ],
)
def test_a_summary_leads_to_nobody(summary: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        make.case(summary=summary)
    assert make.case(summary="240 workers unpaid since 2026-05-03, 15,000 baht each")


@pytest.mark.parametrize("told", [{"internal_tried": "maybe"}, {"consent_level": "L9"}])
def test_answers_come_from_the_lists(told) -> None:
    with pytest.raises(Refused, match=r"Choose"):
        make.case(**told)


def test_joining_takes_the_larger_number_and_never_the_sum() -> None:
    desk = a_desk()
    case = make.case(desk, leaves=[make.LATE])
    second, third = make.report(desk), make.report(desk)
    with make.at_desk(desk.worker):
        for report, number in ((second, 90), (third, 20)):
            claim = LeafClaim(leaf="wag.late", affected=number)
            triage.join(report, case=case, leaves=[claim], by=desk.worker)
        assert case.issues.get().affected == 90
        assert counting.count(case).reporters == 3
        with pytest.raises(WrongState):
            triage.join(second, case=case, leaves=[make.LATE], by=desk.worker)


def test_a_case_of_another_organisation_is_not_joined() -> None:
    mine, theirs = a_desk(), a_desk()
    case, report = make.case(theirs), make.report(mine)
    with make.at_desk(mine.worker), pytest.raises(Refused, match="not one of yours"):
        triage.join(report, case=case, leaves=[make.LATE], by=mine.worker)
    with make.at_desk(mine.worker):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_the_same_again_at_the_same_place_reopens() -> None:
    desk, site = a_desk(), a_site()
    closed = make.issue(desk, at=IssueStatus.CLOSED, site=site)
    report = make.report(desk)
    case = make.case(desk, of=report, site=site, leaves=[make.LATE])
    assert case.pk == closed.case_id
    with make.at_desk(desk.worker):
        issue = Issue.objects.get(pk=closed.pk)
        assert (issue.status, issue.reopened_times, issue.closing_reason) == ("reopened", 1, "")
        assert (case.status, case.closed_on) == ("open", None)
        assert case.contact_by == report.received_at + timedelta(days=7)


def test_after_half_a_year_or_elsewhere_it_is_a_new_case() -> None:
    desk, site = a_desk(), a_site()
    closed = make.issue(desk, at=IssueStatus.CLOSED, site=site)
    assert make.case(desk, leaves=[make.LATE]).pk != closed.case_id
    with time_machine.travel(clock.now() + timedelta(days=181)):
        assert make.case(desk, site=site, leaves=[make.LATE]).pk != closed.case_id


def test_joining_a_case_brings_its_closed_issue_back() -> None:
    desk = a_desk()
    closed = make.issue(desk, at=IssueStatus.CLOSED)
    report = make.report(desk)
    with make.at_desk(desk.worker):
        triage.join(report, case=closed.case, leaves=[make.LATE], by=desk.worker)
        assert Issue.objects.get(pk=closed.pk).status == "reopened"


def test_more_issues_out_of_one_account() -> None:
    desk = a_desk()
    report = make.report(desk)
    with make.at_desk(desk.worker), pytest.raises(WrongState, match="joined no case"):
        triage.add_leaves(report, leaves=[make.LATE], by=desk.worker)
    case = make.case(desk, of=report)
    with make.at_desk(desk.worker):
        report.refresh_from_db()
        triage.add_leaves(report, leaves=[make.LATE], by=desk.worker)
        triage.add_leaves(report, leaves=[make.LATE], by=desk.worker)
        assert counting.count(case) == counting.Counts(
            contacts=1, reporters=1, reports=2, issues=2, affected=240
        )


def test_a_question_is_no_issue() -> None:
    desk = a_desk()
    report = make.report(desk)
    with make.at_desk(desk.worker):
        with pytest.raises(Refused, match="what kind"):
            triage.signpost(report, as_kind="boring", by=desk.worker)
        triage.signpost(report, as_kind="silent_call", by=desk.worker)
        report = Report.objects.get(pk=report.pk)
        assert (report.status, report.signposted_as) == ("signposted", "silent_call")
        assert report.contacts.get().kind == "silent_call"
    assert make.case(desk, of=report).reports is not None


def test_urgency_never_puts_a_deadline_off() -> None:
    desk = a_desk()
    issue = make.issue(desk, at=IssueStatus.DRAFT)
    first = issue.case.contact_by
    with make.at_desk(desk.worker):
        for urgency in ("urgent", "low"):
            triage.assess_axes(issue, urgency=urgency, urgency_reason="as told", by=desk.worker)
            issue.refresh_from_db()
        case = Case.objects.get(pk=issue.case_id)
        assert (case.urgency, case.urgency_rank) == ("low", 4)
        assert case.contact_by == first - timedelta(days=6)


def test_legality_has_its_law_its_person_and_its_day() -> None:
    desk = a_desk()
    issue = make.issue(desk)
    with make.at_desk(desk.worker):
        row = triage.assess_axes(
            issue, urgency="medium", legality="violation", provision="Demo Act s. 9", by=desk.worker
        )
        assert (row.legality_by, row.legality_on) == (desk.worker.user_id, clock.today())
        wrong = (
            ({"urgency": "medium", "legality": "violation"}, "Name the law"),
            ({"urgency": "high"}, "Say why"),
            ({"urgency": "soon"}, "from the lists"),
        )
        for how, sentence in wrong:
            with pytest.raises(Refused, match=sentence):
                triage.assess_axes(issue, by=desk.worker, **how)
        row = triage.assess_axes(issue, urgency="medium", by=desk.worker)
        assert (row.legality, row.legality_by) == ("not_assessed", None)


def test_a_case_is_handed_to_the_desk_alone() -> None:
    desk, other = a_desk(), a_desk()
    case = make.case(desk)
    with make.at_desk(desk.worker):
        assert triage.assign(case, to=desk.supervisor.user_id, by=desk.worker).assigned_to
        assert triage.assign(case, to=None, by=desk.worker).assigned_to is None
        with pytest.raises(Refused, match="Only a member"):
            triage.assign(case, to=other.worker.user_id, by=desk.worker)


def test_numbers_of_workers() -> None:
    desk = a_desk()
    issue = make.issue(desk, affected=1)
    other = make.report(desk)
    with make.at_desk(desk.worker):
        for level in ("L0", "L2"):
            triage.add_affected(issue, alias_id=other.alias_id, consent_level=level, by=desk.worker)
        issue.refresh_from_db()
        assert (issue.affected, issue.affected_basis) == (2, "named")
        assert issue.known_workers.get(alias_id=other.alias_id).consent_level == "L2"
        assert triage.restate_affected(
            issue, number=30, basis="listed", by=desk.worker
        ).affected == 30  # fmt: skip
        for wrong in ({"number": 1, "basis": "listed"}, {"number": 9, "basis": "hearsay"}):
            with pytest.raises(Refused):
                triage.restate_affected(issue, by=desk.worker, **wrong)
        with pytest.raises(Refused):
            triage.add_affected(issue, alias_id=other.alias_id, consent_level="L7", by=desk.worker)


def test_who_may() -> None:
    desk = a_desk()
    report, other = make.report(desk), make.report(desk)
    issue = make.issue(desk)
    by, case, site = make.interpreter(desk), issue.case, issue.site
    acts = (
        lambda: triage.open_case(report, site=site, leaves=[make.LATE], summary="", by=by),
        lambda: triage.join(report, case=case, leaves=[make.LATE], by=by),
        lambda: triage.add_leaves(report, leaves=[make.LATE], by=by),
        lambda: triage.signpost(report, as_kind="test", by=by),
        lambda: triage.assess_axes(issue, urgency="low", urgency_reason="x", by=by),
        lambda: triage.assign(case, to=None, by=by),
        lambda: triage.add_affected(issue, alias_id=other.alias_id, by=by),
        lambda: triage.restate_affected(issue, number=50, basis="named", by=by),
        lambda: triage.screen(case, answers={}, by=by),
        lambda: triage.sign_screening(case, assessment="no_indicators", by=by),
        lambda: closing.close(issue, reason="merged", by=by),
        lambda: closing.reopen(issue, by=by),
    )
    with make.at_desk(desk.worker):
        for act in acts:
            with pytest.raises(Forbidden):
                act()
