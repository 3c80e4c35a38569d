"""A label tells a burst for an hour, and leads back to nobody."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import RequestFactory

from ilm.faces import forgetting, labels
from ilm.faces.labels import HOUR, KEY, SIZE, forget, hourly, network, this_hour
from ilm.kit import clock
from ilm.wall.entering import ask, entering


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path):
    settings.FLEETING = tmp_path / "fleeting"
    labels._held.clear()
    yield settings.FLEETING
    labels._held.clear()


def in_an_hour():
    return clock.now() + timedelta(hours=1)


def test_whoever_shares_a_network_shares_a_label_and_nobody_else_does() -> None:
    assert hourly("203.0.113.7") == hourly("203.0.113.250") == hourly("::ffff:203.0.113.9")
    assert hourly("203.0.113.7") != hourly("203.0.114.7")
    assert hourly("2001:db8:1:2::3") == hourly("2001:db8:1:ffff::9") != hourly("2001:db8:2::3")
    assert len(hourly("203.0.113.7")) == SIZE
    assert [network(a) for a in ("", "unix:", "1.2.3")] == ["", "", ""]
    assert len(hourly("")) == SIZE


def test_the_key_is_shared_by_processes_of_one_user_alone(folder: Path) -> None:
    one = hourly("203.0.113.7")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "hour").stat().st_mode) == 0o600
    labels._held.clear()  # as another process would begin
    assert hourly("203.0.113.7") == one
    assert b"203.0.113" not in (folder / "hour").read_bytes()


def test_the_next_hour_knows_nothing_of_this_one(folder: Path) -> None:
    before, key = hourly("203.0.113.7"), (folder / "hour").read_bytes()[SIZE:]
    with time_machine.travel(in_an_hour(), tick=False):
        assert hourly("203.0.113.7") != before
        left = (folder / "hour").read_bytes()
    assert len(left) == SIZE + KEY
    assert key not in left
    assert list(folder.iterdir()) == [folder / "hour"]


def test_the_key_goes_where_nobody_comes_any_more(folder: Path) -> None:
    hour = this_hour()
    before = hourly("203.0.113.7")
    forget(hour - 1)
    assert hourly("203.0.113.7") == before
    forget(hour)
    assert (folder / "hour").read_bytes() == bytes(SIZE + KEY)
    assert hourly("203.0.113.7") != before


def test_a_key_outlives_no_process_that_was_stopped_before_its_hour_was_over(folder: Path) -> None:
    hourly("203.0.113.7")
    labels.drop_old_key()
    kept = (folder / "hour").read_bytes()
    assert kept[SIZE:] != bytes(KEY)
    with time_machine.travel(clock.now() + timedelta(hours=1)):  # nobody asked for a label since
        labels.drop_old_key()
    assert (folder / "hour").read_bytes() == bytes(SIZE + KEY)


def test_where_there_is_no_key_none_is_made(folder: Path) -> None:
    labels.drop_old_key()
    assert not folder.exists()


def test_a_timer_is_set_for_the_end_of_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(
        labels.threading, "Timer", lambda *a: asked.append(a) or type("T", (), {"start": print})()
    )
    hourly("203.0.113.7")
    [(seconds, act, [hour])] = asked
    assert (act, hour) == (forget, this_hour())
    assert 1 <= seconds <= HOUR + 1


def test_a_folder_of_somebody_else_is_not_used(folder: Path) -> None:
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    assert len(hourly("203.0.113.7")) == SIZE
    assert list(folder.iterdir()) == []


def test_without_a_folder_each_process_counts_for_itself(settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    settings.FLEETING = tmp_path / "file" / "below"
    assert hourly("203.0.113.7") == hourly("203.0.113.8")


def test_the_proxy_is_believed_where_it_is_ours_and_for_its_own_word_alone(settings) -> None:
    meta = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.7"}
    assert forgetting.sender(meta) == "127.0.0.1"
    settings.IS_PROXIED = True
    assert forgetting.sender(meta) == "203.0.113.7"
    assert forgetting.sender({"REMOTE_ADDR": "127.0.0.1"}) == "127.0.0.1"


def test_the_gate_leaves_a_label_on_the_workers_pages_and_no_address_anywhere() -> None:
    for path, has_label in (("/w/report/", True), ("/desk/", False)):
        request = RequestFactory().get(path, REMOTE_ADDR="203.0.113.7")
        forgetting.Forgetting(lambda r: r)(request)
        assert hasattr(request, "label") is has_label
        assert "203.0.113" not in repr(vars(request))


@pytest.mark.django_db
def test_counts_of_hours_that_are_over_go() -> None:
    with entering("owner"):
        for hour in (this_hour() - 1, this_hour()):
            ask("select wall.heat('report', %s, %s, true)", [os.urandom(8), hour])
        before = ask("select hour from wall.arrival where hour >= %s", [this_hour() - 1])
    with entering("jobs"):
        labels.drop_counts()
    with entering("owner"):
        left = {hour for (hour,) in ask("select hour from wall.arrival")}
    assert {hour for (hour,) in before} == {this_hour() - 1, this_hour()}
    assert this_hour() - 1 not in left


@pytest.mark.django_db
def test_of_one_network_no_more_is_kept_than_is_needed_to_tell_a_burst() -> None:
    heat = "select * from wall.heat('report', %s, %s, true)"
    with entering("worker"):
        [(_none, before)] = ask(heat, [b"a neighbour", this_hour()])
        for _ in range(3):
            sql = "select wall.heat('report', %s, %s, true) from generate_series(1, 300)"
            ask(sql, [b"one flood", this_hour()])
        [(of_label, of_all)] = ask(heat, [b"a neighbour", this_hour()])
    assert (of_label, of_all - before) == (1, 541)


@pytest.mark.django_db
def test_no_login_reads_what_was_counted() -> None:
    from ilm.wall.faces import LOGINS

    with entering("owner"):
        for login in (*LOGINS, "backup"):
            for word in ("select", "insert", "update", "delete"):
                [(may,)] = ask(
                    "select has_table_privilege(%s, 'wall.arrival', %s)", [f"ilm_{login}", word]
                )
                assert not may, (login, word)
        [(kind,)] = ask("select relpersistence::text from pg_class where relname = 'arrival'")
    assert kind == "u"
