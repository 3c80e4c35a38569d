"""A case by its reference and what its page lists: the same rows as the models give."""

import pytest

from ilm.cases import filed
from ilm.cases.models import Case, Evidence, Issue, Report
from ilm.cases.tests import make
from ilm.kit.errors import Forbidden
from ilm.parties.tests.make import actor
from ilm.parties.tests.make import desk as a_desk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_case_comes_whole_with_its_site() -> None:
    desk = a_desk()
    case = make.case(desk)
    with make.at_desk(desk.worker):
        found = filed.case_of(case.ref, by=desk.worker)
        again = Case.objects.select_related("site", "recruiter").get(pk=case.pk)
        for field in Case._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(again, field.attname), field.attname
        assert (found.site, found.site.name, found.recruiter) == (again.site, again.site.name, None)


def test_its_recruiter_comes_with_it() -> None:
    desk = a_desk()
    case = make.case(desk)
    with entering("owner"):
        Case.objects.filter(pk=case.pk).update(recruiter=desk.org_id)
    with make.at_desk(desk.worker):
        assert filed.case_of(case.ref, by=desk.worker).recruiter.name == desk.org.name


def test_outside_of_reach_it_does_not_exist() -> None:
    desk, other = a_desk(), a_desk()
    case = make.case(desk)
    with make.at_desk(other.worker):
        assert filed.case_of(case.ref, by=other.worker) is None
    interpreter = actor("interpreter", desk.org)
    with make.at_desk(interpreter):
        assert filed.case_of(case.ref, by=interpreter) is None


def test_issues_and_accounts_are_those_of_the_case_alone() -> None:
    desk = a_desk()
    case = make.case(desk)
    make.case(desk)
    with make.at_desk(desk.worker):
        issues = filed.issues_of(case, by=desk.worker)
        assert {each.pk for each in issues} == set(
            Issue.objects.filter(case=case).values_list("pk", flat=True)
        )
        assert all(each.case is case and each.site is case.site for each in issues)
        [told] = filed.accounts(case, by=desk.worker)
        report = Report.objects.select_related("conversation").get(case=case)
    assert (told.thread, told.leaf, told.received_at) == (
        report.conversation.ref, report.leaf, report.received_at,
    )  # fmt: skip


def test_evidence_is_told_by_kind_day_and_side() -> None:
    desk = a_desk()
    issue = make.issue(desk)
    with make.at_desk(desk.worker):
        shown = filed.evidence_on([issue.pk], by=desk.worker)
        rows = Evidence.objects.filter(issue=issue)
        assert {(each.kind, each.seen_on, each.is_corroborating) for each in shown} == set(
            rows.values_list("kind", "seen_on", "is_corroborating")
        )
        assert filed.evidence_on([], by=desk.worker) == []


def test_who_may_not_read_cases_is_refused() -> None:
    desk = a_desk()
    case, interpreter = make.case(desk), actor("interpreter", desk.org)
    with make.at_desk(interpreter):
        for asked in (filed.issues_of, filed.accounts):
            with pytest.raises(Forbidden):
                asked(case, by=interpreter)
        with pytest.raises(Forbidden):
            filed.evidence_on([], by=interpreter)
