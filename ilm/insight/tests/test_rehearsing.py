from datetime import date, timedelta

import pytest
from django.db.utils import ProgrammingError

from ilm.access.actor import clock as the_clock
from ilm.insight import publication
from ilm.insight.figures import rehearsed
from ilm.insight.gate import Verdict
from ilm.insight.metrics import WORKERS_REACHED
from ilm.insight.models import Baseline, Rehearsal, Release
from ilm.insight.rehearsing import ask_rehearsal, newest_rehearsal, rehearse
from ilm.insight.tests import rows
from ilm.insight.tests.test_publication import cells, frozen, signed
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make
from ilm.wall.entering import ask, atomic, entering

pytestmark = pytest.mark.django_db


def asked(who=None):
    who = who or make.actor("supervisor")
    with entering("desk", who.user_id):
        return ask_rehearsal(by=who)


def made():
    with entering("jobs"):
        return rehearse(by=the_clock())


def test_a_rehearsal_shows_what_a_release_would_and_publishes_nothing() -> None:
    signed()
    rows.crowd(60, sites=4, on=date(2026, 3, 2))
    assert made() is None
    asked()
    row = made()
    assert row.has_passed, row.reasons
    with entering("owner"):
        assert not Release.objects.exists()
        assert not Baseline.objects.exists()
        would = rehearsed(Rehearsal.objects.get())
    frozen(row.as_of)
    assert dict(would.figures) == cells()
    assert would.pick(WORKERS_REACHED, {}).shown >= 50


def test_where_the_gate_says_no_there_are_reasons_and_no_figures(monkeypatch) -> None:
    monkeypatch.setattr(publication, "judge", lambda *_, **__: Verdict(False, ("broken",)))
    rows.crowd(60, sites=4)
    asked()
    row = made()
    assert (row.has_passed, row.reasons, row.figures) == (False, ["broken"], [])
    assert asked().pk != row.pk


def test_one_rehearsal_in_seven_days() -> None:
    asked()
    with pytest.raises(Refused, match="being made already"):
        asked()
    assert made().has_passed
    with pytest.raises(Refused, match="within the last seven days"):
        asked()
    with clock.set_to(clock.now() + timedelta(days=8)):
        asked()


def test_terms_that_changed_meanwhile_are_not_rehearsed(monkeypatch) -> None:
    row = asked()
    monkeypatch.setattr("ilm.insight.rehearsing.terms", lambda: {"cubes": [], "rules": {}})
    assert "changed since" in made().reasons[0]
    with entering("desk", row.asked_by):
        assert newest_rehearsal() is None


def test_a_supervisor_asks_and_the_clock_makes() -> None:
    with pytest.raises(Forbidden):
        asked(make.actor("case_worker"))
    boss = make.actor("supervisor")
    asked(boss)
    with entering("desk", boss.user_id), pytest.raises(Forbidden):
        rehearse(by=boss)


def test_the_public_login_reads_no_rehearsal_and_no_signature() -> None:
    for table in ("insight_rehearsal", "insight_signature"):
        with entering("public"), pytest.raises(ProgrammingError, match="denied"), atomic():
            ask(f"select count(*) from {table}")
