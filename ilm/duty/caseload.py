"""How much a member carries: domain 3.21. Weighed for supervisors and for herself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.catalog.urgency import Urgency
from ilm.kit import clock
from ilm.wall.entering import ask

WEIGHTS: Final[Mapping[Urgency, int]] = {
    Urgency.LIFE_THREAT: 8,
    Urgency.URGENT: 5,
    Urgency.HIGH: 3,
    Urgency.MEDIUM: 2,
    Urgency.LOW: 1,
}
INTERPRETED: Final = 1.5
MOST: Final = 60.0  # above it, supervisors are told

# Which languages each member of the desk speaks: her card says, else what she takes calls in.
SPEAKS: Final = """
speaks as (
  select m.user_id, m.called, m.role,
         coalesce(nullif(d.languages, '{}'), nullif(t.languages, '{}'), '{}') as languages
    from parties_member m
    left join duty_card d on d.org_id = m.org_id and d.user_id = m.user_id
    left join talk_taking t on t.org_id = m.org_id and t.user_id = m.user_id
   where m.org_id = %(org)s and m.face = 'desk' and m.is_active)
"""
# A case needs an interpreter where one of its threads was handed to one, or is in a language that
# whoever holds the case does not speak. Where nobody wrote down what she speaks: the first alone.
HELD: Final = f"""
with {SPEAKS}, held as (
  select c.assigned_to, c.urgency,
         c.contact_by < %(now)s and exists (
           select from cases_report r where r.case_id = c.id and not exists (
             select from talk_message m where m.conversation_id = r.conversation_id
                and not m.is_inward and m.author is not null and m.at >= r.received_at)
           and not exists (
             select from talk_call k where k.conversation_id = r.conversation_id
                and k.outcome = 'talked' and k.began_at >= r.received_at)) as is_over,
         exists (select from cases_report r join talk_conversation v on v.id = r.conversation_id
                  where r.case_id = c.id
                    and (v.handed_to is not null
                         or v.language <> '' and cardinality(s.languages) > 0
                            and v.language <> all (s.languages))) as is_interpreted
    from cases_case c left join speaks s on s.user_id = c.assigned_to
   where c.org_id = %(org)s and c.status = 'open' and c.assigned_to is not null
     and (%(who)s::uuid is null or c.assigned_to = %(who)s::uuid))
select assigned_to, urgency, is_interpreted, count(*), count(*) filter (where is_over)
  from held group by assigned_to, urgency, is_interpreted
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class Load:
    """What one member holds: open cases; `over`: of those, whose first contact is past its time and
    where nobody of us has spoken with one of the reporters since; how many are urgent; the weight
    of all."""

    cases: int = 0
    over: int = 0
    urgent: int = 0
    interpreted: int = 0
    weight: float = 0.0

    @property
    def is_too_much(self) -> bool:
        return self.weight > MOST

    def with_(self, urgency: Urgency, cases: int, over: int, *, is_interpreted: bool) -> "Load":
        """And so many cases more."""
        return Load(
            self.cases + cases,
            self.over + over,
            self.urgent + cases * (urgency >= Urgency.URGENT),
            self.interpreted + cases * is_interpreted,
            self.weight + cases * weight_of(urgency, is_interpreted=is_interpreted),
        )


def weight_of(urgency: Urgency, *, is_interpreted: bool) -> float:
    """What one open case weighs."""
    return WEIGHTS[urgency] * (INTERPRETED if is_interpreted else 1.0)


def loads(by: Actor) -> dict[UUID, Load]:
    """Member → what she carries, for everybody who holds a case; one statement."""
    by.must(Permission.TEAM_READ)
    return _weighed(by, None)


def my_load(by: Actor) -> Load:
    """The actor's own."""
    by.must(Permission.CASE_READ)
    return _weighed(by, by.person).get(by.person, Load())


def _weighed(by: Actor, who: UUID | None) -> dict[UUID, Load]:
    found: dict[UUID, Load] = {}
    for user, urgency, is_interpreted, cases, over in ask(
        HELD, {"org": by.organisation, "now": clock.now(), "who": who}
    ):
        before = found.get(user, Load())
        found[user] = before.with_(Urgency(urgency), cases, over, is_interpreted=is_interpreted)
    return found
