from dataclasses import fields
from datetime import date

import pytest

from ilm.access.actor import clock as the_clock
from ilm.catalog.counting import headline
from ilm.insight import reading
from ilm.insight.facts import Facts, months_before
from ilm.insight.metrics import (
    CONTACTS,
    DAYS_RAISED_TO_VALIDATED,
    ISSUES,
    METRICS,
    PEOPLE_BY_ISSUE,
    REMEDY_GAP,
    WORKERS_AFFECTED,
    WORKERS_REACHED,
    WORKERS_REMEDIED,
    measure,
)
from ilm.insight.protection import DESK, PARTNER, PUBLIC
from ilm.insight.reading import Bounds, read
from ilm.insight.tests import rows
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)
ALL = {
    "wag.not_paid": 240,
    "fre.confinement": 35,
}


def facts(*, face: str = "owner", **bounds: object) -> Facts:
    with entering(face):
        return Facts(read(Bounds(until=TODAY, **bounds)), TODAY)


def at_desk(metric, actor, *, dims=()):
    with entering("desk", actor.user_id):
        exact = Facts(read(Bounds(until=TODAY, org_id=actor.org_id, counted=False)), TODAY)
        return measure(metric, surface=DESK, facts=exact, dims=dims, by=actor)


def test_the_oracle_of_counting():
    org = make.organisation()
    case = rows.case(org, make.site(), leaves=ALL)
    rows.person(case, contacts=2)
    rows.person(case)
    rows.person(case, leaves=("wag.not_paid", "fre.confinement"))
    rows.caller(org)
    worker = make.actor("case_worker", org)
    assert at_desk(CONTACTS, worker) == {(): 5}
    assert at_desk(WORKERS_REACHED, worker) == {(): 3}
    assert at_desk(ISSUES, worker) == {(): 2}
    assert at_desk(WORKERS_AFFECTED, worker) == {(): 240}
    assert at_desk(PEOPLE_BY_ISSUE, worker, dims=("leaf",)) == {
        ("wag.not_paid",): 3,
        ("fre.confinement",): 1,
    }
    rows.settle(
        rows.issue(case),
        headline=headline(63, 69, 240),
        claimed=240,
        asked=69,
        confirmed=63,
        on=TODAY,
    )
    assert at_desk(WORKERS_REMEDIED, worker) == {(): 197}
    assert at_desk(REMEDY_GAP, worker) == {(): 43}
    assert at_desk(DAYS_RAISED_TO_VALIDATED, worker) == {(): 30}


def test_one_person_with_two_remedied_issues_is_one_worker_remedied():
    org = make.organisation()
    case = rows.case(org, make.site(), leaves={"wag.not_paid": 30, "fre.confinement": 12})
    rows.person(case, leaves=("wag.not_paid", "fre.confinement"))
    for issue in (rows.issue(case), rows.issue(case, "fre.confinement")):
        rows.settle(issue, headline=issue.affected, claimed=issue.affected, on=TODAY)
    assert at_desk(WORKERS_REMEDIED, make.actor("supervisor", org)) == {(): 30}


def test_remedies_older_than_36_months_leave_the_headline():
    org = make.organisation()
    case = rows.case(org, make.site(), on=date(2022, 1, 3))
    rows.person(case, on=date(2022, 1, 3))
    rows.settle(rows.issue(case), headline=1, claimed=1, on=date(2023, 5, 31))
    assert at_desk(WORKERS_REMEDIED, make.actor("supervisor", org)) == {(): 0}
    assert months_before(TODAY, 36) == date(2023, 7, 1)


def test_l0_and_the_withdrawn_are_in_no_published_row():
    org, [case, *_], _ = rows.crowd(2, sites=1)
    hidden = rows.person(case, level="L0")
    gone = rows.person(case, level="L2")
    withdraw(gone, org)
    counted = facts()
    people = {row.person for row in (*counted.people, *counted.contacts)}
    assert people.isdisjoint({str(hidden), str(gone)})
    assert len(counted.people) == len(counted.contacts) == 2
    assert at_desk(WORKERS_REACHED, make.actor("case_worker", org)) == {(): 4}


