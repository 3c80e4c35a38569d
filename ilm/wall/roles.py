"""The database logins. Nobody here is superuser, may bypass row security (but the back-up) or make
roles. Made once per cluster by its administrator; `psycopg` only, so it runs before Django."""

from contextlib import suppress
from typing import Any

import psycopg
from psycopg import sql

# No word of anybody may stand in the server's log, nor in what other sessions of the same login see
# of a running statement (pg_stat_activity). Only a superuser can say so, and nobody else unsay it.
QUIET = {
    "track_activities": "off",
    "log_statement": "none",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
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
        for name, _ in _roles():
            _quieten(server, name)
        known = server.execute("select 1 from pg_database where datname = %s", [database])
        if not known.fetchone():
            make = "create database {} owner ilm_owner template template0 encoding 'UTF8'"
            server.execute(sql.SQL(make).format(sql.Identifier(database)))


def _quieten(server: psycopg.Connection[Any], login: str) -> None:
    """An administrator who is no superuser may not; then `ilm check` says what is left to do."""
    known = server.execute("select rolconfig from pg_roles where rolname = %s", [login]).fetchone()
    missing = wanting(known[0] if known else None)
    change = sql.SQL("alter role {} set {} = {}")
    with suppress(psycopg.errors.InsufficientPrivilege):
        for name in missing:
            words = (sql.Identifier(login), sql.Identifier(name), sql.Literal(QUIET[name]))
            server.execute(change.format(*words))


def wanting(config: list[str] | None) -> list[str]:
    """Which of QUIET a login's own settings (`pg_roles.rolconfig`) lack."""
    return sorted(name for name, value in QUIET.items() if f"{name}={value}" not in (config or ()))


def _roles() -> list[tuple[str, str]]:
    plain = [(f"ilm_{login}", "") for login in LOGINS]
    return [("ilm_owner", "createdb"), *plain, ("ilm_backup", "bypassrls")]
