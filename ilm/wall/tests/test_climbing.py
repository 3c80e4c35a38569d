"""No login climbs (W3), no function of the owner's takes a caller's table for its own (W6), and SQL
that somebody plants in a portal stays in its organisation (W10)."""

from collections.abc import Iterator

import psycopg
import pytest

from ilm.parties.tests import make
from ilm.wall import checking
from ilm.wall.entering import ask, entering, signed, tell
from ilm.wall.faces import LOGINS
from ilm.wall.lines import place

pytestmark = pytest.mark.django_db
CLIMBS = {
    "another role": "set role postgres",
    "the owner": "set session authorization ilm_owner",
    "replication": "set session_replication_role = replica",
    "a table": "create table public.mine (id int)",
    "a schema": "create schema mine",
    "a temporary table": "create temp table parties_member (id int)",
    "a function": "create function public.mine() returns int language sql as 'select 1'",
    "the wall's keys": "select * from wall.key",
    "row security": "alter table cases_case disable row level security",
    "a policy": "drop policy owner on cases_case",
    "a trigger": "alter table ledger_entry disable trigger all",
    "a role": "create role mine superuser",
    "a file": "copy cases_case to '/tmp/never'",
    "a program": "copy cases_case to program 'cat'",
    "a file to read": "select pg_read_file('/etc/passwd')",
    "a setting": "alter system set log_statement = 'all'",
    "emptying": "truncate ledger_entry",
    "others' statements": "select pg_terminate_backend(0), pg_ls_dir('.')",
}


@pytest.fixture(scope="module")
def lines(django_db_setup) -> Iterator[dict[str, psycopg.Connection]]:
    """Each login in its own name, not the owner who steps down: nothing to step up to again."""
    held = {
        login: psycopg.connect(**place("owner") | {"user": f"ilm_{login}"}, autocommit=True)
        for login in LOGINS
    }
    yield held
    for line in held.values():
        line.close()


@pytest.mark.parametrize("climb", CLIMBS)
@pytest.mark.parametrize("login", LOGINS)
def test_no_login_climbs(login: str, climb: str, lines) -> None:
    line = lines[login]
    assert line.execute("select session_user::text").fetchone() == (f"ilm_{login}",)
    with pytest.raises(psycopg.Error) as found:
        line.execute(CLIMBS[climb])
    assert found.value.sqlstate in ("42501", "42704"), found.value  # no right, or no such role


def test_each_function_that_runs_as_its_owner_looks_in_temporary_tables_last() -> None:
    sql = """select p.oid::regprocedure::text, p.proconfig from pg_proc p
              join pg_namespace n on n.oid = p.pronamespace
             where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')"""
    with entering("owner"):
        found = ask(sql)
    assert len(found) > 20
    for name, config in found:
        paths = [one for one in config or () if one.startswith("search_path=")]
        assert paths == ["search_path=pg_catalog, pg_temp"], name


def test_one_that_does_not_is_named() -> None:
    with entering("owner"):
        tell("""create function wall.loose() returns int language sql security definer
                set search_path = pg_catalog, public as 'select 1'""")
    assert [one for one in checking.problems() if "wall.loose" in one]


PLANTED = (
    "select count(*) from parties_member where org_id <> '{mine}'",
    "select count(*) from parties_member m where exists (select 1 from parties_member o where"
    " o.org_id <> '{mine}')",
    "with all_of_it as (select * from parties_member) select count(*) from all_of_it"
    " where org_id <> '{mine}'",
    "select count(*) from (select set_config('ilm.context', '{forged}', true)) s, parties_member"
    " where org_id <> '{mine}'",
)


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_sql_stays_in_its_organisation(planted: str) -> None:
    """As if a page had glued somebody's words into a statement: they are run as they stand."""
    mine, theirs = make.actor(), make.actor()
    stolen = signed("respondent", theirs.user_id)
    for forged in ("", stolen, f"desk|{theirs.user_id}|9999999999|{'0' * 64}"):
        with entering("desk", mine.user_id):
            assert ask("select count(*) > 0 from parties_member") == [(True,)]
            assert ask(planted.format(mine=mine.org_id, forged=forged)) == [(0,)]
    with entering("owner"):
        assert ask("select count(*) > 0 from parties_member where org_id = %s", [theirs.org_id])
