"""Whether the database grants what `ilm.wall.grants` says, no more and no less."""

from collections.abc import Iterator

from ilm.wall.apply import privilege
from ilm.wall.entering import ask, entering
from ilm.wall.faces import LOGINS
from ilm.wall.grants import AT_THE_DOOR, FUNCTIONS, TABLES

QUEUES = ("jobs", "workers", "events", "periodic_defers")  # procrastinate's, for ilm_jobs
EVERYTHING = ("select", "insert", "update", "delete")
SAFE_PATH = "search_path=pg_catalog, pg_temp"

GRANTED = """
select coalesce(r.rolname, 'public'), lower(a.privilege_type), c.relname, ''
  from pg_class c cross join aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
union all
select coalesce(r.rolname, 'public'), lower(a.privilege_type), c.relname, t.attname
  from pg_attribute t join pg_class c on c.oid = t.attrelid cross join aclexplode(t.attacl) a
  left join pg_roles r on r.oid = a.grantee
 where c.relnamespace = 'public'::regnamespace
"""
CALLABLE = """
select coalesce(r.rolname, 'public'), p.oid::regprocedure::text
  from pg_proc p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  left join pg_roles r on r.oid = a.grantee
 where p.pronamespace = 'wall'::regnamespace and a.grantee <> p.proowner
"""
DEFINERS = """
select p.oid::regprocedure::text, coalesce(array_to_string(p.proconfig, ';'), '') from pg_proc p
 where p.prosecdef and p.pronamespace in ('wall'::regnamespace, 'public'::regnamespace)
"""
OPEN = """
select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
   and not (c.relrowsecurity and c.relforcerowsecurity)
   and (c.relname = any (%s) or exists (
       select from pg_attribute where attrelid = c.oid and attname = 'org_id'))
"""
POLICIES = "select tablename, policyname from pg_policies where schemaname = 'public'"


def differences() -> list[str]:
    """One sentence for each thing that the database does otherwise; none where all is well."""
    with entering("owner"):
        return sorted({*_grants(), *_functions(), *_rows()})


def _grants() -> Iterator[str]:
    watched = {f"ilm_{login}" for login in LOGINS} | {"public"}
    rows = [row for row in ask(GRANTED) if row[0] in watched]
    has = {f"{who} {act} {table} {column}".strip() for who, act, table, column in rows}
    should = set(_expected())
    yield from (f"The database lacks the right: {right}." for right in should - has)
    yield from (f"The database grants too much: {right}." for right in has - should)


def _expected() -> Iterator[str]:
    for table in TABLES:
        for login, rights in table.rights.items():
            for word in rights.split():
                act, _, columns = privilege(table.name, word).partition(" (")
                for column in columns.rstrip(")").split(","):
                    yield f"ilm_{login} {act} {table.name} {column}".strip()
    for name in AT_THE_DOOR:
        yield from (f"ilm_door {act} {name}" for act in EVERYTHING)
    for queue in QUEUES:
        yield from (f"ilm_jobs {act} procrastinate_{queue}" for act in EVERYTHING)


def _functions() -> Iterator[str]:
    should = {(f"ilm_{login}", name) for name, logins in FUNCTIONS.items() for login in logins}
    has = set(ask(CALLABLE))
    yield from (f"{who} may not call {name}, and should." for who, name in should - has)
    yield from (f"{who} may call {name}, and should not." for who, name in has - should)
    for name, settings in ask(DEFINERS):
        if SAFE_PATH not in settings:
            yield f"{name} runs as its owner on an unsafe search_path."


def _rows() -> Iterator[str]:
    names = [table.name for table in TABLES]
    for (name,) in ask(OPEN, [names]):
        yield f"{name} holds rows of an organisation without row-level security."
    should = {(table.name, login) for table in TABLES for login in ("owner", *table.rights)}
    has = set(ask(POLICIES))
    yield from (f"{name} lacks its policy for {login}." for name, login in should - has)
    yield from (f"{name} has a policy of its own: {login}." for name, login in has - should)
