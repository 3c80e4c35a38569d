"""The desk's way from an engagement to its issue and back. A partner has no right on any of it."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.cases.models import Issue
from ilm.disclosure.models import Disclosure
from ilm.kit.errors import Forbidden, Refused
from ilm.remedy.models import Engagement

ISSUE, ESCALATION, CONSULTATION = "issue", "escalation", "consultation"


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


def user_of(by: Actor) -> UUID:
    """The account of the member who acts; Forbidden to the clock and to workers."""
    if by.user_id is None:
        raise Forbidden("Only a member may do this.")
    return by.user_id


def must_be_addressed(engagement: Engagement, org_id: object) -> None:
    """Forbidden unless the organisation is the one the notice went to."""
    if engagement.to_org != org_id:
        raise Forbidden("This notice was sent to another organisation.")
