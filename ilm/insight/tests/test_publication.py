from datetime import date, timedelta

import pytest
from django.db.utils import ProgrammingError

from ilm.access.actor import Actor
from ilm.access.actor import clock as the_clock
from ilm.insight import publication
from ilm.insight.cubes import CUBES, as_signed, from_signed
from ilm.insight.figures import published, together
from ilm.insight.gate import Verdict
from ilm.insight.metrics import (
    CONTACTS,
    METRICS,
    ORGANISATIONS,
    PEOPLE_BY_ISSUE,
    PEOPLE_BY_REMEDY,
    WORKERS_REACHED,
    WORKERS_REMEDIED,
)
from ilm.insight.models import Baseline, Release, ReleasedCell
from ilm.insight.publication import freeze
from ilm.insight.signing import mark_of, sign, terms
from ilm.insight.tests import rows
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make
from ilm.wall.entering import ask, atomic, entering, tell

pytestmark = pytest.mark.django_db
FIRST = date(2026, 4, 1)


def signed():
    """Two supervisors sign today's terms, each in a session of their own."""
    for who in (make.actor("supervisor"), make.actor("supervisor")):
        with entering("desk", who.user_id):
            made = sign(read=mark_of(terms()), by=who)
    return made


def frozen(as_of: date = FIRST, by: Actor | None = None) -> Release:
    with entering("jobs"):
        return freeze(as_of=as_of, by=by or the_clock())


def seen():
    with entering("public"):
        return published()


def cells() -> dict:
    return dict(seen().figures)


def test_nothing_is_published_unsigned_or_under_an_older_wording():
    with pytest.raises(Refused, match="Two people must sign"):
        frozen()
    signed()
    with entering("owner"):
        tell("update insight_releasedefinition set cubes = jsonb_set(cubes, '{0,version}', '7')")
    with pytest.raises(Refused, match="new definition"):
        frozen()


def test_only_the_clock_publishes():
    signed()
    with pytest.raises(Forbidden):
        frozen(by=make.actor("case_worker"))


def test_a_crowd_is_shown_and_its_figures_agree():
    signed()
    _, cases, _ = rows.crowd(80, sites=5)
    rows.crowd(9, sites=3, nationality="KH")
    for case in cases:
        rows.settle(rows.issue(case), headline=12, claimed=20, on=rows.DAY)
    release = frozen()
    assert release.has_passed, release.gate
    now = seen()
    total = now.pick(WORKERS_REACHED, {})
    assert total.shown == now.pick(WORKERS_REACHED, {"country": "TH"}).shown
    assert now.pick(WORKERS_REACHED, {"nationality": "KH"}).shown is None
    assert now.pick(WORKERS_REMEDIED, {}).shown in range(50, 75, 5)
    assert now.pick(ORGANISATIONS, {}).shown == 4
    assert now.by(PEOPLE_BY_REMEDY, "status", {})["remedied"].shown >= 70
    leaves = now.by(PEOPLE_BY_ISSUE, "leaf", {"country": "TH"})
    assert list(leaves) == ["wag.not_paid"]
    assert now.by(PEOPLE_BY_ISSUE, "leaf", {})["fre.confinement"].shown is None
    assert now.by(CONTACTS, "month", {})["2026-03"].shown is not None
    assert now.values("nationality") == ["MM"]


def test_no_table_no_figure():
    signed()
    frozen()
    now = seen()
    assert now.pick(CONTACTS, {"nationality": "MM"}) is None
    assert now.by(PEOPLE_BY_ISSUE, "leaf", {"industry": "garment", "year": "2026"}) is None
    assert together(PEOPLE_BY_ISSUE, frozenset({"leaf"})) == [
        ("country", "industry"),
        ("country", "year"),
    ]


