"""Where the database and `grants` disagree, and which settings are unsafe: one sentence each."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connections

from ilm.wall import roles
from ilm.wall.apply import WORDS, coded_columns
from ilm.wall.faces import LOGINS
from ilm.wall.functions import FUNCTIONS
from ilm.wall.grants import TABLES
from ilm.wall.tables import AT_THE_DOOR

PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE")
Right = tuple[str, str, str, str]  # login, table, column, privilege

_ACTUAL = """
select l.login, c.relname::text, a.attname::text, p.word
  from unnest(%s::text[]) as l(login)
 cross join unnest(%s::text[]) as p(word)
  join pg_class c on c.relkind in ('r', 'v', 'm', 'p')
  join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where case when p.word = 'DELETE' then has_table_privilege('ilm_' || l.login, c.oid, 'DELETE')
            else has_column_privilege('ilm_' || l.login, c.oid, a.attnum, p.word) end
"""


def expected() -> set[Right]:
    """Every right that `grants` gives, column by column."""
    rights: set[Right] = set()
    for table in TABLES:
        [model] = [m for m in apps.get_models() if m._meta.db_table == table.name]
        everything = [str(f.column) for f in model._meta.concrete_fields]
        for login, words in table.rights.items():
            for word in words.split():
                kind, _, named = word.partition(":")
                columns = named.split(",") if named else everything
                columns = coded_columns(table.name) if kind == "sc" else columns
                rights |= {(login, table.name, c, WORDS[kind].upper()) for c in columns}
    return rights | _of_libraries()


def _of_libraries() -> set[Right]:
    """Tables of third-party apps belong to the door, which may do everything with their rows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select attrelid::regclass::text, attname::text from pg_attribute"
            " where attrelid = any (%s::regclass[]) and attnum > 0 and not attisdropped",
            [list(AT_THE_DOOR)],
        )
        rows = cursor.fetchall()
    return {("door", table, column, p) for table, column in rows for p in PRIVILEGES}


def actual() -> set[Right]:
    """Every right the catalog of the database shows, whosever the table is."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_ACTUAL, [list(LOGINS), list(PRIVILEGES)])
        return set(cursor.fetchall())


def problems() -> Iterator[str]:
    """One sentence per disagreement; none when the wall stands."""
    wanted, found = expected(), actual()
    for login, table, column, word in sorted(found - wanted):
        yield f"ilm_{login} may {word} {table}.{column}, which no line of grants allows."
    for login, table, column, word in sorted(wanted - found):
        yield f"ilm_{login} may not {word} {table}.{column}, which grants allows."
    yield from _open_tables()
    yield from _loose_functions()
    yield from _loud_logins()


def _open_tables() -> Iterator[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select relname::text from pg_class where relname = any(%s)"
            " and not (relrowsecurity and relforcerowsecurity)",
            [[t.name for t in TABLES]],
        )
        for (name,) in cursor.fetchall():
            yield f"Row-level security is not forced on {name}."
    ours = {m._meta.db_table for m in apps.get_models() if m.__module__.startswith("ilm.")}
    for name in sorted(ours - {t.name for t in TABLES} - set(AT_THE_DOOR)):
        yield f"The table {name} has no line in grants."


def _loud_logins() -> Iterator[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("select rolname::text, rolconfig from pg_roles where rolname like 'ilm\\_%'")
        rows = cursor.fetchall()
    for login, config in sorted(rows):
        if login.removeprefix("ilm_") in LOGINS and (missing := roles.wanting(config)):
            wanted = " ".join(f"set {name} = {roles.QUIET[name]};" for name in missing)
            yield f"{login} may leave words in the server's log. As superuser, alter role: {wanted}"


def _loose_functions() -> Iterator[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select p.oid::regprocedure::text, p.prosecdef, p.proconfig::text,"
            " array(select l from unnest(%s::text[]) as l"
            " where has_function_privilege('ilm_' || l, p.oid, 'EXECUTE'))"
            " from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'wall'",
            [list(LOGINS)],
        )
        rows = cursor.fetchall()
    found: dict[str, set[str]] = {}
    for function, is_definer, config, logins in rows:
        found[function.replace(" ", "")] = set(logins)
        if is_definer and "pg_temp" not in (config or ""):
            yield f"{function} runs as its owner without a fixed search_path."
    wanted = {function.replace(" ", ""): set(logins) for function, logins in FUNCTIONS.items()}
    for function in sorted(found.keys() | wanted.keys()):
        has, should = found.get(function, set()), wanted.get(function, set())
        for login in sorted(has - should):
            yield f"ilm_{login} may call {function}, which no line of grants allows."
        for login in sorted(should - has):
            yield f"ilm_{login} may not call {function}, which grants allows."


def unsafe_settings() -> Iterator[str]:
    """What a deployment must not go out with."""
    for is_wrong, why in (
        (not settings.IS_TLS, "ILM_URL does not begin with https://: words would travel in clear."),
        (settings.DEVELOPMENT, "ILM_DEV is set: this is a development machine's setting."),
        (
            not settings.SECOND_FACTOR_REQUIRED,
            "SECOND_FACTOR_REQUIRED is off: a password alone opens the desk.",
        ),
        (settings.DEBUG, "DEBUG is on: error pages would show what was in memory."),
        ("*" in settings.ALLOWED_HOSTS, "ILM_HOSTS allows every host name."),
    ):
        if is_wrong:
            yield why
    for name in ("PEPPER", "INDEX_KEY", "CHANNEL_KEY"):
        if len(getattr(settings, name)) != 32:
            yield f"The deployment key for {name} is missing. Run `ilm keys`."
    if settings.KEYS.exists() and settings.KEYS.stat().st_mode & 0o077:
        yield "The folder of the deployment's keys can be read by other users."
