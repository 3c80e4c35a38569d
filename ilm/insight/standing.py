"""How publication stands, for those who sign: what is meant, who signed, what the gate let out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.insight.cubes import CUBES, from_signed
from ilm.insight.metrics import Metric
from ilm.insight.models import Rehearsal, Release, ReleaseDefinition, Signature
from ilm.insight.rehearsing import holds, newest_rehearsal
from ilm.insight.signing import as_rules, is_in_force, mark_of, newest_definition, terms, waiting
from ilm.wall.entering import ask

LATEST = 14  # releases that are listed
NEWEST = """
select r.as_of, r.has_passed, d.cubes, d.rules
  from (values (1)) one
  left join lateral (select as_of, has_passed from insight_release
                      order by made_at desc limit 1) r on true
  left join lateral (select cubes, rules from insight_releasedefinition
                      order by version desc limit 1) d on true
"""
Tables = list[tuple[Metric, list[tuple[str, ...]]]]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`state`: unsigned, half (one of two has signed), in_force, or outdated (what was signed is
    no longer what the house would publish). `new` are tables nobody has signed yet."""

    state: str
    mark: str
    tables: Tables
    new: frozenset[str]
    rules: dict[str, Any]
    definition: ReleaseDefinition | None
    first: Signature | None
    signers: dict[UUID, UUID]
    rehearsal: Rehearsal | None
    releases: Sequence[Release] = field(default_factory=tuple)

    @property
    def rehearsal_holds(self) -> bool:
        return holds(self.rehearsal)

    @property
    def refused(self) -> Release | None:
        """The last attempt, if the gate kept it back."""
        last = self.releases[0] if self.releases else None
        return None if last is None or last.has_passed else last


def standing(by: Actor) -> Standing:
    """Everything that somebody needs who signs what is published."""
    by.must(Permission.PUBLICATION_SIGN)
    definition, first = newest_definition(), waiting()
    signed = {c.name for c in from_signed(definition.cubes)} if definition else set()
    rows = Signature.objects.visible_to(by).filter(version=definition.version if definition else 0)
    return Standing(
        state=_state(definition, first),
        mark=mark_of(terms()),
        tables=_by_metric(),
        new=frozenset(c.name for c in CUBES if c.name not in signed),
        rules=as_rules(),
        definition=definition,
        first=first,
        signers={row.signed_by: row.org_id for row in (*rows, *([first] if first else []))},
        rehearsal=newest_rehearsal(),
        releases=_latest(LATEST),
    )


@dataclass(frozen=True)
class News:
    """What a supervisor is told without asking. `kind`: refused, outdated, half or unsigned."""

    kind: str
    refused_on: date | None = None


def news(by: Actor) -> News | None:
    """The one thing about publication that waits for this supervisor; None for everybody else."""
    if not by.may(Permission.PUBLICATION_SIGN):
        return None
    [(last_on, has_passed, cubes, rules)] = ask(NEWEST)
    if has_passed is False:
        return News("refused", last_on)
    definition = None
    if cubes is not None:
        definition = ReleaseDefinition(cubes=json.loads(cubes), rules=json.loads(rules))
    first = None if is_in_force(definition) else waiting()
    state = _state(definition, first)
    is_mine = first is not None and first.signed_by == by.user_id
    return None if is_mine or state in ("in_force", "unsigned") else News(state)


def _state(definition: ReleaseDefinition | None, first: Signature | None) -> str:
    if first is not None:
        return "half"
    if definition is None:
        return "unsigned"
    return "in_force" if is_in_force(definition) else "outdated"


def _latest(most: int) -> Sequence[Release]:
    return list(Release.objects.order_by("-made_at")[:most])


def _by_metric() -> Tables:
    found: dict[str, tuple[Metric, list[tuple[str, ...]]]] = {}
    for cube in CUBES:
        found.setdefault(cube.metric.slug, (cube.metric, []))[1].append(cube.dims)
    return list(found.values())
