"""Migrating, checking and running, as the operator's verbs ask for them."""

import os
import signal
import threading
import time

import psycopg
import pytest

from ilm.faces.operator import acts, inspection
from ilm.kit.errors import Refused
from ilm.parties.tests import make as parties
from ilm.talk.accounts import close_account
from ilm.talk.tests import make
from ilm.vault import deployment
from ilm.wall import apply
from ilm.wall.entering import entering, tell

WAIT = ("timeit", "-n1", "-r1", "import time; time.sleep(60)")
END = ("timeit", "-n1", "-r1", "pass")


@pytest.fixture
def admin(django_db_setup, settings) -> str:
    return f"host={settings.PGHOST} user=postgres dbname=postgres"


@pytest.fixture
def called(monkeypatch) -> list[tuple[str, ...]]:
    """What the act asked Django for."""
    words: list[tuple[str, ...]] = []
    monkeypatch.setattr(acts, "call_command", lambda *asked, **_: words.append(asked))
    return words


def test_without_the_keys_of_the_wall_nothing_is_migrated(settings, called) -> None:
    settings.WALL_KEYS = {"desk": b"k" * 32, "buyer": b""}
    with pytest.raises(Refused, match="Run `ilm keys` first"):
        acts.migrate(admin=None, passwords=None)
    with pytest.raises(Refused, match="Keys of the wall are missing"):
        apply.apply()
    assert called == []


def test_an_old_server_is_refused_before_anything_is_made(admin, called, monkeypatch) -> None:
    monkeypatch.setattr(acts, "OLDEST", 99)
    with pytest.raises(Refused, match="PostgreSQL 99 or newer is needed"):
        acts.migrate(admin=admin, passwords=None)
    assert called == []


def test_logins_get_the_passwords_of_the_file_and_nobody_else(admin, called, tmp_path) -> None:
    words = "localhost:5432:*:ilm_public:a long word\nlocalhost:5432:*:postgres:not this one\n"
    (tmp_path / "pgpass").write_text(words)
    query = "select coalesce(rolpassword, '') from pg_authid where rolname = %s"
    with psycopg.connect(admin, autocommit=True) as server:
        try:
            acts.migrate(admin=admin, passwords=tmp_path / "pgpass")
            kept = [
                server.execute(query, [name]).fetchone()[0] for name in ("ilm_public", "postgres")
            ]
        finally:
            server.execute("alter role ilm_public password null")
    assert kept[0].startswith("SCRAM-SHA-256$")
    assert "a long word" not in kept[0]
    assert kept[1] == ""
    assert called == [("migrate",), ("wall_apply",)]


@pytest.fixture
def sound(settings, tmp_path) -> None:
    """Keys as `ilm keys` makes them."""
    deployment.ensure(tmp_path / "keys")
    settings.KEYS = tmp_path / "keys"


@pytest.mark.django_db
def test_a_sound_house_has_nothing_to_say_and_a_broken_one_all_of_it(sound, monkeypatch) -> None:
    monkeypatch.setattr(inspection, "lets_in", lambda login: True)
    assert acts.check(deploy=False) == []
    with entering("owner"):
        tell("grant select on cases_case to ilm_public")
        tell("revoke select on cases_case from ilm_desk")
    told = acts.check(deploy=False)
    assert "ilm_public may SELECT cases_case.ref, which no line of grants allows." in told
    assert "ilm_desk may not SELECT cases_case.ref, which grants allows." in told
    assert set(told) < set(acts.check(deploy=True))


def test_a_loop_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="invalid choice: 'pars'"):
        acts.work(only="pars")


def test_a_worker_runs_the_loops_it_is_asked_for(called) -> None:
    acts.work()
    acts.work(only="parse")
    assert called == [("worker",), ("worker", "--only", "parse")]


@pytest.fixture
def programs(monkeypatch, settings, tmp_path) -> dict[str, tuple[str, ...]]:
    """Two programs in place of web and worker; signals are put back afterwards."""
    settings.STATIC_ROOT = tmp_path / "static"
    two = {"web server": WAIT, "worker": WAIT}
    monkeypatch.setattr(acts, "programs", lambda port: two)
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    yield two
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def ended(monkeypatch) -> list[int | None]:
    """How each child of `run` has ended, in order."""
    made, start = [], acts.subprocess.Popen
    monkeypatch.setattr(acts.subprocess, "Popen", lambda *a: made.append(start(*a)) or made[-1])
    return made


def test_where_one_ends_by_itself_the_other_is_ended_and_it_is_said(programs, monkeypatch) -> None:
    programs["worker"] = END
    children = ended(monkeypatch)
    with pytest.raises(Refused, match="The worker ended by itself"):
        acts.run(port=1)
    assert [child.poll() for child in children] == [-signal.SIGTERM, 0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_whoever_says_stop_ends_both_and_nothing_is_wrong(programs, monkeypatch, number) -> None:
    children = ended(monkeypatch)
    threading.Timer(0.5, os.kill, (os.getpid(), number)).start()
    began = time.monotonic()
    acts.run(port=1)
    assert [child.poll() for child in children] == [-signal.SIGTERM] * 2
    assert time.monotonic() - began < 30


def test_a_hotline_is_answered_begun_again_where_it_falls_and_ended_with_the_others(
    programs, monkeypatch
) -> None:
    monkeypatch.setattr(acts, "has_line", lambda: True)
    monkeypatch.setattr(acts, "MAIL_LOOK", 1)
    monkeypatch.setattr(acts, "VOICE", END)
    children = ended(monkeypatch)
    threading.Timer(3, os.kill, (os.getpid(), signal.SIGTERM)).start()
    acts.run(port=1)
    web, worker, *lines = children
    assert [child.poll() for child in (web, worker)] == [-signal.SIGTERM] * 2
    assert len(lines) > 1
    assert all(child.poll() is not None for child in lines)


@pytest.mark.django_db
def test_a_gateway_that_is_set_up_answers_for_an_open_account_alone(tmp_path, settings) -> None:
    settings.VOICE = tmp_path / "voice.toml"
    desk = parties.desk()
    account = make.account(desk, "voice")
    assert not acts.has_line()  # at Twilio, or set up on another machine
    settings.VOICE.write_text("")
    assert acts.has_line()
    with entering("desk", desk.supervisor.user_id):
        close_account(account, by=desk.supervisor)
    assert not acts.has_line()


def test_what_runs_is_the_web_server_at_the_port_and_the_worker() -> None:
    web, worker = acts.programs(8104).values()
    assert web[:4] == ("uvicorn", "ilm.asgi:application", "--port", "8104")
    assert worker == ("ilm.faces.operator", "worker")
