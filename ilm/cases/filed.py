"""One case with all that its page lists: issues, accounts, evidence; one plain statement each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import prefetch_related_objects

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.cases.models import Case, Issue
from ilm.parties.models import Organisation, Site
from ilm.wall.entering import ask
from ilm.wall.whole import Whole

CASE, ISSUE, SITE, RECRUITER = Whole(Case), Whole(Issue), Whole(Site), Whole(Organisation)
OPENED = f"""
select {CASE.columns("c")}, {SITE.columns("s")}, {RECRUITER.columns("r")}
  from cases_case c
  join parties_site s on s.id = c.site_id
  left join parties_organisation r on r.id = c.recruiter_id
 where c.org_id = %(org)s and c.ref = %(ref)s
"""  # noqa: S608 - names of our own columns
ISSUES = f"""
select {ISSUE.columns("i")} from cases_issue i
 where i.org_id = %(org)s and i.case_id = %(case)s
 order by i.status, i.opened_on
"""  # noqa: S608 - names of our own columns
ACCOUNTS = """
select r.leaf, r.is_third_party, r.consent_level, r.received_at, t.ref, t.channel
  from cases_report r join talk_conversation t on t.id = r.conversation_id
 where r.org_id = %(org)s and r.case_id = %(case)s
 order by r.received_at
"""
EVIDENCE = """
select issue_id, kind, is_corroborating, seen_on from cases_evidence
 where org_id = %(org)s and issue_id = any(%(issues)s)
 order by seen_on desc
"""


@dataclass(frozen=True, slots=True)
class Account:
    """One report that a case rests on, and the thread it came by; no words."""

    leaf: str
    is_third_party: bool
    consent_level: str
    received_at: datetime
    thread: str
    channel: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence: its kind, whether it speaks for the issue, the day it was seen."""

    issue_id: UUID
    kind: str
    is_corroborating: bool
    seen_on: date


def case_of(ref: str, *, by: Actor) -> Case | None:
    """The case of that reference with its site and recruiter, within the actor's reach."""
    if by.role.reach is not Reach.OWN_ORGANISATION:
        return None
    for row in ask(OPENED, {"org": by.organisation, "ref": ref}):
        case = CASE.of(row[: len(CASE)])
        case.site = SITE.of(row[len(CASE) : len(CASE) + len(SITE)])
        if case.recruiter_id:
            case.recruiter = RECRUITER.of(row[len(CASE) + len(SITE) :])
        return case
    return None


def issues_of(case: Case, *, by: Actor) -> list[Issue]:
    """Issues of the case by status and age; each knows the case at hand and its own site."""
    by.must(Permission.CASE_READ)
    issues = [ISSUE.of(row) for row in ask(ISSUES, {"org": by.organisation, "case": case.pk})]
    for issue in issues:
        issue.case = case
        if issue.site_id == case.site_id:
            issue.site = case.site
    prefetch_related_objects([each for each in issues if each.site_id != case.site_id], "site")
    return issues


def accounts(case: Case, *, by: Actor) -> list[Account]:
    """The reports of a case, the first first."""
    by.must(Permission.CASE_READ)
    return [Account(*row) for row in ask(ACCOUNTS, {"org": by.organisation, "case": case.pk})]


def evidence_on(issues: Iterable[UUID], *, by: Actor) -> list[Shown]:
    """What speaks for and against these issues, latest first."""
    by.must(Permission.CASE_READ)
    return [Shown(*row) for row in ask(EVIDENCE, {"org": by.organisation, "issues": list(issues)})]
