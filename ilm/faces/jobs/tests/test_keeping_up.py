"""A loop that broke begins again, whatever broke it, and never waits for a pool."""

import threading

import pytest
from django.conf import settings
from django.db.utils import OperationalError

from ilm.faces.jobs import running
from ilm.wall.faces import FACES
from ilm.wall.lines import place


@pytest.mark.parametrize("hangs_up", [True, False])
def test_a_loop_that_broke_begins_again(monkeypatch, hangs_up: bool) -> None:
    stop, rounds, hung_up = threading.Event(), [], []

    def loop(stop: threading.Event) -> None:
        rounds.append(1)
        if len(rounds) == 3:
            stop.set()
            return
        raise OperationalError("the server went away")

    def hang_up() -> None:
        hung_up.append(1)
        if not hangs_up and len(hung_up) < 3:
            raise OperationalError("not even that")

    monkeypatch.setattr(running, "hang_up", hang_up)
    monkeypatch.setattr(running, "LOOK", 0.01)
    running._kept_up("parse", loop, stop)
    assert (len(rounds), len(hung_up)) == (3, 3)


def test_the_loops_share_no_pool_and_notice_a_lost_server() -> None:
    assert not settings.POOLED & {FACES[face].login for face in ("parse", "jobs", "sender")}
    assert {FACES[face].login for face in ("desk", "worker", "public", "buyer")} <= settings.POOLED
    line = place("parse")
    assert line["user"] == "ilm_parse"
    assert 0 < line["connect_timeout"] <= 10
