import os
import shutil
import stat

import pytest

from ilm.wall import embedded


@pytest.fixture
def cluster(tmp_path):
    postgres = embedded.Postgres(tmp_path / "pg", fast=True)
    yield postgres
    postgres.stop()
    for trace in (postgres.data, postgres.socket):
        shutil.rmtree(trace, ignore_errors=True)


def test_it_starts_once_and_stops(cluster):
    assert cluster.start() is True
    assert cluster.running()
    assert cluster.start() is False
    cluster.stop()
    assert not cluster.running()


def test_nobody_else_reaches_its_socket(cluster):
    cluster.start()
    assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
    assert len(bytes(cluster.socket)) < embedded.LONGEST_SOCKET


def test_a_killed_server_does_not_keep_the_next_from_starting(cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    assert cluster.start() is True


def test_without_binaries_it_says_so(monkeypatch):
    monkeypatch.setattr(embedded, "_candidates", lambda: iter(()))
    with pytest.raises(embedded.Unavailable, match="No PostgreSQL found"):
        embedded.find_binaries()


def test_whoever_lets_go_last_stops_it(cluster, tmp_path):
    again = embedded.Postgres(tmp_path / "pg", fast=True)
    with cluster.held():
        with again.held():
            assert cluster.running()
        assert cluster.running()
    assert not cluster.running()


def test_it_is_let_go_where_the_work_breaks(cluster):
    with pytest.raises(KeyError), cluster.held():
        raise KeyError
    assert not cluster.running()
