"""What a supervisor sees of the team: who is here, what each carries, who waits in which language.

A few statements, however many members there are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.duty import caseload, presence, rota
from ilm.duty.caseload import Load
from ilm.duty.models import Shift
from ilm.duty.presence import Presence
from ilm.duty.rota import Speaker
from ilm.kit import clock
from ilm.wall.entering import ask

MOST: Final = 200  # of what one member holds that one page shows

WITH_EACH: Final = """
select m.user_id,
       exists (select from talk_taking t where t.org_id = %(org)s and t.user_id = m.user_id
                  and t.is_on),
       exists (select from talk_call c where c.org_id = %(org)s and c.agent = m.user_id
                  and c.state = 'talking' and c.ended_at is null),
       coalesce(v.unread, 0), coalesce(v.due, 0)
  from parties_member m left join (
    select v.assigned_to, count(*) filter (where v.unread > 0) as unread,
           count(*) filter (where exists (
             select from talk_callback b where b.conversation_id = v.id and b.status = 'due'
                and b.due_at < %(now)s)) as due
      from talk_conversation v
     where v.org_id = %(org)s and v.assigned_to is not null group by v.assigned_to) v
    on v.assigned_to = m.user_id
 where m.org_id = %(org)s and m.face = 'desk' and m.is_active
"""
WAITING: Final = """
select language, count(*), min(coalesce(last_inward_at, last_at)) from talk_conversation
 where org_id = %(org)s and unread > 0 and (snoozed_until is null or snoozed_until <= %(now)s)
 group by language order by count(*) desc, language
"""
HOLDS: Final = """
select 'case', c.ref, c.urgency, c.contact_by, c.urgency_rank from cases_case c
 where c.org_id = %(org)s and c.assigned_to = %(who)s and c.status = 'open'
union all
select 'thread', v.ref, v.language, v.last_inward_at, 9 from talk_conversation v
 where v.org_id = %(org)s and v.assigned_to = %(who)s
order by 5, 4, 2 limit %(most)s
"""


@dataclass(frozen=True)
class Mate:
    """One member now. `is_rung`: she takes calls and her telephone would ring. `over`: clocks of
    hers that have run out, of cases and of call-backs."""

    speaker: Speaker
    presence: Presence
    shift: Shift | None
    is_rung: bool
    is_talking: bool
    load: Load
    unread: int
    over: int


@dataclass(frozen=True)
class Queue:
    """Threads that wait in one language, and who of those on shift, and of all, speaks it."""

    language: str
    threads: int
    since: datetime
    on: list[str]
    speakers: list[str]


@dataclass(frozen=True)
class Held:
    """A case or a thread that one member has."""

    kind: str
    ref: str
    said: str  # the urgency of a case, the language of a thread
    at: datetime | None


@dataclass(frozen=True)
class Team:
    mates: list[Mate]
    queues: list[Queue]
    is_planned: bool

    @property
    def too_much(self) -> list[Mate]:
        """Those who carry more than MOST."""
        return [mate for mate in self.mates if mate.load.is_too_much]


def team(by: Actor) -> Team:
    """Everybody at the desk now, those who are here first."""
    by.must(Permission.TEAM_READ)
    known, on, carried = rota.speakers(by), presence.everybody(by), caseload.loads(by)
    is_planned = presence.is_planned(by)
    now = clock.now()
    mates = [
        _mate(known[user], on.get(user), carried.get(user, Load()), is_planned, rest)
        for user, *rest in ask(WITH_EACH, {"org": by.organisation, "now": now})
        if user in known
    ]
    order = {Presence.ON: 0, Presence.RESTING: 1, Presence.AWAY: 2}
    mates.sort(key=lambda m: (order[m.presence], -m.load.weight, m.speaker.name))
    waits = ask(WAITING, {"org": by.organisation, "now": now})
    return Team(mates, [_queue(row, known, on) for row in waits], is_planned)


def holds(who: UUID, *, by: Actor) -> list[Held]:
    """What one member has, the most urgent cases first, then her threads."""
    by.must(Permission.TEAM_READ)
    rows = ask(HOLDS, {"org": by.organisation, "who": who, "most": MOST})
    return [Held(kind, ref, said, at) for kind, ref, said, at, _ in rows]


def how_many_carry_too_much(by: Actor) -> int:
    """How many members are above the line."""
    return sum(load.is_too_much for load in caseload.loads(by).values())


def _mate(
    speaker: Speaker, shift: Shift | None, load: Load, is_planned: bool, rest: list[object]
) -> Mate:
    takes, talks, unread, due = rest
    here = presence.presence(shift)
    is_rung = bool(takes) and (here is Presence.ON or not is_planned)
    over = load.over + int(str(due))
    return Mate(speaker, here, shift, is_rung, bool(talks), load, int(str(unread)), over)


def _queue(
    row: tuple[str, int, datetime], known: dict[UUID, Speaker], on: dict[UUID, Shift]
) -> Queue:
    language, threads, since = row
    able = {user: s.name for user, s in known.items() if language in s.languages}
    return Queue(
        language, threads, since, [n for user, n in able.items() if user in on], [*able.values()]
    )
