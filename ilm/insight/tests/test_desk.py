from datetime import date

import pytest

from ilm.insight.desk import overview
from ilm.insight.tests import rows
from ilm.kit.errors import Forbidden
from ilm.parties.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


def seen(actor, **period):
    with entering("desk", actor.user_id):
        return overview(actor, **(YEAR | period))


def test_the_desk_sees_exact_figures_of_its_own_people():
    org = make.organisation()
    case = rows.case(org, make.site(), leaves={"wag.not_paid": 240, "fre.confinement": 35})
    for level in ("L0", "L1", "L2"):
        rows.person(case, level=level)
    rows.caller(org, on=date(2026, 5, 1))
    rows.settle(rows.issue(case), headline=197, claimed=240, on=date(2026, 6, 1))
    rows.crowd(20)
    now = seen(make.actor("case_worker", org))
    assert (now.contacts, now.workers_reached, now.workers_affected) == (4, 3, 240)
    assert (now.workers_remedied, now.workers_claimed, now.remedy_gap) == (197, 240, 43)
    assert (now.issues, now.issues_open, now.days_raised_to_validated) == (2, 1, 30)
    assert [(line.slug, line.number) for line in now.by_status] == [
        ("checking", 1),
        ("remedied", 1),
    ]
    assert [(line.label, line.number) for line in now.top_issues] == [("Wages not paid", 3)]
    assert [(m.slug, m.number) for m in now.contacts_by_month] == [("2026-03", 3), ("2026-05", 1)]


def test_nothing_yet_is_nought_and_none():
    now = seen(make.actor("supervisor"))
    assert (now.contacts, now.issues, now.remedy_gap, now.days_raised_to_validated) == (
        0,
        0,
        None,
        None,
    )
    assert now.top_issues == now.silent == ()


def test_a_period_bounds_it():
    org, _, _ = rows.crowd(5)
    assert seen(make.actor("case_worker", org), since=date(2026, 4, 1)).contacts == 0


def test_silence_is_named_where_size_lets_expect_words():
    org = make.organisation(country="TH")
    quiet, small, heard = make.site(name="Quiet (demo)"), make.site(), make.site()
    for site, people in ((quiet, 1000), (small, 80), (heard, 200)):
        make.headcount(site, people)
    make.headcount(make.site(country="JO"), 1000)
    case = rows.case(org, heard, on=date(2026, 12, 1))
    for _ in range(3):
        rows.person(case, on=date(2026, 12, 1))
    [silent] = seen(make.actor("case_worker", org)).silent
    assert (silent.name, silent.heard, round(silent.expected, 2)) == ("Quiet (demo)", 0, 36.99)


def test_only_who_may_read_the_dashboard():
    with pytest.raises(Forbidden):
        seen(make.actor("interpreter"))
