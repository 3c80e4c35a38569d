"""When the employer does not move: up to a buyer, or to an authority, by the disclosure's road."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.models import Issue
from ilm.disclosure.lifecycle import DisclosureStatus
from ilm.disclosure.models import Disclosure
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.parties.models import Kind, Organisation
from ilm.parties.sites import buyers_of
from ilm.remedy.lifecycle import EngagementStatus
from ilm.remedy.models import Engagement, Escalation
from ilm.remedy.tracing import CONSULTATION, ESCALATION, ISSUE, issue_of
from ilm.wall.entering import atomic

BECAUSE = {
    "no_answer": "There was no answer in time",
    "refused": "The employer refuses",
    "remedy_late": "The remedy is late",
    "not_confirmed": "Workers say that it is not fixed",
    "reprisal": "A reprisal was reported",
    "danger": "People are in danger",
}


def escalate(
    engagement: Engagement,
    *,
    up: Engagement | None = None,
    disclosure_id: UUID,
    kind: str,
    to_org: UUID,
    because: str,
    by: Actor,
) -> Escalation:
    """Note that it goes up: `kind` escalation to a buyer of the site, consultation of an authority.

    The words go by a disclosure of their own, about the same issue and to the same organisation;
    `up` is the engagement it opened, or comes later by `link_up`.
    """
    by.must(Permission.ISSUE_ESCALATE)
    road = _road(engagement, disclosure_id, kind=kind, to_org=to_org)
    if because not in BECAUSE:
        raise Refused("Say why it goes up.")
    row = Escalation(
        org_id=engagement.org_id,
        engagement=engagement,
        up=_fitting(up, road),
        disclosure_id=disclosure_id,
        kind=kind,
        to_org=to_org,
        because=because,
        escalated_on=clock.today(),
    )
    with atomic():
        row.save(force_insert=True)
        record(row, f"engagement.{'escalated' if kind == ESCALATION else 'consulted'}", by=by,
               because=Slug(because))  # fmt: skip
    return row


def _road(engagement: Engagement, disclosure_id: UUID, *, kind: str, to_org: UUID) -> Disclosure:
    """The disclosure by which it goes up; Refused where it cannot go there."""
    if engagement.kind != ISSUE or engagement.status == EngagementStatus.CLOSED:
        raise Refused("Only an open notice to an employer or recruiter is taken further up.")
    issue = issue_of(engagement)
    road = Disclosure.objects.filter(pk=disclosure_id, issue=issue, to_org=to_org).first()
    if road is None:
        raise Refused("Draft the words for them first: every word leaves by a disclosure.")
    _must_count(kind, to_org, issue)
    if engagement.escalations.filter(disclosure_id=disclosure_id).exists():
        raise Refused("These words were noted as an escalation before.")
    return road


def link_up(escalation: Escalation, *, up: Engagement, by: Actor) -> Escalation:
    """The words were released: this is the engagement they opened."""
    by.must(Permission.ISSUE_ESCALATE)
    road = Disclosure.objects.get(pk=escalation.disclosure_id)
    if road.status != DisclosureStatus.RELEASED:
        raise Refused("These words have not been released yet.")
    escalation.up = _fitting(up, road)
    with atomic():
        escalation.save(update_fields=["up"])
        record(escalation, "escalation.linked", by=by, up=up.pk)
    return escalation


def _fitting(up: Engagement | None, road: Disclosure) -> Engagement | None:
    if up is not None and up.notice_id != road.notice_id:
        raise Refused("That engagement came out of other words.")
    return up


def _must_count(kind: str, to_org: UUID, issue: Issue) -> None:
    if kind not in (ESCALATION, CONSULTATION):
        raise Refused("It goes up to a buyer or to an authority.")
    if kind == ESCALATION and to_org not in dict(buyers_of(issue.site)):
        raise Refused("They do not buy from this site, as far as we know. Add the link first.")
    if kind == CONSULTATION and not _is_authority(to_org):
        raise Refused("Choose an authority to consult.")


def _is_authority(org_id: UUID) -> bool:
    return Organisation.objects.filter(pk=org_id, kind=Kind.AUTHORITY).exists()
