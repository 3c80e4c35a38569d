"""The desk's way from an engagement to its issue and back. A partner has no right on any of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.models import Issue
from ilm.disclosure.models import Disclosure
from ilm.kit.errors import Forbidden, Refused
from ilm.remedy.models import Engagement
from ilm.wall.entering import ask
from ilm.wall.whole import Whole

ISSUE, ESCALATION, CONSULTATION = "issue", "escalation", "consultation"
ENGAGEMENT = Whole(Engagement)
OPENED = f"""
select o.name, d.issue_id, {ENGAGEMENT.columns("e")}
  from disclosure_disclosure d
  join remedy_engagement e on e.notice_id = d.notice_id and e.org_id = d.org_id
  join parties_organisation o on o.id = e.to_org
 where d.org_id = %(org)s and d.issue_id = any(%(issues)s)
 order by e.raised_on desc, e.id
"""  # noqa: S608 - names of our own columns


def issue_of(engagement: Engagement) -> Issue:
    """The issue that the engagement's notice came out of."""
    found = (
        Disclosure.objects.select_related("issue__site", "issue__case")
        .filter(notice_id=engagement.notice_id, org_id=engagement.org_id)
        .first()
    )
    if found is None:
        raise Refused("The disclosure behind this notice cannot be found.")
    return found.issue


def engagements_of(issue: Issue) -> list[Engagement]:
    """Every engagement about the issue, newest first: respondents, buyers and authorities."""
    noticed = Disclosure.objects.filter(issue=issue, notice_id__isnull=False)
    rows = Engagement.objects.filter(notice_id__in=noticed.values("notice_id"), org_id=issue.org_id)
    return list(rows)


@dataclass(frozen=True)
class Opened:
    """An engagement, the name of the partner it is with, and the issue its notice came out of."""

    engagement: Engagement
    partner: str
    issue_id: UUID


def opened_by(actor: Actor, issues: Iterable[UUID]) -> list[Opened]:
    """Every engagement that a released disclosure of these issues opened, newest first."""
    actor.must(Permission.ENGAGEMENT_READ)
    rows = ask(OPENED, {"org": actor.organisation, "issues": list(issues)})
    return [Opened(ENGAGEMENT.of(row), partner, issue) for partner, issue, *row in rows]


def user_of(by: Actor) -> UUID:
    """The account of the member who acts; Forbidden to the clock and to workers."""
    if by.user_id is None:
        raise Forbidden("Only a member may do this.")
    return by.user_id


def must_be_addressed(engagement: Engagement, org_id: object) -> None:
    """Forbidden unless the organisation is the one the notice went to."""
    if engagement.to_org != org_id:
        raise Forbidden("This notice was sent to another organisation.")
