"""The one place that reads coded facts out of the rooms below. What is not selected here is in no
figure; the columns are held by a test."""

# ruff: noqa: S608  # the pieces are constants of this file; every value is a parameter

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ilm.wall.entering import ask


@dataclass(frozen=True)
class Reported:
    """One report that became part of a case: a person's account of one kind of issue."""

    alias: str
    org: str
    case: str
    leaf: str
    on: date
    nationality: str
    site: str
    country: str
    industry: str


@dataclass(frozen=True)
class Heard:
    """A contact, or `number` contacts of one day where the reading grouped them."""

    contact: str
    alias: str
    org: str
    on: date
    site: str
    country: str
    number: int


@dataclass(frozen=True)
class Known:
    """One issue; `affected` people, without those who do not want to be counted."""

    issue: str
    case: str
    org: str
    leaf: str
    status: str
    reason: str
    on: date
    raised_on: date | None
    affected: int
    site: str
    country: str
    industry: str
    engaged: str


@dataclass(frozen=True)
class Settled:
    """What the workers' word came to; `remedied` is the headline number (domain 2.4)."""

    issue: str
    org: str
    leaf: str
    reason: str
    on: date
    raised_on: date | None
    claimed: int | None
    remedied: int
    site: str
    country: str
    industry: str


@dataclass(frozen=True)
class Rows:
    reported: Sequence[Reported] = ()
    heard: Sequence[Heard] = ()
    known: Sequence[Known] = ()
    settled: Sequence[Settled] = ()
    organisations: Sequence[tuple[str, str]] = ()
    is_grouped: bool = False


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Which rows: one organisation or all (None), some sites or all, days `since` … `until`.

    `counted`: only what people agreed to have counted (L1 and above, not withdrawn). `grouped`:
    contacts by day instead of one by one. `is_demo`: demo organisations alone, or real ones alone.
    """

    until: date
    since: date = date.min
    org_id: UUID | None = None
    sites: frozenset[str] | None = None
    counted: bool = True
    grouped: bool = False
    is_demo: bool | None = None


PLACE = "s.id::text, s.country, s.industry"
WITHDREW = """r.alias_id in (select alias_id from disclosure_consent
    group by alias_id having bool_and(withdrawn_at is not null))"""
UNCOUNTED = f"(w.consent_level = 'L0' or {WITHDREW.replace('r.', 'w.', 1)})"
REPORTED = f"""
select r.alias_id::text, r.org_id::text, r.case_id::text, r.leaf,
       (r.received_at at time zone 'UTC')::date, r.nationality, {PLACE}
from cases_report r join cases_case c on c.id = r.case_id join parties_site s on s.id = c.site_id
where r.status = 'joined' and not r.is_third_party and r.leaf <> ''
  and (r.received_at at time zone 'UTC')::date between %(since)s and %(until)s
  and (not %(counted)s or (r.consent_level >= 'L1' and not {WITHDREW})) {{bound}}
order by r.received_at, r.id
"""
CONTACTS = """
from talk_contact k join parties_organisation o on o.id = k.org_id
where (k.began_at at time zone 'UTC')::date between %(since)s and %(until)s {bound}
"""
HEARD = f"""
with told as (
    select rc.contact_id, max(r.consent_level) as level, min(c.site_id::text) as site
    from cases_reportcontact rc join cases_report r on r.id = rc.report_id
    left join cases_case c on c.id = r.case_id
    where r.status <> 'signposted' group by rc.contact_id
)
select k.id::text, r.alias_id::text, k.org_id::text, (k.began_at at time zone 'UTC')::date,
       coalesce(told.site, ''), coalesce(s.country, o.country), 1
from talk_contact k join parties_organisation o on o.id = k.org_id
join talk_conversation r on r.id = k.conversation_id
left join told on told.contact_id = k.id left join parties_site s on s.id::text = told.site
where (k.began_at at time zone 'UTC')::date between %(since)s and %(until)s
  and coalesce(told.level, 'L1') >= 'L1' and not {WITHDREW} {{bound}}
"""
BY_DAY = f"""
select '', '', k.org_id::text, (k.began_at at time zone 'UTC')::date as day, '', o.country,
       count(*) {CONTACTS} group by k.org_id, day, o.country
