"""How long an organisation keeps what it holds, and what ends next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.models import Case, Term
from ilm.catalog.keeping import AHEAD, KEPT, Kind
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.wall.entering import ask

PERSONAL = ("junk", "times", "identity", "words")


@dataclass(frozen=True)
class Ending:
    """One person for whom one kind ends on a day; an alias and references, nothing sealed."""

    kind: Kind
    alias_id: UUID
    thread: str
    on: date
    cases: Sequence[str]


def days_of(org_id: UUID) -> dict[str, int]:
    """Kind → days it is kept in this organisation: the default, or fewer."""
    usual = {str(slug): kind.days for slug, kind in KEPT.items()}
    mine = dict(Term.objects.filter(org_id=org_id).values_list("kind", "days"))
    return {slug: min(days, mine.get(slug, days)) for slug, days in usual.items()}


def shorten(kind: str, *, days: int, by: Actor) -> None:
    """Keep one kind for fewer days than usual; the usual number takes the rule back.

    Refused for a kind that is the same for everybody, and for more days than the default or fewer
    than its least: longer is a legal hold on a case.
    """
    by.must(Permission.KEEPING_SHORTEN)
    known = KEPT.get(Slug(kind))
    if known is None or not known.may_be_shortened:
        raise Refused("This is kept equally long everywhere.")
    if days > known.days:
        raise Refused(
            f"It is kept {known.days} days at most. To keep a case longer, set a legal hold on it."
        )
    if days < known.least:
        raise Refused(f"It is kept {known.least} days at least: the work needs it that long.")
    fields = {"days": days, "set_by": by.person, "set_on": clock.today()}
    row, _ = Term.objects.update_or_create(org_id=by.organisation, kind=kind, defaults=fields)
    record(row, "term.set", by=by, kind=Slug(kind), days=days)


def due(org_id: UUID, *, until: date, most: int | None = None) -> list[Ending]:
    """What ends for whom until a day; at most so many of each kind. For the clock."""
    return _what_ends("wall.what_ends", org_id, until, most)


def preview(by: Actor) -> list[Ending]:
    """What ends in the next 30 days, soonest first: what `due` will be, if nothing changes."""
    by.must(Permission.KEEPING_READ)
    until = clock.today() + timedelta(days=AHEAD)
    found = _what_ends("wall.what_ends_here", by.organisation, until, None)
    return sorted(found, key=lambda e: (e.on, e.thread))


def _what_ends(function: str, org_id: UUID, until: date, most: int | None) -> list[Ending]:
    kept, sql = days_of(org_id), f"select * from {function}(%s, %s, %s, %s, %s)"  # noqa: S608 - our own
    return [
        Ending(KEPT[Slug(kind)], *row)
        for kind in PERSONAL
        for row in ask(sql, [org_id, kind, kept[kind], until, most])
    ]


def to_review(by: Actor) -> list[Case]:
    """Closed so long ago that somebody should look whether its coded facts are still needed."""
    by.must(Permission.KEEPING_READ)
    before = clock.today() - timedelta(days=KEPT[Slug("facts")].days)
    return list(Case.objects.visible_to(by).filter(closed_on__lte=before).order_by("closed_on"))