def test_one_more_person_moves_no_cell_and_eleven_only_on_the_calendar():
    signed()
    org, [case, *_], _ = rows.crowd(60, sites=4)
    frozen()
    before = cells()
    rows.person(case, on=FIRST)
    frozen(FIRST + timedelta(days=1))
    moved = {k for k, f in cells().items() if f.shown is not None and before.get(k) != f}
    assert moved == {("organisations_contributing", (), ())}
    for n in range(30):
        rows.person(case if n % 2 else rows.case(org, make.site()), on=FIRST)
    frozen(date(2026, 5, 4))
    key = ("workers_reached", (), ())
    assert cells()[key] == before[key]
    frozen(date(2026, 7, 1))
    assert cells()[key].shown > before[key].shown
    assert cells()[key].as_of == date(2026, 7, 1)


def test_whoever_leaves_is_gone_from_the_next_refresh_and_not_before():
    signed()
    _, _, aliases = rows.crowd(60, sites=4)
    frozen()
    with entering("owner"):
        tell(
            "update cases_report set consent_level = 'L0' where alias_id = any(%s)", [aliases[:58]]
        )
    frozen(date(2026, 4, 2))
    key = ("workers_reached", (), ())
    assert cells()[key].shown is not None
    frozen(date(2026, 7, 1))
    assert cells()[key].shown is None


def test_the_gate_can_fail_and_the_old_release_stays(monkeypatch):
    signed()
    rows.crowd(60, sites=4)
    old = frozen()
    monkeypatch.setattr(publication, "judge", lambda *_, **__: Verdict(False, ("broken",)))
    failed = frozen(date(2026, 4, 2))
    assert (failed.has_passed, failed.gate["reasons"]) == (False, ["broken"])
    assert seen().id == old.pk
    with entering("owner"):
        assert not ReleasedCell.objects.filter(release=failed).exists()
        assert set(Baseline.objects.values_list("issued_on", flat=True)) == {FIRST}


def test_the_gate_runs_on_what_is_served(monkeypatch):
    signed()
    rows.crowd(60, sites=4)
    monkeypatch.setattr(publication, "serve", lambda metric, cell, rule: cell.count)
    assert "is not what the rule shows" in frozen().gate["reasons"][0]


def test_demo_data_is_marked_and_leaves_when_somebody_real_comes():
    signed()
    with entering("owner"):
        tell("update parties_organisation set is_demo = true")
    rows.crowd(60, sites=4, org=make.organisation(is_demo=True))
    assert frozen().is_demo
    assert seen().pick(WORKERS_REACHED, {}).shown
    make.organisation()
    real = frozen(date(2026, 7, 1))
    assert not real.is_demo
    assert seen().pick(WORKERS_REACHED, {}).shown is None


@pytest.mark.parametrize(
    "table",
    ["cases_report", "cases_issue", "talk_contact", "insight_baseline", "remedy_settlement"],
)
def test_the_public_login_cannot_read_facts(table):
    with entering("public"), pytest.raises(ProgrammingError, match="permission denied"), atomic():
        ask(f"select count(*) from {table}")


def test_the_public_login_sees_no_reasons_and_no_failed_release(monkeypatch):
    signed()
    monkeypatch.setattr(publication, "judge", lambda *_, **__: Verdict(False, ("secret",)))
    frozen()
    with entering("public"):
        assert ask("select id from insight_release") == []
        with pytest.raises(ProgrammingError, match="permission denied"), atomic():
            ask("select gate from insight_release")


def test_a_release_is_never_changed():
    signed()
    frozen()
    for sql in ("delete from insight_releasedcell", "update insight_release set as_of = now()"):
        with entering("jobs"), pytest.raises(ProgrammingError), atomic():
            tell(sql)


def test_the_signed_tables_are_narrow_and_read_back():
    assert from_signed(as_signed()) == CUBES
    assert max(len(cube.dims) for cube in CUBES) == 3
    assert len({cube.name for cube in CUBES}) == len(CUBES)
    assert all("public" in cube.metric.audiences for cube in CUBES)
    assert {c.metric.slug for c in CUBES} < set(METRICS)
