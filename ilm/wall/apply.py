"""Makes the database agree with `grants`: run after every migrate, as the owner. Idempotent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction

from ilm.kit.errors import Refused
from ilm.wall.faces import LOGINS
from ilm.wall.functions import FUNCTIONS
from ilm.wall.grants import TABLES
from ilm.wall.tables import AT_THE_DOOR, Table

SQL = Path(__file__).parent / "sql"
SCRIPTS = (
    "wall.sql", "doors.sql", "locks.sql", "members.sql", "mirror.sql", "ledger.sql", "search.sql",
    "endings.sql", "unlearning.sql", "forget.sql", "words.sql", "bursts.sql",
    "referrals.sql", "own.sql",
)  # fmt: skip
KEY = 32  # bytes
WORDS = {"s": "select", "sc": "select", "i": "insert", "u": "update", "d": "delete"}


def need_keys() -> None:
    """Refused where a key of the wall is missing or cut short: anybody could sign with that."""
    if any(len(key) != KEY for key in settings.WALL_KEYS.values()):
        raise Refused(f"Keys of the wall are missing in {settings.KEYS}. Run `ilm keys` first.")


def apply() -> None:
    """Functions, triggers, keys, grants and policies, in one transaction on the owner's login.

    Refused without the keys of the wall.
    """
    need_keys()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for name in SCRIPTS:
            cursor.execute((SQL / name).read_text())
        _keep_keys(cursor)
        for statement in _closing():
            cursor.execute(statement)
        for table in TABLES:
            for statement in (*opening(table), *unsampled(table)):
                cursor.execute(statement)
        for statement in _rest():
            cursor.execute(statement)


def _keep_keys(cursor: Any) -> None:
    for face, key in settings.WALL_KEYS.items():
        block = key.ljust(64, b"\0")
        pads = [bytes(b ^ flip for b in block) for flip in (0x36, 0x5C)]
        cursor.execute(
            "insert into wall.key values (%s, %s, %s) on conflict (face) do update"
            " set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
            [face, *pads],
        )


def _closing() -> Iterator[str]:
    everybody = ", ".join(f"ilm_{login}" for login in LOGINS)
    name = connections["owner"].settings_dict["NAME"]
    yield f'revoke all on database "{name}" from public'
    yield f'grant connect on database "{name}" to {everybody}, ilm_backup'
    yield "revoke all on schema public from public"
    yield f"grant usage on schema public to {everybody}, ilm_backup"
    yield f"revoke all on all tables in schema public from {everybody}"
    yield f"revoke all on all sequences in schema public from {everybody}"
    yield f"revoke all on all tables in schema wall from public, {everybody}"
    yield f"revoke all on all functions in schema wall from public, {everybody}"
    yield f"revoke all on schema wall from public, {everybody}"
    yield "grant usage on schema wall to ilm_desk, ilm_partner, ilm_door, ilm_intake, ilm_jobs"
    yield "grant select on all tables in schema public to ilm_backup"
    yield "grant select on all sequences in schema public to ilm_backup"
    yield "alter default privileges revoke execute on functions from public"


def opening(table: Table) -> Iterator[str]:
    """The statements that open one table to the logins it names, and to nobody else."""
    yield f"alter table {table.name} enable row level security"
    yield f"alter table {table.name} force row level security"
    for login in ("owner", *LOGINS):
        yield f"drop policy if exists {login} on {table.name}"
    yield f"create policy owner on {table.name} to ilm_owner using (true) with check (true)"
    for login, rights in table.rights.items():
        rows, writes = table.rows_for(login), table.writes_for(login)
        yield (
            f"create policy {login} on {table.name} to ilm_{login}"
            f" using ({rows}) with check ({writes})"
        )
        for word in rights.split():
            yield f"grant {privilege(table.name, word)} on {table.name} to ilm_{login}"


def privilege(name: str, word: str) -> str:
    """`sc` on a table with sealed columns becomes `select (a, b, …)`."""
    kind, _, columns = word.partition(":")
    if kind == "sc":
        columns = ",".join(coded_columns(name))
    return f"{WORDS[kind]} ({columns})" if columns else WORDS[kind]


def coded_columns(name: str) -> list[str]:
    """The columns of a table that hold no ciphertext."""
    [model] = [m for m in apps.get_models() if m._meta.db_table == name]
    fields = model._meta.concrete_fields
    return [f.column for f in fields if f.column and not getattr(f, "is_sealed", False)]


def bytes_of(name: str) -> list[str]:
    """The columns of a table that hold ciphertext, keys or keyed hashes."""
    [model] = [m for m in apps.get_models() if m._meta.db_table == name]
    fields = model._meta.concrete_fields
    return [str(f.column) for f in fields if f.get_internal_type() == "BinaryField"]


def unsampled(table: Table) -> Iterator[str]:
    """No copy of these in the planner's statistics, where no erasing would find it."""
    if names := bytes_of(table.name):
        changes = ", ".join(f'alter column "{name}" set statistics 0' for name in names)
        yield f"alter table {table.name} {changes}"


def _rest() -> Iterator[str]:
    for function, logins in FUNCTIONS.items():
        yield f"grant execute on function {function} to " + ", ".join(f"ilm_{n}" for n in logins)
    for name in AT_THE_DOOR:
        yield f"grant select, insert, update, delete on {name} to ilm_door"
    yield "grant usage on all sequences in schema public to ilm_door"
