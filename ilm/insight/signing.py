"""Two supervisors answer for what is published: which tables, under which definitions and rules."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.insight.cubes import as_signed, from_signed
from ilm.insight.models import ReleaseDefinition, Signature
from ilm.insight.protection import FEWEST_CHANGES, PERIODS, PUBLIC, REACH, USUAL_CHANGES
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.wall.entering import ask, atomic

WAITS = timedelta(days=30)  # a first signature; then both sign anew
Terms = dict[str, Any]


def as_rules() -> Terms:
    """The thresholds and the cadence of this version of the house, as they are signed."""
    return {
        "cadence": "day",
        "fewest": PUBLIC.fewest,
        "fewest_sites": PUBLIC.fewest_sites,
        "largest_share": PUBLIC.largest_share,
        "base": PUBLIC.base,
        "noise": REACH,
        "usual_changes": USUAL_CHANGES,
        "fewest_changes": FEWEST_CHANGES,
        "periods": [name for name, *_ in PERIODS],
    }


def terms() -> Terms:
    """What this version of the house would publish, and what two people sign."""
    return {"cubes": as_signed(), "rules": as_rules()}


def mark_of(said: Terms) -> str:
    """SHA-256 of terms: the same words, the same mark."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def sign(*, read: str, by: Actor) -> ReleaseDefinition | None:
    """Put one's name under today's terms; `read` is the mark of those that were shown. None where
    it is the first of two signatures; the definition where it is the second.

    Refused where the terms are others than were read, are signed already, or carry this name.
    """
    by.must(Permission.PUBLICATION_SIGN)
    said = terms()
    if mark_of(said) != read:
        raise Refused("What is published has changed since you opened this page. Read it again.")
    with atomic():
        ask("select pg_advisory_xact_lock(hashtextextended('publication.sign', 0))")
        if is_in_force(newest_definition()):
            raise Refused("Two people have signed this already. Nothing is left to sign.")
        first = waiting()
        if first is not None and first.signed_by == by.person:
            raise Refused("The first signature is yours. Another supervisor must give the second.")
        if first is not None:
            _must_be_two(first, by)
        mine = Signature(
            org_id=by.organisation,
            version=_last_version() + 1,
            terms=said,
            mark=read,
            signed_by=by.person,
            signed_on=clock.today(),
        )
        mine.save(force_insert=True)
        record(mine, "publication.signed", by=by, version=mine.version, place=2 if first else 1)
        return None if first is None else _defined(first, mine)


def _must_be_two(first: Signature, by: Actor) -> None:
    """Who was let in by the other a short while ago may be the other's own second account."""
    [(are_close,)] = ask("select wall.are_close(%s, %s)", [first.signed_by, by.person])
    if are_close:
        raise Refused(
            "The first signature is by somebody who invited you, or whom you invited, within the"
            " last 30 days. Another supervisor must give the second."
        )


def waiting() -> Signature | None:
    """The first signature under today's terms that waits for a second one."""
    return (
        Signature.objects.filter(
            version=_last_version() + 1,
            mark=mark_of(terms()),
            signed_on__gt=clock.today() - WAITS,
        )
        .order_by("signed_on", "id")
        .first()
    )


def newest_definition() -> ReleaseDefinition | None:
    return ReleaseDefinition.objects.order_by("-version").first()


def is_in_force(newest: ReleaseDefinition | None) -> bool:
    """Whether exactly what this version of the house would publish is signed by two."""
    return newest is not None and {"cubes": newest.cubes, "rules": newest.rules} == terms()


def signed_definition() -> ReleaseDefinition:
    """The newest one. Refused where there is none, or where a metric or a rule of protection has
    changed since. New tables wait for their signatures; those signed before still go out."""
    definition = newest_definition()
    if definition is None:
        raise Refused("Two people must sign what is published before anything is.")
    for cube, signed in zip(from_signed(definition.cubes), definition.cubes, strict=True):
        if cube.metric.version != signed["version"]:
            raise Refused(f"{cube.metric.label} has a new definition. Two people must sign it.")
    if definition.rules != as_rules():
        raise Refused("The rules that protect people have changed. Two people must sign them.")
    return definition


def _defined(first: Signature, second: Signature) -> ReleaseDefinition:
    made = ReleaseDefinition(
        version=second.version,
        cubes=second.terms["cubes"],
        rules=second.terms["rules"],
        signed_by=first.signed_by,
        countersigned_by=second.signed_by,
        signed_on=second.signed_on,
    )
    made.save(force_insert=True)
    return made


def _last_version() -> int:
    last = newest_definition()
    return last.version if last else 0
