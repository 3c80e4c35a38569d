"""What a decision looks at: who works there, whom the issue is about, what was said before."""

from uuid import UUID

from django.db.models import Q

from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Issue
from ilm.disclosure.anonymity import Crowd, Head, scope_of
from ilm.disclosure.lifecycle import DisclosureStatus
from ilm.disclosure.models import Disclosure
from ilm.disclosure.narrowing import Said
from ilm.kit.errors import Refused
from ilm.parties.models import Headcount, Site

REPRISAL = "voi.reprisal"


def own(issue: Issue) -> frozenset[UUID]:
    """The employer and the recruiter that the issue is about."""
    return frozenset(o for o in (issue.site.owner_id, issue.case.recruiter_id) if o)


def crowd(issue: Issue) -> Crowd:
    """Headcounts of the site, of the owner's sites with the same open issue, and of all of them."""
    sites = {issue.site_id}
    if issue.site.owner_id:
        sites |= set(Site.objects.filter(owner_id=issue.site.owner_id).values_list("pk", flat=True))
    heads = _newest(sites, issue.org_id)
    same = set(
        Issue.objects.filter(org_id=issue.org_id, leaf=issue.leaf, site_id__in=sites)
        .exclude(status=IssueStatus.CLOSED)
        .values_list("site_id", flat=True)
    )
    return Crowd(
        site=heads[issue.site_id],
        pooled=tuple(heads[pk] for pk in sorted(same | {issue.site_id})),
        every=tuple(heads[pk] for pk in sorted(sites)),
    )


def _newest(sites: set[UUID], org_id: UUID) -> dict[UUID, tuple[Head, ...]]:
    """Of each group at each site, the count of the latest day. What another organisation counted
    stands where we counted nothing, and the fewest of it: nobody else makes our crowds larger."""
    kept: dict[UUID, dict[frozenset[tuple[str, str]], Head]] = {pk: {} for pk in sites}
    ours: set[tuple[UUID, frozenset[tuple[str, str]]]] = set()
    for row in Headcount.objects.filter(site_id__in=sites).order_by("as_of", "id"):
        group, told = frozenset(row.traits.items()), kept[row.site_id]
        if row.org_id in (None, org_id):
            told[group] = Head(row.traits, row.number)
            ours.add((row.site_id, group))
        elif (row.site_id, group) not in ours:
            fewest = min(row.number, told[group].number) if group in told else row.number
            told[group] = Head(row.traits, fewest)
    return {pk: tuple(groups.values()) for pk, groups in kept.items()}


def earlier(issue: Issue) -> tuple[Said, ...]:
    """What was released before, to anyone, about this site or about all of its owner's sites."""
    here = Q(issue__site=issue.site_id)
    if issue.site.owner_id:
        here |= Q(issue__site__owner=issue.site.owner_id, step__gte=4)
    rows = Disclosure.objects.filter(here, org_id=issue.org_id, status=DisclosureStatus.RELEASED)
    return tuple(said(row) for row in rows.select_related("issue"))


def said(row: Disclosure) -> Said:
    """A disclosure as the next one is compared with it."""
    return Said(leaf=row.issue.leaf, traits=row.traits, scope=scope_of(row.step), size=row.set_size)


def must_not_be_frozen(issue: Issue) -> None:
    """Refused while a suspected reprisal at the site has not been looked into."""
    unseen = (IssueStatus.DRAFT, IssueStatus.REOPENED)
    there = Issue.objects.filter(org_id=issue.org_id, site=issue.site_id, leaf=REPRISAL)
    if there.filter(status__in=unseen).exists():
        raise Refused(
            "A reprisal is suspected at this site. Nothing new leaves before it was looked into."
        )
