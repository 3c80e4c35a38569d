"""Messages become reports: one at a time or hundreds."""

import pytest

from ilm.access.actor import clock
from ilm.cases import closing, reporting, triage
from ilm.cases.models import Issue, Report, ReportContact
from ilm.cases.tests import make
from ilm.kit.errors import Forbidden
from ilm.ledger.models import Entry
from ilm.parties.tests.make import desk as a_desk
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_thread_is_one_report_however_often_she_writes() -> None:
    desk = a_desk()
    first = make.message(desk)
    again = make.message(desk, first.conversation)
    other = make.message(desk)
    with entering("parse"):
        reports = reporting.hear_all([first, again, other], by=clock())
        assert reporting.hear(make.message(desk, first.conversation), by=clock()).pk == reports[0]
        assert reports[0] == reports[1] != reports[2]
        assert Report.objects.get(pk=reports[0]).received_at == first.received_at
        assert ReportContact.objects.filter(report_id=reports[0]).count() == 3
    with make.at_desk(desk.worker):
        assert Entry.objects.filter(verb="report.heard").count() == 2
        assert Report.objects.visible_to(desk.worker).untriaged().count() == 2


def test_a_burst_is_heard_in_a_few_statements(django_assert_max_num_queries) -> None:
    desk = a_desk()
    said = [make.message(desk) for _ in range(12)]
    with entering("parse"), django_assert_max_num_queries(9 + len(said), using="owner"):
        reporting.hear_all(said, by=clock())


def test_more_words_go_to_the_case_that_is_open_and_begin_anew_after_it() -> None:
    desk = a_desk()
    first = make.message(desk)
    report = make.report(said=first)
    case = make.case(desk, of=report, leaves=[make.LATE])
    assert make.report(said=make.message(desk, first.conversation)) == report
    with make.at_desk(desk.worker):
        closing.close(
            Issue.objects.get(case=case), reason="out_of_scope_signposted", by=desk.worker
        )
    assert make.report(said=make.message(desk, first.conversation)) != report


def test_after_a_signpost_a_new_report_begins() -> None:
    desk = a_desk()
    first = make.message(desk)
    report = make.report(said=first)
    with make.at_desk(desk.worker):
        triage.signpost(report, as_kind="question", by=desk.worker)
    assert make.report(said=make.message(desk, first.conversation)) != report


def test_a_form_without_contact_and_nobody_else_may() -> None:
    desk = a_desk()
    said = make.message(desk)
    said.contact = None
    with entering("parse"):
        assert reporting.hear(said, by=clock()).contacts.count() == 0
        with pytest.raises(Forbidden):
            reporting.hear(said, by=supplier())


def supplier():
    from uuid import uuid4

    from ilm.access.actor import member

    return member(uuid4(), "supplier", uuid4())