"""
COUNTED_ISSUE = f"""exists (select 1 from cases_report r where r.case_id = i.case_id
    and r.leaf = i.leaf and r.status = 'joined' and r.consent_level >= 'L1' and not {WITHDREW})"""
KNOWN = f"""
select i.id::text, i.case_id::text, i.org_id::text, i.leaf, i.status, i.closing_reason,
       i.opened_on, i.raised_on,
       greatest(0, i.affected - (case when %(counted)s then (select count(*)::int
           from cases_affectedworker w where w.issue_id = i.id and {UNCOUNTED})
           else 0 end)),
       {PLACE},
       coalesce((select e.status from remedy_engagement e
           join disclosure_disclosure d on d.notice_id = e.notice_id
           where d.issue_id = i.id and e.kind = 'issue'
           order by e.raised_on desc, e.id limit 1), '')
from cases_issue i join parties_site s on s.id = i.site_id
where i.opened_on between %(since)s and %(until)s
  and (not %(counted)s or {COUNTED_ISSUE}) {{bound}}
"""
SETTLED = f"""
select i.id::text, i.org_id::text, i.leaf, t.reason, t.settled_on, i.raised_on, t.claimed,
       greatest(0, t.headline - (case when %(counted)s then (select count(*)::int
           from remedy_validation v join cases_affectedworker w
             on w.issue_id = v.issue_id and w.alias_id = v.alias_id
           where v.issue_id = i.id and v.answer = 'yes' and {UNCOUNTED}) else 0 end)),
       {PLACE}
from remedy_settlement t join cases_issue i on i.id = t.issue_id
join parties_site s on s.id = i.site_id
where t.settled_on between %(since)s and %(until)s and i.status = 'closed' and t.is_in_force
  and i.closing_reason = t.reason and (not %(counted)s or {COUNTED_ISSUE}) {{bound}}
"""
ORGANISATIONS = """
select o.id::text, o.country from parties_organisation o
where o.kind = 'worker_organisation' and (%(org)s::uuid is null or o.id = %(org)s)
  and (%(demo)s::boolean is null or o.is_demo = %(demo)s)
"""
WATCHED = """
select s.id::text, s.name, h.number,
       (select count(distinct rc.contact_id) from cases_reportcontact rc
        join cases_report r on r.id = rc.report_id join cases_case c on c.id = r.case_id
        where c.site_id = s.id and r.org_id = %(org)s
          and (r.received_at at time zone 'UTC')::date between %(since)s and %(until)s)
from parties_site s join parties_organisation o on o.id = %(org)s and o.country = s.country
join lateral (select number from parties_headcount
              where site_id = s.id and traits = '{}' order by as_of desc limit 1) h on true
where s.kind <> 'agency' order by s.id
"""


def watched(bounds: Bounds) -> list[tuple[str, str, int, int]]:
    """Workplaces in the organisation's country whose size is known: (site, name, people, contacts
    heard from there in the bounds)."""
    return [(s, name, n, heard) for s, name, n, heard in ask(WATCHED, _values(bounds))]


def read(bounds: Bounds) -> Rows:
    """Everything within `bounds`, on the login in force: row-level security bounds it too."""
    heard = BY_DAY if bounds.grouped else HEARD
    return Rows(
        reported=[Reported(*row) for row in _ask(REPORTED, bounds, "r", "c.site_id")],
        heard=[] if bounds.sites is not None else [Heard(*r) for r in _ask(heard, bounds, "k")],
        known=[Known(*row) for row in _ask(KNOWN, bounds, "i", "i.site_id")],
        settled=[Settled(*row) for row in _ask(SETTLED, bounds, "i", "i.site_id")],
        organisations=[(o, country) for o, country in ask(ORGANISATIONS, _values(bounds))],
        is_grouped=bounds.grouped,
    )


def has_real_organisations() -> bool:
    """Whether anybody but demo organisations listens here."""
    found = ask(
        "select exists (select 1 from parties_organisation"
        " where kind = 'worker_organisation' and not is_demo)"
    )
    return bool(found[0][0])


def _ask(sql: str, bounds: Bounds, owner: str, site: str = "") -> list[tuple[Any, ...]]:
    bound = ""
    if bounds.org_id is not None:
        bound += f" and {owner}.org_id = %(org)s"
    if bounds.is_demo is not None:
        bound += (
            f" and {owner}.org_id in (select id from parties_organisation where is_demo = %(demo)s)"
        )
    if bounds.sites is not None and site:
        bound += f" and {site} = any(%(sites)s::uuid[])"
    return ask(sql.replace("{bound}", bound), _values(bounds))


def _values(bounds: Bounds) -> dict[str, object]:
    return {
        "since": bounds.since,
        "until": bounds.until,
        "counted": bounds.counted,
        "org": bounds.org_id,
        "demo": bounds.is_demo,
        "sites": sorted(bounds.sites or ()),
    }
