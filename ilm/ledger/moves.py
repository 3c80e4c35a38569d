"""How a thing changes state: rights, state, guards, the change and its entry, or none of it."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeVar
from uuid import UUID

from django.db import models

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Audience
from ilm.kit import clock
from ilm.kit.errors import WrongState
from ilm.kit.slug import Slug
from ilm.ledger.models import Entry, subject_of
from ilm.wall.entering import atomic
from ilm.wall.rows import OwnedRow


class Moving(OwnedRow):
    """Anything with a life: it has a status, and only a move may change it."""

    status = models.CharField(max_length=24, editable=False)

    class Meta:
        abstract = True


M = TypeVar("M", bound=Moving)

# What an entry may say: names, numbers and references, never prose. Prose can hold a person, a
# person can ask to be forgotten, and the ledger never forgets.
Fact = Slug | Enum | int | float | bool | UUID | None | Sequence[Slug | Enum | UUID | int]


@dataclass(frozen=True, kw_only=True)
class Move:
    """One step of a life: `verb` as it stands in the ledger, from any `source` to `target`."""

    verb: str
    source: frozenset[str]
    target: str
    needs: Permission
    tells: frozenset[Audience] = frozenset()


@contextmanager
def moving(subject: M, step: Move, *, by: Actor, **facts: Fact) -> Generator[M, None, None]:
    """Lock the row, check it, hand it over to be changed, then save it and write it down."""
    by.must(step.needs)
    with atomic():
        rows = type(subject)._default_manager.select_for_update(of=("self",))
        row = rows.defer(*sealed_fields(type(subject))).get(pk=subject.pk)
        before = _columns(row)
        if row.status not in step.source:
            raise WrongState(
                f"This is {row.status.replace('_', ' ')}; that step is not possible from there."
            )
        yield row
        row.status = step.target
        changed = [name for name, value in _columns(row).items() if before.get(name) != value]
        row.save(update_fields=changed)
        record(row, step.verb, by=by, audience=step.tells, **facts)


def move(subject: M, step: Move, *, by: Actor, **facts: Fact) -> M:
    """A move that changes nothing but the status."""
    with moving(subject, step, by=by, **facts) as row:
        pass
    return row


def record(
    subject: OwnedRow,
    verb: str,
    *,
    by: Actor,
    audience: frozenset[Audience] = frozenset(),
    **facts: Fact,
) -> Entry:
    """Write down one act on `subject`. Facts are slugs, numbers and ids; never prose."""
    entry = Entry(
        org_id=subject.org_id,
        at=_when(by),
        actor=by.id,
        verb=verb,
        subject=subject_of(subject),
        audience=sorted(audience),
        facts={name: _plain(fact) for name, fact in facts.items()},
    )
    entry.save(force_insert=True)
    return entry


def _when(by: Actor) -> datetime:
    """A worker's act carries the day and no more: the record never forgets when she spoke."""
    now = clock.now()
    if by.role.reads_as is not Audience.WORKER:
        return now
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def sealed_fields(model: type[models.Model]) -> list[str]:
    """Columns that hold ciphertext: a process that only moves things may not even select them."""
    return [f.name for f in model._meta.fields if getattr(f, "is_sealed", False)]


def _columns(row: models.Model) -> dict[str, object]:
    hidden = row.get_deferred_fields()
    names = [f.attname for f in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in hidden}


def _plain(fact: Fact) -> object:
    if isinstance(fact, Enum):
        return fact.value
    if isinstance(fact, UUID):
        return str(fact)
    if fact is None or isinstance(fact, str | int | float | bool):
        return fact
    return [_plain(each) for each in fact]
