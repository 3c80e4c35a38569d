"""Contacts, reports, cases, issues and people: five numbers that are never mixed."""

from dataclasses import dataclass
from datetime import datetime

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.lifecycle import ReportStatus
from ilm.cases.models import Case, Report
from ilm.talk.models import Contact
from ilm.wall.entering import ask

COUNTED = f"""
with joined as (
  select id, alias_id from cases_report
   where org_id = %(org)s and case_id = %(case)s and status = '{ReportStatus.JOINED}'),
issue as (
  select id, affected from cases_issue where org_id = %(org)s and case_id = %(case)s)
select (select count(distinct contact_id) from cases_reportcontact
         where report_id in (select id from joined)),
       (select count(distinct alias_id) from joined), (select count(*) from joined),
       (select count(*) from issue), (select coalesce(max(affected), 0) from issue),
       (select count(distinct alias_id) from cases_affectedworker
         where issue_id in (select id from issue))
"""  # noqa: S608 - a status of our own


@dataclass(frozen=True, kw_only=True)
class Counts:
    """One case. `affected` is the union of people over its issues, never the sum."""

    contacts: int
    reporters: int
    reports: int
    issues: int
    affected: int


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A stretch of time: all contacts, and those that were about an issue."""

    contacts: int
    substantive: int


def count(case: Case) -> Counts:
    """The numbers of one case, and of nobody twice.

    Estimates of affected people name nobody, so how far two of them overlap is unknown: at least
    the largest issue, at least the aliases we know.
    """
    [row] = ask(COUNTED, {"case": case.pk, "org": case.org_id})
    contacts, reporters, reports, issues, largest, known = row
    return Counts(
        contacts=contacts,
        reporters=reporters,
        reports=reports,
        issues=issues,
        affected=max(largest, known),
    )


def heard(actor: Actor, *, since: datetime, until: datetime) -> Heard:
    """Contacts that began from `since` to before `until`; substantive ones fed a joined report."""
    actor.must(Permission.DASHBOARD_READ)
    contacts = Contact.objects.visible_to(actor).filter(began_at__gte=since, began_at__lt=until)
    about = Report.objects.filter(status=ReportStatus.JOINED)
    return Heard(
        contacts=contacts.count(),
        substantive=contacts.filter(reports__in=about).distinct().count(),
    )
