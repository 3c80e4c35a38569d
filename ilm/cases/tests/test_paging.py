"""Lists of the desk, page by page, and what happened to a case."""

from datetime import timedelta

import pytest

from ilm.cases import paging
from ilm.cases.models import Report
from ilm.cases.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests.make import desk as a_desk

pytestmark = pytest.mark.django_db
LEAVES = ("wag.no_payslip", "osh.imminent_danger", "wag.late", "fre.threats")


def walk(page, actor, name: str) -> list[list[str]]:
    pages, place = [], None
    while True:
        found = page(actor, limit=2, **{name: place})
        pages.append([str(row) for row in found.rows])
        if (place := found.more) is None:
            return pages


def test_cases_newest_first_and_the_queue_by_urgency() -> None:
    desk, other = a_desk(), a_desk()
    cases = [make.case(desk, leaves=[make.LeafClaim(leaf=leaf)]) for leaf in LEAVES]
    cases.append(make.case(desk, leaves=[make.LeafClaim(leaf="wag.late")]))
    make.case(other)
    slip, danger, late, threats, later = (str(case) for case in cases)
    with make.at_desk(desk.worker):
        newest = walk(paging.cases_page, desk.worker, "before")
        queue = walk(paging.queue_page, desk.worker, "after")
    assert newest == [[later, threats], [late, danger], [slip]]
    assert queue == [[danger, threats], [late, later], [slip]]


def test_reports_wait_in_line() -> None:
    desk = a_desk()
    ago = [clock.now() - timedelta(hours=hours) for hours in (3, 2, 1)]
    reports = [str(make.report(desk, at=at)) for at in ago]
    with make.at_desk(desk.worker):
        assert walk(paging.untriaged_page, desk.worker, "after") == [reports[:2], reports[2:]]
        assert Report.objects.count() == 3


def test_pages_that_are_none() -> None:
    desk = a_desk()
    with make.at_desk(desk.worker):
        with pytest.raises(Refused):
            paging.cases_page(desk.worker, before="yesterday")
        with pytest.raises(Refused):
            paging.queue_page(desk.worker, after="x 2026-01-01 y")
        for page in (paging.cases_page, paging.queue_page, paging.untriaged_page):
            with pytest.raises(Forbidden):
                page(make.interpreter(desk))


def test_the_history_tells_all_of_it() -> None:
    desk = a_desk()
    issue = make.issue(desk, leaf="wag.not_paid")
    with make.at_desk(desk.worker):
        verbs = [entry.verb for entry in reversed(paging.history(issue.case, by=desk.worker))]
        assert len(paging.history(issue.case, by=desk.worker, latest=2)) == 2
        with pytest.raises(Forbidden):
            paging.history(issue.case, by=make.interpreter(desk))
    assert verbs == [
        "report.heard", "case.opened", "report.joined", "issue.named", "issue.found",
        "issue.assessed", "verdict.countersigned",
    ]  # fmt: skip
