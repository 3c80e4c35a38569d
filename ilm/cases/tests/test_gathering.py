"""Works · refuses whole · who may: many reports of a burst in one act."""

import pytest

from ilm.access.actor import clock
from ilm.cases import gathering, reporting
from ilm.cases.models import Report
from ilm.cases.tests import make
from ilm.kit.errors import Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def burst(desk: parties.Desk, many: int = 3) -> list[Report]:
    said = [make.message(desk) for _ in range(many)]
    with entering("parse"):
        reporting.hear_all(said, by=clock(), burst={m.conversation_id for m in said})
    with entering("owner"):
        return list(Report.objects.filter(org_id=desk.org_id).of_bursts().order_by("id"))


def test_each_is_one_more_account_of_the_incident_and_nobody_is_counted_up() -> None:
    desk = parties.desk()
    issue, reports = make.issue(desk, affected=30), burst(desk)
    with make.at_desk(desk.worker):
        assert gathering.gather(reports, into=issue, by=desk.worker) == 3
        issue.refresh_from_db()
        assert issue.case.reports.filter(is_burst=True, status="joined").count() == 3
        assert Report.objects.of_bursts().count() == 0
        assert Entry.objects.filter(verb="report.joined").about(*reports).count() == 3
    assert issue.affected == 30


def test_one_that_a_colleague_took_undoes_the_whole() -> None:
    desk = parties.desk()
    issue, reports = make.issue(desk), burst(desk)
    with make.at_desk(desk.worker):
        gathering.signpost_all(reports[:1], as_kind="test", by=desk.worker)
    with make.at_desk(desk.worker), pytest.raises(Refused):
        gathering.signpost_all(reports, as_kind="test", by=desk.worker)
    with entering("owner"):
        assert Report.objects.filter(org_id=desk.org_id).of_bursts().count() == 2
    assert issue


def test_no_issue_in_any_of_them() -> None:
    desk = parties.desk()
    reports = burst(desk)
    with make.at_desk(desk.worker):
        assert gathering.signpost_all(reports, as_kind="abusive", by=desk.worker) == 3
        kinds = Report.objects.filter(is_burst=True).values_list("signposted_as", flat=True)
        assert set(kinds) == {"abusive"}


def test_who_may() -> None:
    desk = parties.desk()
    issue, reports = make.issue(desk), burst(desk)
    somebody = make.interpreter(desk)
    with make.at_desk(somebody), pytest.raises(Refused):
        gathering.gather(reports, into=issue, by=somebody)
    with make.at_desk(somebody), pytest.raises(Refused):
        gathering.signpost_all(reports, as_kind="test", by=somebody)
