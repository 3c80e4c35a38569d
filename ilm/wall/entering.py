"""Which face of the house is asking: one transaction on its own login, under a signed context."""

import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import OperationalError, connections, transaction

from ilm.kit.slug import Slug
from ilm.wall.arrays import ANY_ARRAY, Array
from ilm.wall.faces import FACES

SECONDS = 120  # more than the longest request: an expired context makes rows vanish

_face: ContextVar[str | None] = ContextVar("face", default=None)


class NoFace(Exception):
    """A query outside any face. Wrap the code in `entering(...)`."""


def current_face() -> str:
    """The face in force; raises NoFace outside `entering`."""
    if (face := _face.get()) is None:
        raise NoFace("No face has been entered.")
    return face


def alias_of(login: str) -> str:
    """The connection of a login. Fast tests use one connection and step down from the owner."""
    return "owner" if settings.ONE_CONNECTION else login


def current_login() -> str:
    """The database alias in force."""
    return alias_of(FACES[Slug(current_face())].login)


def signed(face: str, user_id: UUID | None) -> str:
    """What the database checks: face, user, expiry and an HMAC that only the wall's key makes."""
    body = f"{face}|{user_id or ''}|{int(time.time()) + SECONDS}"
    key = settings.WALL_KEYS.get(face)
    return f"{body}|{hmac.digest(key, body.encode(), 'sha256').hex()}" if key else ""


@contextmanager
def entering(face: str, user_id: UUID | None = None) -> Iterator[None]:
    """One transaction as `face`. Always sets the context, also to empty, so none is left over."""
    login = FACES[Slug(face)].login
    alias = alias_of(login)
    token = _face.set(face)
    inside = connections[alias].in_atomic_block  # the end of a transaction of our own forgets all
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            before = _said(cursor) if inside else None
            _say(cursor, signed(face, user_id), f"ilm_{login}")
            yield
            if before and not connections[alias].needs_rollback:  # a rollback restores it by itself
                _say(cursor, *before)
    finally:
        _face.reset(token)


def _said(cursor: Any) -> tuple[str, str]:
    cursor.execute("select current_setting('ilm.context', true), current_user::text")
    context, role = cursor.fetchone() or ("", "")
    return context or "", role


def _say(cursor: Any, context: str, role: str) -> None:
    # bound by the server: the words of a statement can be read, while it runs, by whoever else
    # holds the same login (pg_stat_activity), and a context would open the house to them
    with cursor.db.wrap_database_errors:
        psycopg.Cursor(cursor.connection).execute(
            "select set_config('ilm.context', %s, true)", [context]
        )
    if settings.ONE_CONNECTION:
        cursor.execute("select set_config('role', %s, true)", [role])


@contextmanager
def atomic() -> Iterator[None]:
    """A savepoint inside the face's transaction, so that a caught refusal leaves nothing."""
    with transaction.atomic(using=current_login()):
        yield


def roll_back() -> None:
    """Nothing of this request is kept."""
    transaction.set_rollback(True, using=current_login())


def after_commit(act: Callable[[], object]) -> None:
    """Do this once the face's transaction is committed; never if it is rolled back."""
    transaction.on_commit(act, using=current_login())


def hang_up() -> None:
    """Close this thread's connections: a thread that ends, or one that will stream for long."""
    connections.close_all()


def lets_in(login: str) -> bool:
    """Whether the database lets this process in as `login`."""
    try:
        connections[login].ensure_connection()
    except OperationalError:
        return False
    connections[login].close()
    return True


def ask(sql: str, parameters: object = ()) -> list[tuple[Any, ...]]:
    """Rows of one statement on the face's own login: for set-based reads the ORM cannot say."""
    with connections[current_login()].cursor() as cursor:
        cursor.execute(sql, parameters)  # type: ignore[arg-type]
        return list(cursor.fetchall()) if cursor.description else []


def bulk(sql: str, parameters: object = ()) -> list[tuple[Any, ...]]:
    """As `ask`, values bound by the server, arrays in binary: for statements of the hot path."""
    with connections[current_login()].cursor() as cursor, cursor.db.wrap_database_errors:
        bound = psycopg.Cursor(cursor.connection)
        bound.adapters.register_dumper(Array, ANY_ARRAY)
        bound.execute(sql, parameters, binary=True)  # type: ignore[call-overload]
        return list(bound.fetchall()) if bound.description else []


def tell(sql: str, parameters: object = ()) -> int:
    """Run one writing statement on the face's own login; the number of rows it touched."""
    with connections[current_login()].cursor() as cursor:
        cursor.execute(sql, parameters)  # type: ignore[arg-type]
        return int(cursor.rowcount)
