"""What the door may ask of the house: through functions, without a right on any table of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from ilm.kit import clock
from ilm.wall.entering import alias_of
from ilm.wall.faces import DOOR


def faces_of(user_id: UUID) -> list[tuple[str, str]]:
    """(face, organisation) for every place this account may go to."""
    return [(row[0], row[1]) for row in ask("select * from wall.faces_of(%s)", user_id)]


def invited(token_hash: bytes) -> tuple[str, str, str] | None:
    """(organisation, face, role) of an invitation that is still open; None otherwise."""
    rows = ask("select * from wall.invited(%s)", token_hash)
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else None


def bars(token_hash: bytes, user_id: UUID) -> str:
    """Why this account may not take this link: `both_sides`, `let_go`, or empty: nothing does."""
    return str(ask("select wall.bars(%s, %s)", token_hash, user_id)[0][0] or "")


def accept(token_hash: bytes, user_id: UUID, called: str) -> bool:
    """Make this account a member. False: the invitation was used, has expired, or
    never was, or something bars the account from it."""
    return bool(ask("select wall.accept(%s, %s, %s)", token_hash, user_id, called)[0][0])


def session(key: str) -> str | None:
    """What the session of that key holds, as it is kept; None where it is gone or over."""
    sql = "select session_data from django_session where session_key = %s and expire_date > %s"
    rows = ask(sql, key, clock.now())
    return str(rows[0][0]) if rows else None


def lock_vault(user_id: UUID) -> None:
    """End every unlocked vault session of this account: on sign-out, on a new password."""
    ask("select wall.lock_vault(%s)", user_id)


def share_waits(token_hash: bytes) -> str:
    """The organisation whose recovery share lies behind a link; empty where it was taken."""
    return str(ask("select wall.share_waits(%s)", token_hash)[0][0] or "")


def take_share(token_hash: bytes) -> tuple[UUID, int, bytes] | None:
    """(id, number, locked share), once; None where it was taken or never was."""
    rows = ask("select * from wall.take_share(%s)", token_hash)
    return (rows[0][0], int(rows[0][1]), bytes(rows[0][2])) if rows else None


@contextmanager
def at_once() -> Iterator[None]:
    """All that the door writes inside, or none of it: the account and its locks go together."""
    with transaction.atomic(using=alias_of(DOOR)):
        yield


@contextmanager
def asking() -> Iterator[None]:
    """Accounts and second factors, asked for from within a face: they lie behind the door's own
    connection. Fast tests have one connection for all, and step over."""
    if not settings.ONE_CONNECTION:
        yield
        return
    with connections[alias_of(DOOR)].cursor() as cursor:
        cursor.execute("select current_user::text")
        [(before,)] = cursor.fetchall()
        cursor.execute("select set_config('role', 'ilm_door', true)")
        yield
        cursor.execute("select set_config('role', %s, true)", [before])


def password_lock(user_id: UUID) -> tuple[UUID, bytes, bytes] | None:
    """(id, salt, locked ring) of the account's password lock; None where it has none."""
    rows = ask("select * from wall.password_lock(%s)", user_id)
    return (rows[0][0], bytes(rows[0][1]), bytes(rows[0][2])) if rows else None


def relock(user_id: UUID, lock_id: UUID, *, was: bytes, salt: bytes, locked: bytes) -> bool:
    """Put another ciphertext in the place of `was`. False where it is not there any more."""
    wanted = (user_id, lock_id, was, salt, locked)
    return bool(ask("select wall.relock(%s, %s, %s, %s, %s)", *wanted)[0][0])


def drop_passkey_lock(user_id: UUID, credential: bytes) -> None:
    """A passkey that is gone opens nothing any more."""
    ask("select wall.drop_passkey_lock(%s, %s)", user_id, credential)


def ask(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Rows of one statement on the door's own login."""
    with connections[alias_of(DOOR)].cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
