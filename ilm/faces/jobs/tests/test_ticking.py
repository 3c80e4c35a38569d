"""Once a minute each tick has its turn; one that breaks does not keep the others from theirs."""

import sys
from types import SimpleNamespace

import pytest
from django.db.utils import OperationalError

from ilm.faces.jobs import ticking
from ilm.wall.entering import current_face

pytestmark = pytest.mark.django_db


def test_each_tick_runs_as_the_jobs_and_breaks_alone(monkeypatch) -> None:
    ran = []

    def breaks() -> None:
        raise ValueError

    def works() -> None:
        ran.append(current_face())

    monkeypatch.setitem(sys.modules, "demo_ticks", SimpleNamespace(breaks=breaks, works=works))
    monkeypatch.setattr(ticking, "TICKS", (("demo_ticks", "breaks"), ("demo_ticks", "works")))
    ticking.tick()
    assert ran == ["jobs"]


def test_a_line_that_breaks_is_the_loops_matter(monkeypatch) -> None:
    def breaks() -> None:
        raise OperationalError

    monkeypatch.setitem(sys.modules, "demo_ticks", SimpleNamespace(breaks=breaks))
    monkeypatch.setattr(ticking, "TICKS", (("demo_ticks", "breaks"),))
    with pytest.raises(OperationalError):
        ticking.tick()


def test_every_listed_tick_is_there_and_runs_on_an_empty_house(caplog) -> None:
    ticking.tick()
    assert caplog.records == []
