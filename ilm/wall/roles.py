"""The database logins. Nobody here is superuser, may bypass row security (but the back-up) or make
roles. Made once per cluster by its administrator; `psycopg` only, so it runs before Django."""

from typing import Any

import psycopg
from psycopg import sql

LOGINS = ("door", "desk", "partner", "public", "intake", "parse", "jobs", "sender")


def ensure(admin: dict[str, Any], database: str) -> None:
    """Make the logins and the database if they are missing. `admin`: psycopg connect arguments."""
    with psycopg.connect(**admin, autocommit=True) as server:
        present = {r[0] for r in server.execute("select rolname from pg_roles").fetchall()}
        for name, more in _roles():
            if name not in present:
                server.execute(
                    sql.SQL(f"create role {{}} login {more}").format(sql.Identifier(name))
                )
        for login in LOGINS:  # fast tests step down from the owner with SET LOCAL ROLE
            server.execute(sql.SQL("grant {} to ilm_owner").format(sql.Identifier(f"ilm_{login}")))
        known = server.execute("select 1 from pg_database where datname = %s", [database])
        if not known.fetchone():
            make = "create database {} owner ilm_owner template template0 encoding 'UTF8'"
            server.execute(sql.SQL(make).format(sql.Identifier(database)))


def _roles() -> list[tuple[str, str]]:
    plain = [(f"ilm_{login}", "") for login in LOGINS]
    return [("ilm_owner", "createdb"), *plain, ("ilm_backup", "bypassrls")]
