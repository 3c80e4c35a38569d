from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from ilm.faces.jobs.publishing import publish_daily
from ilm.insight import publication
from ilm.insight.gate import Verdict
from ilm.insight.tests.test_publication import seen, signed

pytestmark = pytest.mark.django_db


@time_machine.travel("2026-04-01 00:10Z", tick=False)
def test_nothing_goes_out_unsigned_and_one_release_a_day() -> None:
    assert publish_daily() == []
    signed()
    assert [r.as_of for r in publish_daily()] == [date(2026, 4, 1)]
    assert publish_daily() == []


def test_missed_first_days_are_made_up_for() -> None:
    with time_machine.travel("2026-06-27 01:00Z", tick=False):
        signed()
        publish_daily()
    with time_machine.travel("2026-07-08 01:00Z", tick=False):
        made = [r.as_of.day for r in publish_daily()]
    assert made == [29, 1, 6, 8]


@time_machine.travel("2026-04-01 00:10Z", tick=False)
def test_the_command_publishes_and_says_why_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="Two people must sign"):
        call_command("publish")
    signed()
    told = StringIO()
    call_command("publish", stdout=told)
    assert "as of 2026-04-01" in told.getvalue()
    monkeypatch.setattr(publication, "judge", lambda *_, **__: Verdict(False, ("a broken cell",)))
    with pytest.raises(CommandError, match="a broken cell"):
        call_command("publish", "--as-of", "2026-04-02")
    assert seen().as_of == date(2026, 4, 1)