def withdraw(alias, org):
    from ilm.disclosure.models import Consent

    with entering("owner"):
        Consent.objects.create(
            org_id=org.pk, alias_id=alias, level="L2", recipient="supplier_hr",
            purpose="services", language="my", form="spoken",
            valid_from=rows.DAY, valid_until=TODAY, text_version="1", recorded_by="clock",
            withdrawn_at=rows.noon(TODAY),
        )  # fmt: skip


def test_those_not_to_be_counted_are_taken_from_affected_and_remedied():
    org = make.organisation()
    case = rows.case(org, make.site(), leaves={"wag.not_paid": 30})
    rows.person(case)
    rows.person(case, level="L0")
    assert len(facts().affected) == 29
    assert len(facts(counted=False).affected) == 30


def test_small_groups_and_single_workplaces_are_withheld():
    rows.crowd(10, sites=3, nationality="KH")
    rows.crowd(60, sites=1, nationality="NP")
    rows.crowd(60, sites=4, nationality="MM")
    found = measure(
        WORKERS_REACHED, surface=PUBLIC, facts=facts(), dims=("nationality",), by=the_clock()
    )
    assert found[("KH",)] is None
    assert found[("NP",)] is None
    assert 50 <= found[("MM",)] <= 70
    assert found[("MM",)] % 5 == 0


def test_one_talkative_person_is_no_crowd():
    _, cases, _ = rows.crowd(3, sites=3)
    for case in cases:
        rows.person(case, contacts=20)
    assert len(facts().contacts) == 63
    assert measure(CONTACTS, surface=PUBLIC, facts=facts(), by=the_clock()) == {(): None}


def test_the_same_people_are_the_same_number_on_every_way_to_them():
    rows.crowd(80, sites=5)
    by = {"surface": PUBLIC, "facts": facts(), "by": the_clock()}
    total = measure(WORKERS_REACHED, **by)[()]
    assert measure(WORKERS_REACHED, dims=("country",), **by)[("TH",)] == total
    assert measure(PEOPLE_BY_ISSUE, dims=("leaf",), **by)[("wag.not_paid",)] == total


def test_exact_figures_are_for_the_own_organisation_and_the_right_role():
    org, _, _ = rows.crowd(3)
    stranger = make.actor("case_worker")
    with pytest.raises(Forbidden):
        measure(WORKERS_REACHED, surface=DESK, facts=facts(), by=stranger)
    with pytest.raises(Forbidden):
        measure(WORKERS_REACHED, surface=DESK, facts=facts(), by=make.actor("interpreter", org))
    with pytest.raises(Refused, match="not shown"):
        measure(REMEDY_GAP, surface=PARTNER, facts=facts(), by=make.actor("supervisor", org))
    with pytest.raises(Refused, match="cannot be cut"):
        measure(CONTACTS, surface=PUBLIC, facts=facts(), dims=("leaf",), by=the_clock())


def test_the_desk_sees_its_own_rows_only():
    rows.crowd(5)
    assert at_desk(WORKERS_REACHED, make.actor("case_worker")) == {(): 0}


def test_contacts_by_day_say_the_same_as_one_by_one():
    org, _, _ = rows.crowd(12)
    worker = make.actor("case_worker", org)
    with entering("desk", worker.user_id):
        bounds = {"until": TODAY, "org_id": org.pk, "counted": False}
        for grouped in (True, False):
            told = Facts(read(Bounds(grouped=grouped, **bounds)), TODAY)
            by_month = measure(CONTACTS, surface=DESK, facts=told, dims=("month",), by=worker)
            assert by_month == {("2026-03",): 12}


def test_only_allowed_columns_are_read():
    told = {
        f.name
        for kind in (reading.Reported, reading.Heard, reading.Known, reading.Settled)
        for f in fields(kind)
    }
    assert told == {
        "alias", "org", "case", "leaf", "on", "nationality", "site", "country", "industry",
        "contact", "number", "issue", "status", "reason", "raised_on", "affected", "engaged",
        "claimed", "remedied",
    }  # fmt: skip


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda m: m.slug)
def test_every_metric_explains_itself_and_counts_in_one_way(metric):
    assert len(metric.explains) > 40
    assert (metric.rows is None) != (metric.value is None)
    assert metric.history[-1].version == len(metric.history)
    assert metric.overlapping <= set(metric.dims)
