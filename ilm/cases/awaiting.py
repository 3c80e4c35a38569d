"""What waits at a desk, in numbers, and what its threads are about: one plain statement each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.cases.lifecycle import ReportStatus
from ilm.kit import clock
from ilm.talk.knocking import NO_TEMPLATE
from ilm.wall.entering import ask

MOST = 1000  # of a kind that are counted one by one: no list is worth counting to its end
LATELY = timedelta(days=7)  # what waited in vain longer ago is told no more

WAITING = f"""
with burst as materialized (
  select count(*) as n from (
    select from cases_report
     where org_id = %(org)s and is_burst and status = '{ReportStatus.NEW}' and %(whole)s
     limit %(most)s) b)
select burst.n,
       (select count(*) from (
          select from talk_conversation t
           where org_id = %(org)s and unread > 0 and (%(whole)s or handed_to = %(me)s)
             and (snoozed_until is null or snoozed_until <= %(now)s)
             and (burst.n = 0 or not exists (
               select from cases_report r
                where r.conversation_id = t.id and r.is_burst and r.status = '{ReportStatus.NEW}'))
           limit %(most)s) w),
       (select count(*) from cases_erasure
         where org_id = %(org)s and done_at is null and called_off_at is null and %(whole)s),
       untold.people, untold.silent,
       (select count(distinct conversation_id) from talk_mention
         where org_id = %(org)s and user_id = %(me)s and seen_at is null and %(whole)s),
       (select count(*) from (
          select from talk_conversation t
           where org_id = %(org)s and alarm > 0 and (%(whole)s or handed_to = %(me)s)
             and (snoozed_until is null or snoozed_until <= %(now)s)
             and (burst.n = 0 or not exists (
               select from cases_report r
                where r.conversation_id = t.id and r.is_burst and r.status = '{ReportStatus.NEW}'))
           limit %(most)s) a)
  from burst, (
    select count(distinct p.alias_id) as people,
           count(*) filter (where p.failed_because = '{NO_TEMPLATE}') as silent
      from talk_part p
     where p.org_id = %(org)s and p.held_for is not null and p.template_id is null
       and p.not_after >= %(since)s and p.status in ('held', 'failed')
       and (%(whole)s or exists (
         select from talk_message m join talk_conversation t on t.id = m.conversation_id
          where m.id = p.message_id and t.handed_to = %(me)s))) untold
"""  # noqa: S608 - words of our own

ABOUT = """
select r.conversation_id, r.status, c.ref, c.urgency, s.name
  from cases_report r
  left join cases_case c on c.id = r.case_id
  left join parties_site s on s.id = c.site_id
 where r.org_id = %(org)s and r.conversation_id = any(%(threads)s)
 order by r.received_at
"""


@dataclass(frozen=True)
class Waiting:
    """Up to MOST + 1 of a kind. `bursts`: reports that came among very many, looked at together;
    `unread`: threads, those of a burst left out; `erasures`: people to be erased; `untold`: people
    to whom something could not be said; `is_silent`: nothing even asks one of them to write;
    `named`: threads with a note that names this member, who has not seen it; `danger`: unread
    threads whose words may mean danger, those of a burst left out."""

    bursts: int
    unread: int
    erasures: int
    untold: int
    is_silent: bool
    named: int
    danger: int


@dataclass(frozen=True)
class About:
    """What a thread is about: whether a report of it waits, and its case, where it has one."""

    is_waiting: bool
    ref: str
    urgency: str
    site: str


def waiting(by: Actor) -> Waiting:
    """What waits for this member; an interpreter sees of it what was handed over."""
    by.must(Permission.INBOX_READ)
    known = {
        "org": by.organisation, "me": by.user_id, "whole": _has_all(by),
        "most": MOST + 1, "now": clock.now(), "since": clock.now() - LATELY,
    }  # fmt: skip
    [(bursts, unread, erasures, untold, silent, named, danger)] = ask(WAITING, known)
    return Waiting(bursts, unread, erasures, untold, silent > 0, named, danger)


def about(threads: Iterable[UUID], *, by: Actor) -> dict[UUID, About]:
    """Thread → what it is about. Threads without a report, and those of an interpreter: nothing."""
    by.must(Permission.INBOX_READ)
    if not _has_all(by):
        return {}
    found: dict[UUID, About] = {}
    for pk, status, *case in ask(ABOUT, {"org": by.organisation, "threads": list(threads)}):
        before = found.get(pk, About(False, "", "", ""))
        is_waiting = before.is_waiting or status == ReportStatus.NEW
        ref, urgency, site = case if case[0] else (before.ref, before.urgency, before.site)
        found[pk] = About(is_waiting, ref, urgency, site)
    return found


def _has_all(by: Actor) -> bool:
    return by.role.reach is Reach.OWN_ORGANISATION
