from contextlib import AbstractContextManager
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ilm.faces.jobs.publishing import publish_daily, rehearse_asked
from ilm.insight import publication, signing
from ilm.insight.cubes import as_signed
from ilm.insight.gate import Verdict
from ilm.insight.tests.test_publication import seen, signed
from ilm.insight.tests.test_rehearsing import asked
from ilm.kit import clock

pytestmark = pytest.mark.django_db


def at(moment: str) -> AbstractContextManager[None]:
    return clock.set_to(datetime.fromisoformat(moment))


def test_nothing_goes_out_unsigned_and_one_release_a_day() -> None:
    with at("2026-04-01 00:10Z"):
        assert publish_daily() == []
        signed()
        assert [r.as_of for r in publish_daily()] == [date(2026, 4, 1)]
        assert publish_daily() == []


def test_a_day_the_gate_refused_is_tried_once_and_again_when_signed_anew(monkeypatch) -> None:
    with at("2026-04-01 00:10Z"):
        signed()
        monkeypatch.setattr(
            publication, "judge", lambda *_, **__: Verdict(False, ("a broken cell",))
        )
        assert [r.has_passed for r in publish_daily()] == [False]
        assert publish_daily() == []
        monkeypatch.setattr(signing, "as_signed", lambda: as_signed()[:-1])
        signed()
        assert [r.has_passed for r in publish_daily()] == [False]


def test_what_a_supervisor_asked_to_rehearse_is_made_by_the_minute() -> None:
    assert rehearse_asked() is None
    asked()
    assert rehearse_asked().has_passed
    assert rehearse_asked() is None


def test_missed_first_days_are_made_up_for() -> None:
    with at("2026-06-27 01:00Z"):
        signed()
        publish_daily()
    with at("2026-07-08 01:00Z"):
        made = [r.as_of.day for r in publish_daily()]
    assert made == [29, 1, 6, 8]


def test_the_command_publishes_and_says_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with at("2026-04-01 00:10Z"):
        with pytest.raises(CommandError, match="Two people must sign"):
            call_command("publish")
        signed()
        told = StringIO()
        call_command("publish", stdout=told)
        assert "as of 2026-04-01" in told.getvalue()
        monkeypatch.setattr(
            publication, "judge", lambda *_, **__: Verdict(False, ("a broken cell",))
        )
        with pytest.raises(CommandError, match="a broken cell"):
            call_command("publish", "--as-of", "2026-04-02")
        assert seen().as_of == date(2026, 4, 1)
