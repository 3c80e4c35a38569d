"""Contacts, reports, cases, issues and people: five numbers that are never mixed."""

from dataclasses import dataclass
from datetime import datetime

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.lifecycle import ReportStatus
from ilm.cases.models import AffectedWorker, Case, Report
from ilm.talk.models import Contact


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
    """The numbers of one case, and of nobody twice."""
    reports = case.reports.filter(status=ReportStatus.JOINED)
    return Counts(
        contacts=Contact.objects.filter(reports__in=reports).distinct().count(),
        reporters=reports.values("alias_id").distinct().count(),
        reports=reports.count(),
        issues=case.issues.count(),
        affected=affected_in(case),
    )


def affected_in(case: Case) -> int:
    """People touched by the case: at least the largest issue, at least the aliases we know.

    Estimates name nobody, so how far two of them overlap is unknown; the larger is what is sure.
    """
    largest = max(case.issues.values_list("affected", flat=True), default=0)
    known = AffectedWorker.objects.filter(issue__case=case)
    return max(largest, known.values("alias_id").distinct().count())


def heard(actor: Actor, *, since: datetime, until: datetime) -> Heard:
    """Contacts that began from `since` to before `until`; substantive ones fed a joined report."""
    actor.must(Permission.DASHBOARD_READ)
    contacts = Contact.objects.visible_to(actor).filter(began_at__gte=since, began_at__lt=until)
    about = Report.objects.filter(status=ReportStatus.JOINED)
    return Heard(
        contacts=contacts.count(),
        substantive=contacts.filter(reports__in=about).distinct().count(),
    )
