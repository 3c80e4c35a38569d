"""How the remedy of an issue stands: its disclosures and the engagements they opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ilm.access.actor import Actor
from ilm.cases.models import Issue
from ilm.disclosure.models import Disclosure
from ilm.faces.desk import clocks, directory
from ilm.faces.desk.clocks import Shown
from ilm.remedy.models import Engagement
from ilm.remedy.tracing import opened_by


@dataclass(frozen=True)
class Standing:
    """One engagement with its partner's name, its clock, and the issue it is about."""

    engagement: Engagement
    partner: str
    clock: Shown | None
    issue: Issue | None


def engagements_of(actor: Actor, issues: Iterable[Issue]) -> list[Standing]:
    """Every engagement that a released disclosure of these issues opened."""
    known = {issue.pk: issue for issue in issues}
    return [
        Standing(each.engagement, each.partner, clock_of(each.engagement), known[each.issue_id])
        for each in opened_by(actor, known)
    ]


def standings(actor: Actor, engagements: Iterable[Engagement]) -> list[Standing]:
    """These engagements, each with what a list shows of it."""
    rows = list(engagements)
    if not rows:
        return []
    released = Disclosure.objects.visible_to(actor).filter(
        notice_id__in=[e.notice_id for e in rows]
    )
    of = released.select_related("issue__case", "issue__site")
    about = {d.notice_id: d.issue for d in of if d.notice_id}
    partners = directory.names(e.to_org for e in rows)
    return [
        Standing(e, partners.get(e.to_org, ""), clock_of(e), about.get(e.notice_id)) for e in rows
    ]


def clock_of(engagement: Engagement) -> Shown | None:
    """The answer's clock until there is one, then the remedy's, until it is closed."""
    since = engagement.raised_on
    if engagement.status == "closed":
        return None
    if engagement.answered_on is None:
        return clocks.until(engagement.answer_by, since=since)
    return clocks.until(engagement.remedy_by, since=since, met=engagement.claimed_on is not None)


def issue_of(actor: Actor, notice_id: UUID) -> Issue | None:
    """The issue that a notice came out of."""
    rows = Disclosure.objects.visible_to(actor).select_related("issue__case", "issue__site")
    found = rows.filter(notice_id=notice_id).first()
    return found.issue if found else None
