"""Changing a thing without a step in its life: the row is locked, saved and written down."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Audience
from ilm.kit.errors import Forbidden
from ilm.ledger.moves import Fact, record
from ilm.wall.entering import atomic
from ilm.wall.rows import OwnedRow

R = TypeVar("R", bound=OwnedRow)
NOBODY = frozenset[Audience]()


@contextmanager
def changing(
    subject: R,
    verb: str,
    *,
    needs: Permission,
    by: Actor,
    tells: frozenset[Audience] = NOBODY,
    **facts: Fact,
) -> Generator[R, None, None]:
    """Hand over the locked row; afterwards save what changed and leave one entry.

    Forbidden without the right. For coded columns; a sealed one is set when its row is made.
    """
    by.must(needs)
    with atomic():
        row = type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
        before = columns(row)
        yield row
        changed = [name for name, value in columns(row).items() if before[name] != value]
        if changed:
            row.save(update_fields=changed)
        record(row, verb, by=by, audience=tells, **facts)


def person(by: Actor) -> UUID:
    """The user behind an actor; Forbidden where nobody sits at a desk."""
    if by.user_id is None:
        raise Forbidden("Only a person can answer for this.")
    return by.user_id


def columns(row: OwnedRow) -> dict[str, object]:
    """Column name → value, with lists and mappings copied, so that a change in place is seen."""
    return {f.attname: _copied(getattr(row, f.attname)) for f in row._meta.concrete_fields}


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return dict(value)
    return list(value) if isinstance(value, list) else value
