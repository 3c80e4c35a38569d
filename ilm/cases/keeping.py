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
# what is left of a person that each kind would end
_WORDS = "exists (select from vault_datakey k where k.id = c.key_id)"
LEFT = {
    "junk": f"""{_WORDS} and exists (select from talk_contact t where t.conversation_id = c.id)
   and not exists (select from talk_contact t where t.conversation_id = c.id
        and t.kind not in ('wrong_number', 'test', 'abusive'))
   and not exists (select from cases_report r
        where r.alias_id = c.alias_id and r.case_id is not null)""",  # noqa: S608 - our own words
    "times": """exists (select from talk_message m where m.conversation_id = c.id
        and m.at > date_trunc('day', m.at, 'UTC') + interval '1 second')""",
    "identity": """exists (select from vault_alias a join vault_datakey k on k.id = a.key_id
        where a.id = c.alias_id)""",
    "words": _WORDS,
}
DUE = """
select c.alias_id, c.ref, e.day, array(
    select distinct k.ref from cases_report r join cases_case k on k.id = r.case_id
     where r.alias_id = c.alias_id order by k.ref)
  from talk_conversation c, lateral (select greatest(
    wall.ended_on(c.alias_id) + %(kept)s, wall.held_until(c.alias_id) + 1) as day,
    wall.ended_on(c.alias_id) as since offset 0) e
 where c.org_id = %(org)s and {left} and e.since is not null and e.day <= %(until)s
"""


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


def ending(
    org_id: UUID, *, until: date, kinds: Sequence[str] = PERSONAL, limit: int = 0
) -> list[Ending]:
    """What ends for whom until a day, a hold or an open case aside; at most `limit` of each kind.

    The job takes the list of today; the preview is the same list of a later day.
    """
    kept, found = days_of(org_id), []
    for slug in kinds:
        given = {"org": org_id, "until": until, "kept": kept[slug]}
        sql = DUE.replace("{left}", LEFT[slug]) + (f" limit {int(limit)}" if limit else "")
        found += [Ending(KEPT[Slug(slug)], *row) for row in ask(sql, given)]
    return found


def preview(by: Actor) -> list[Ending]:
    """What ends in the next 30 days, soonest first."""
    by.must(Permission.KEEPING_READ)
    until = clock.today() + timedelta(days=AHEAD)
    return sorted(ending(by.organisation, until=until), key=lambda e: (e.on, e.thread))


def to_review(by: Actor) -> list[Case]:
    """Closed so long ago that somebody should look whether its coded facts are still needed."""
    by.must(Permission.KEEPING_READ)
    before = clock.today() - timedelta(days=KEPT[Slug("facts")].days)
    return list(Case.objects.visible_to(by).filter(closed_on__lte=before).order_by("closed_on"))
