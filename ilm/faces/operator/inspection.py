"""What an installation gets wrong, as sentences for whoever can put it right."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from ilm.wall.entering import ask, entering, lets_in
from ilm.wall.grants import TABLES
from ilm.wall.tables import Table

ONION = re.compile(r"[a-z2-7]{56}\.onion")


def keys() -> Iterator[str]:
    """Deployment keys that are missing, or that more than their owner may read."""
    folder = Path(settings.KEYS)
    if not folder.is_dir():
        yield f"There are no deployment keys in {folder}. Run `ilm keys`."
        return
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        if stat.S_IMODE(file.stat().st_mode) & 0o377 and "public" not in file.name:
            yield f"The key {file.name} may be read or changed by others. Run chmod 400 {file}."
    for face, key in settings.WALL_KEYS.items():
        if not key:
            yield f"The key wall-{face} is missing: that face sees nothing. Run `ilm keys`."


def server() -> Iterator[str]:
    """What the database server does that the house does not hold on."""
    query = "select datctype, datlocprovider from pg_database where datname = current_database()"
    with entering("owner"):
        ((kind, provider),) = ask(query)
        ((stamps,),) = ask("select current_setting('track_commit_timestamp')")
        ((superuser,),) = ask("select rolsuper from pg_roles where rolname = current_user")
    if provider == "c" and not kind.upper().replace("-", "").endswith("UTF8"):
        yield f"The database's LC_CTYPE is {kind}: Burmese is not found in it. Use C.UTF-8."
    if stamps == "on":
        yield "track_commit_timestamp is on: it tells when something was said. Turn it off."
    if superuser:
        yield "ilm_owner is a superuser: no wall holds against it. Take that away."


def deliveries() -> Iterator[str]:
    """Requests of providers that are kept, sealed, because they could not be read whole."""
    query = (
        "select channel, failed_because, count(*) from talk_delivery where failed_because <> ''"
        " group by 1, 2 order by 1, 2"
    )
    with entering("owner"):
        for channel, why, count in ask(query):
            yield f"{count} of what {channel} delivered waits, not read whole ({why})."


def paused() -> Iterator[str]:
    """Open accounts by which nothing goes out until somebody resumes them."""
    query = (
        "select a.channel, a.name, a.paused_because, count(p.id) from talk_channelaccount a"
        " left join talk_part p on p.account_id = a.id"
        " and p.status in ('queued', 'waiting', 'held')"
        " where a.is_open and a.paused_because <> '' group by 1, 2, 3 order by 1, 2"
    )
    with entering("owner"):
        for channel, name, why, waiting in ask(query):
            yield (
                f"{channel} {name} is paused ({why.rstrip('.')}): {waiting} to workers wait."
                " Resume it at the desk, Channels."
            )


def policies() -> Iterator[str]:
    """Tables whose policies are not those of the table of grants, no more and no less."""
    should = {(table.name, login) for table in TABLES for login in ("owner", *table.rights)}
    with entering("owner"):
        has = set(ask("select tablename, policyname from pg_policies where schemaname = 'public'"))
    yield from (f"{name} lacks its policy for {login}." for name, login in sorted(should - has))
    yield from (f"{name} has a stray policy, {login}." for name, login in sorted(has - should))
    for table in TABLES:
        yield from _other_rows(table)


def _other_rows(table: Table) -> Iterator[str]:
    """Whether each policy of a table reads and writes the rows of its line: both are put on an
    empty table of the same columns, and the database's own words for them are compared."""
    said = (
        "select policyname, qual, with_check from pg_policies"
        " where tablename = %s and policyname = any (%s)"
    )
    logins = list(table.rights)
    with entering("owner"):
        found = ask(f"{said} and schemaname = 'public'", [table.name, logins])
        ask(f"create temp table probe (like public.{table.name})")
        for login in logins:
            ask(
                f"create policy {login} on probe using ({table.rows_for(login)})"
                f" with check ({table.writes_for(login)})"
            )
        wanted = ask(f"{said} and schemaname like 'pg\\_temp%%'", ["probe", logins])
        ask("drop table probe")
    differing = {row[0] for row in {*found} - {*wanted}}
    yield from (f"The policy {n} on {table.name} is not that of grants." for n in sorted(differing))


def deployment() -> Iterator[str]:
    """What is right on a developer's machine alone, beside `wall.checking.unsafe_settings`."""
    if "localhost" in settings.ALLOWED_HOSTS:
        yield "ILM_HOSTS still names localhost. Name the hosts that people use."
    if settings.IS_TLS and not settings.IS_PROXIED:
        yield (
            "ILM_PROXIED is not set: behind the proxy everybody seems to come from one place, and"
            " one flood slows all. Set it to 1 where the proxy alone writes X-Forwarded-For."
        )
    if settings.ONION and not ONION.fullmatch(settings.ONION):
        yield "ILM_ONION is no name of an onion service: 56 letters and digits, then .onion."
    if not lies_in_memory(Path(settings.FLEETING)):
        yield f"{settings.FLEETING} is no tmpfs: a key of the hour would stay on a disk."
    held = [login for login in settings.DATABASES if login not in ("default", "owner")]
    if sum(lets_in(login) for login in held) > 1:
        yield "This system user may log in as several faces. Run each face as a user of its own."


def lies_in_memory(folder: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether the folder, or where it would be made, is on a file system of memory alone."""
    if not mounts.exists():
        return False
    lines = [line.split() for line in mounts.read_text().splitlines()]
    kinds = {Path(line[1]): line[2] for line in lines}
    place = next((p for p in (folder, *folder.parents) if p in kinds), None)
    return place is not None and kinds[place] in ("tmpfs", "ramfs")
