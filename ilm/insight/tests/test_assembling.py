from datetime import date, timedelta
from uuid import uuid4

import pytest

from ilm.assessment.models import Finding, Visit
from ilm.disclosure.models import Disclosure, Notice
from ilm.insight.models import BuiltReport
from ilm.insight.reports.risk import build_pdf, build_xlsx
from ilm.insight.reports.risk.assembling import build
from ilm.insight.tests import rows
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.models import Kind, SupplyLink
from ilm.parties.tests import make
from ilm.remedy.models import Engagement
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
STARTS, ENDS = date(2026, 1, 1), date(2026, 6, 30)


def tell(issue, *, to, kind: str, on: date = date(2026, 4, 1), **fields: object) -> Engagement:
    """A released disclosure with its notice and engagement."""
    with entering("owner"):
        notice = Notice.objects.create(
            org_id=issue.org_id, to_org=to.pk, ref=uuid4().hex[:8], kind=kind, leaf=issue.leaf,
            text="In general words.", language="en", site_name="x", site_country="TH", month=on,
            released_on=on, answer_by=on + timedelta(days=14), from_name="Demo desk",
        )  # fmt: skip
        Disclosure.objects.create(
            org_id=issue.org_id, status="released", issue=issue, recipient="brand", to_org=to.pk,
            key_id=uuid4(), words=b"-", mark="-", outcome="allow", drafted_by=uuid4(),
            drafted_at=rows.noon(on),
            signed_by=uuid4(), countersigned_by=uuid4(), released_on=on, notice_id=notice.pk,
        )  # fmt: skip
        return Engagement.objects.create(
            org_id=issue.org_id, to_org=to.pk, notice_id=notice.pk, kind=kind, leaf=issue.leaf,
            answer_by=notice.answer_by, raised_on=on, **fields,
        )  # fmt: skip


@pytest.fixture
def chain():
    org, buyer = (
        make.organisation(is_demo=True),
        make.organisation(Kind.BUYER, name="Marlow (demo)"),
    )
    sites = [make.site(name=f"Site {n} (demo)") for n in range(5)]
    with entering("owner"):
        for tier, site in enumerate(sites[:4], 1):
            SupplyLink.objects.create(
                buyer=buyer, site=site, relation="supplies", tier=tier, valid_from=STARTS, source="list"
            )  # fmt: skip
    cases = [rows.case(org, site, leaves={"wag.not_paid": 60}) for site in sites]
    for n in range(50):
        rows.person(cases[n % 5])
    return org, buyer, cases


def built(org, buyer, role: str = "supervisor", **period: date):
    actor = make.actor(role, org)
    with entering("desk", actor.user_id):
        return build(buyer, **({"starts": STARTS, "ends": ENDS} | period), actor=actor)


def test_figures_of_the_chain_are_protected_and_of_the_chain_alone(chain):
    org, buyer, _ = chain
    figures = built(org, buyer)
    reached = {h.label: h.shown for h in figures.headlines}
    assert 30 <= reached["Workers reached"] <= 50
    assert reached["Workers affected"] in range(230, 255, 5)
    assert [(row.slug, row.shown) for row in figures.issues] == [
        ("wag.not_paid", reached["Workers reached"])
    ]
    assert [row.month.month for row in figures.by_month] == [1, 2, 3, 4, 5, 6]
    assert [row.shown for row in figures.by_month if row.shown] == [reached["Workers reached"]]
    assert {d.slug for d in figures.definitions} >= {"workers_reached", "workers_remedied"}
    assert figures.is_demo


def test_disclosed_things_are_exact_and_others_say_nothing(chain):
    org, buyer, cases = chain
    issue = rows.issue(cases[0])
    tell(issue, to=make.organisation(Kind.SUPPLIER), kind="issue", remedy_by=date(2026, 5, 1),
         status="claimed_done", claimed_on=date(2026, 4, 20), claimed_workers=60)  # fmt: skip
    tell(issue, to=buyer, kind="escalation", on=date(2026, 6, 1))
    figures = built(org, buyer)
    [first, *others] = figures.sites
    assert (first.name, first.tier, first.open, first.overdue, first.remedied) == (
        "Site 0 (demo)",
        1,
        1,
        1,
        0,
    )
    assert [row.tier for row in others] == [2, 3, 4]
    assert {(row.open, row.overdue, row.remedied) for row in others} == {(None, None, None)}
    [escalation] = figures.escalations
    assert (escalation.step, escalation.due_by, escalation.is_answered) == (
        "Awaits an answer",
        date(2026, 6, 15),
        False,
    )
    [claim] = figures.claims
    assert (claim.affected, claim.claimed, claim.asked, claim.confirmed) == (60, 60, None, None)


def test_the_two_words_stand_side_by_side_once_workers_were_asked(chain):
    org, buyer, cases = chain
    issue = rows.issue(cases[1])
    tell(issue, to=make.organisation(Kind.SUPPLIER), kind="issue", claimed_workers=60)
    tell(issue, to=buyer, kind="escalation")
    rows.settle(issue, headline=41, claimed=60, on=date(2026, 6, 1), asked=38, confirmed=32)
    with entering("owner"):
        visit = Visit.objects.create(
            org_id=org.pk, site=issue.site, method="outside_audit", made_on=date(2026, 3, 1)
        )
        Finding.objects.create(org_id=org.pk, visit=visit, leaf="wag.not_paid", is_found=False)
    figures = built(org, buyer)
    [claim] = figures.claims
    assert (claim.asked, claim.confirmed, claim.supported) == (38, 32, 41)
    [audit] = figures.audits
    assert (audit.was_found_by_audit, audit.shown) == (False, None)


def test_both_files_are_set_from_it(chain):
    org, buyer, cases = chain
    tell(rows.issue(cases[0]), to=buyer, kind="escalation")
    figures = built(org, buyer)
    assert build_pdf(figures).startswith(b"%PDF")
    assert build_xlsx(figures).startswith(b"PK")


def test_that_it_was_built_is_kept(chain):
    org, buyer, _ = chain
    built(org, buyer)
    with entering("owner"):
        assert BuiltReport.objects.get().about == buyer.pk


def test_who_may_and_for_whom(chain):
    org, buyer, _ = chain
    with pytest.raises(Forbidden):
        built(org, buyer, role="case_worker")
    with pytest.raises(Refused, match="for a buyer"):
        built(org, make.organisation(Kind.SUPPLIER))
    with pytest.raises(Refused, match="not before the first"):
        built(org, buyer, ends=date(2025, 1, 1))


def test_a_buyer_with_no_chain_gets_an_empty_report():
    org, buyer = make.organisation(), make.organisation(Kind.BUYER)
    rows.crowd(30, org=org)
    figures = built(org, buyer)
    assert figures.issues == figures.sites == figures.escalations == ()
    assert {h.shown for h in figures.headlines} == {None}
