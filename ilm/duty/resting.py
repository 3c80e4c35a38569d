"""A pause after two heavy calls or cases in a row: offered to her, and told to nobody else."""

from datetime import datetime, timedelta
from typing import Final

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.duty import presence
from ilm.duty.presence import Presence
from ilm.kit import clock
from ilm.talk import phoning
from ilm.talk.models import Taking
from ilm.wall.entering import ask

IN_A_ROW: Final = 2
LATELY: Final = timedelta(hours=4)
HEAVIEST: Final = 1  # rank of a case: life_threat 0, urgent 1

# What she did herself, the last of each case or thread: calls she had, calls she wrote down,
# reports she made a case of or joined to one. A call and the case that came of it are one.
DONE: Final = """
with did as (
  select c.ended_at as at, c.conversation_id, null::uuid as case_id,
         c.outcome = 'distress' as is_distress
    from talk_call c
   where c.org_id = %(org)s and c.agent = %(me)s and c.ended_at > %(since)s
     and c.outcome in ('talked', 'distress')
  union all
  select e.at, coalesce(m.conversation_id, r.conversation_id), r.case_id, false
    from ledger_entry e
    cross join lateral (select substr(e.subject, strpos(e.subject, ':') + 1)::uuid as id) named
    left join talk_message m on m.id = case e.verb when 'call.logged' then named.id end
    left join cases_report r on r.id = case e.verb when 'report.joined' then named.id end
   where e.org_id = %(org)s and e.actor = %(actor)s and e.at > %(since)s
     and e.verb in ('call.logged', 'report.joined')),
led as (
  select d.at, d.is_distress, d.conversation_id, k.id as case_id,
         coalesce(k.urgency_rank <= %(heaviest)s, false) as is_grave
    from did d left join lateral (
      select h.id, h.urgency_rank from (
        select id, urgency_rank from cases_case where id = d.case_id
        union all
        select c.id, c.urgency_rank from cases_report r join cases_case c on c.id = r.case_id
         where d.case_id is null and r.conversation_id = d.conversation_id) h
       order by h.urgency_rank limit 1) k on true)
select bool_or(is_distress or is_grave) from led
 group by coalesce(case_id, conversation_id)
 order by max(at) desc limit %(in_a_row)s
"""


def is_offered(by: Actor, *, declined_at: datetime | None = None) -> bool:
    """Whether a pause is due to her: two heavy ones in a row since the last, or since she said
    that she would go on. Never while she rests or is away."""
    if not by.may(Permission.CALL_LOG) or not _is_working(by):
        return False
    since = max(filter(None, (clock.now() - LATELY, _rested_at(by), declined_at)))
    rows = ask(
        DONE,
        {"org": by.organisation, "me": by.person, "actor": by.id, "since": since,
         "heaviest": HEAVIEST, "in_a_row": IN_A_ROW},
    )  # fmt: skip
    return len(rows) == IN_A_ROW and all(is_heavy for (is_heavy,) in rows)


def take_a_break(*, by: Actor) -> None:
    """One key: on a shift it begins a break, else she takes no calls until she switches it on."""
    shift = presence.mine(by)
    if shift is not None:
        presence.rest(shift, by=by)
    else:
        phoning.stop_taking(by=by)


def _is_working(by: Actor) -> bool:
    shift = presence.mine(by)
    if shift is not None:
        return presence.presence(shift) is Presence.ON
    return Taking.objects.visible_to(by).filter(user_id=by.person, is_on=True).exists()


def _rested_at(by: Actor) -> datetime | None:
    """The end of her last break; without shifts, since when she takes calls again."""
    shift = presence.mine(by)
    if shift is not None:
        return shift.rested_at
    rows = Taking.objects.visible_to(by).filter(user_id=by.person)
    since: datetime | None = rows.values_list("since", flat=True).first()
    return since
