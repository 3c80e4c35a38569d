"""Where the database and `grants` disagree, and which settings are unsafe: one sentence each."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connections

from ilm.wall.apply import WORDS, coded_columns
from ilm.wall.faces import LOGINS
from ilm.wall.grants import AT_THE_DOOR, FUNCTIONS, TABLES

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
    return rights


def actual() -> set[Right]:
    """Every right the catalog of the database shows on tables of ours."""
    ours = {table.name for table in TABLES}
    with connections["owner"].cursor() as cursor:
        cursor.execute(_ACTUAL, [list(LOGINS), list(PRIVILEGES)])
        rows = cursor.fetchall()
    foreign = {r[1] for r in rows} - ours - set(AT_THE_DOOR)
    strays = {f for f in foreign if not f.startswith("procrastinate_")}
    return {(a, b, c, d) for a, b, c, d in rows if b in ours or b in strays}


def problems() -> Iterator[str]:
    """One sentence per disagreement; none when the wall stands."""
    wanted, found = expected(), actual()
    for login, table, column, word in sorted(found - wanted):
        yield f"ilm_{login} may {word} {table}.{column}, which no line of grants allows."
    for login, table, column, word in sorted(wanted - found):
        yield f"ilm_{login} may not {word} {table}.{column}, which grants allows."
    yield from _open_tables()
    yield from _loose_functions()


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


def _loose_functions() -> Iterator[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select p.oid::regprocedure::text, p.prosecdef, p.proconfig::text, l.login"
            " from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'wall'"
            " left join unnest(%s::text[]) as l(login)"
            " on has_function_privilege('ilm_' || l.login, p.oid, 'EXECUTE')",
            [list(LOGINS)],
        )
        for function, is_definer, config, login in cursor.fetchall():
            if is_definer and "pg_temp" not in (config or ""):
                yield f"{function} runs as its owner without a fixed search_path."
            allowed = FUNCTIONS.get(function.replace(" ", ""), ())
            if login and login not in allowed:
                yield f"ilm_{login} may call {function}, which no line of grants allows."


def unsafe_settings() -> Iterator[str]:
    """What a deployment must not go out with."""
    if not settings.IS_TLS:
        yield "ILM_URL does not begin with https://: words would travel in clear."
    if settings.DEVELOPMENT:
        yield "ILM_DEV is set: this is a development machine's setting."
    if not settings.SECOND_FACTOR_REQUIRED:
        yield "SECOND_FACTOR_REQUIRED is off: a password alone opens the desk."
    if settings.DEBUG:
        yield "DEBUG is on: error pages would show what was in memory."
    if "*" in settings.ALLOWED_HOSTS:
        yield "ILM_HOSTS allows every host name."
    for name in ("PEPPER", "INDEX_KEY", "CHANNEL_KEY"):
        if len(getattr(settings, name)) != 32:
            yield f"The deployment key for {name} is missing: run `ilm up` once, or make its file."
    if settings.KEYS.exists() and settings.KEYS.stat().st_mode & 0o077:
        yield "The folder of the deployment's keys can be read by other users."
