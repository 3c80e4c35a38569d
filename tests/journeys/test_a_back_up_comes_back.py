"""A house in use is backed up, and stands again in a new database with everything it knew."""

import hashlib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pyrage
import pytest
from psycopg.conninfo import make_conninfo

from ilm.faces.operator.backup import FRAME, NEVER
from tests.journeys.house import House

ILM = ("-m", "ilm.faces.operator")
CLOSED = ("vault_passed", "vault_grant")  # nothing is passed on to others any more
Held = dict[str, tuple[int, str]]


def held(house: House, database: str) -> Held:
    """Table or sequence → how much it holds, and a digest of all of it."""
    with psycopg.connect(make_conninfo(house.admin, dbname=database)) as server:
        query = "select tablename from pg_tables where schemaname = 'public'"
        found = {}
        for (name,) in server.execute(query).fetchall():
            rows = server.execute(f'select t::text from "{name}" t order by 1').fetchall()
            found[name] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
        query = "select sequencename, coalesce(last_value, 0) from pg_sequences"
        return found | {name: (at, "") for name, at in server.execute(query).fetchall()}


def backed_up(house: House, folder: Path, key: pyrage.x25519.Identity) -> tuple[list[str], Held]:
    """The files, and what the house held then; again where the worker moved something meanwhile."""
    for number in range(9):
        before = held(house, house.database)
        to = ("--to", str(key.to_public()))
        files = house.run(*ILM, "backup", str(folder / str(number)), *to).split()
        if held(house, house.database) == before:
            return files, before
    raise AssertionError("the house is never at rest")


@contextmanager
def elsewhere(house: House) -> Iterator[str]:
    """The name of a database that is not there yet, which our programs use; dropped afterwards."""
    name = f"{house.database}_back"
    house.env["ILM_DATABASE"] = name
    try:
        yield name
    finally:
        house.env["ILM_DATABASE"] = house.database
        with psycopg.connect(house.admin, autocommit=True) as admin:
            admin.execute(f'drop database if exists "{name}" with (force)')


def test_a_house_stands_again_from_its_back_up(house: House, tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(f"{key}\n")
    files, before = backed_up(house, tmp_path, key)
    assert {stat.S_IMODE(Path(file).stat().st_mode) for file in files} == {0o600}
    in_clear = b"".join(Path(file).read_bytes() for file in files)
    assert [email for email in house.accounts().values() if email.encode() in in_clear] == []
    identity = ("--identity", str(tmp_path / "identity"))
    restore = (*ILM, "restore", *files, "--admin", house.admin, *identity)
    with elsewhere(house) as name:
        with pytest.raises(RuntimeError, match="PostgreSQL does not let us in"):
            house.run(*restore)
        house.run(*ILM, "migrate", "--admin", house.admin)
        house.run(*restore)
        with pytest.raises(RuntimeError) as found:  # the demonstration printed no shares
            house.run(*ILM, "check")
        told = [line for line in str(found.value).splitlines() if line.startswith("demo-")]
        assert all("recovery is not set up" in line for line in told)
        assert len(told) == len(str(found.value).strip().splitlines()) - 1
        after = held(house, name)
        changed = {each for each in before if before[each] != after[each]}
        assert changed <= {*NEVER, *FRAME, *CLOSED}
        assert before["vault_passed"][0] == after["vault_passed"][0] > 0
        assert 0 < before["vault_grant"][0] - after["vault_grant"][0] <= after["vault_passed"][0]
        assert {after[each][0] for each in NEVER} == {0}
        assert after["talk_message"][0] > 100
        with pytest.raises(RuntimeError, match="This database is in use"):
            house.run(*restore)
