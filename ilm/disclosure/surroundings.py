"""What a decision looks at: who works there, whom the issue is about, what was said before."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Issue
from ilm.disclosure.anonymity import Crowd, Head, scope_of
from ilm.disclosure.lifecycle import DisclosureStatus
from ilm.disclosure.models import Disclosure
from ilm.disclosure.narrowing import Said
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.models import Headcount, Site

REPRISAL = "voi.reprisal"
FRESH = timedelta(days=180)


def own(issue: Issue) -> frozenset[UUID]:
    """The employer and the recruiter that the issue is about."""
    return frozenset(o for o in (issue.site.owner_id, issue.case.recruiter_id) if o)


def crowd(issue: Issue) -> Crowd:
    """Headcounts of the site, of the owner's sites with the same open issue, and of all of them."""
    sites = {issue.site_id}
    if issue.site.owner_id:
        sites |= set(Site.objects.filter(owner_id=issue.site.owner_id).values_list("pk", flat=True))
    heads = _counted(sites, issue.org_id)
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


def groups(issue: Issue) -> frozenset[str]:
    """Units, shifts and roles of the site that somebody has counted, as they are called there."""
    rows = Headcount.objects.filter(site=issue.site_id).values_list("traits", flat=True)
    return frozenset(traits[n] for traits in rows for n in ("unit", "shift", "role") if n in traits)


def _counted(sites: set[UUID], org_id: UUID) -> dict[UUID, tuple[Head, ...]]:
    """Of each group at each site, the smallest count of half a year, or else the newest.

    A count too low keeps words back; one too high, by a slip or by somebody's wish, gives people
    away. So a larger one takes over only when no smaller one is fresh any more, and what another
    organisation counted stands only where we counted nothing.
    """
    fresh = clock.today() - FRESH
    kept: dict[UUID, dict[frozenset[tuple[str, str]], Headcount]] = {pk: {} for pk in sites}
    for row in Headcount.objects.filter(site_id__in=sites).order_by("as_of", "id"):
        known, group = kept[row.site_id], frozenset(row.traits.items())
        before = known.get(group)
        is_ours = [r is not None and r.org_id in (None, org_id) for r in (before, row)]
        smaller = before is None or row.number <= before.number or before.as_of < fresh
        if before is None or is_ours == [False, True] or (is_ours != [True, False] and smaller):
            known[group] = row
    return {
        pk: tuple(Head(row.traits, row.number) for row in known.values())
        for pk, known in kept.items()
    }


def earlier(issue: Issue) -> tuple[Said, ...]:
    """What was released before, to anyone, about this site or about all of its owner's sites."""
    here = Q(issue__site=issue.site_id)
    if issue.site.owner_id:
        here |= Q(issue__site__owner=issue.site.owner_id, step__gte=4)
    rows = Disclosure.objects.filter(here, org_id=issue.org_id, status=DisclosureStatus.RELEASED)
    return tuple(said(row) for row in rows.select_related("issue"))


def said(row: Disclosure) -> Said:
    """A disclosure as the next one is compared with it: as released, or as opened before."""
    traits = row.told if row.status == DisclosureStatus.RELEASED else row.traits
    return Said(leaf=row.issue.leaf, traits=traits, scope=scope_of(row.step), size=row.set_size)


def must_not_be_frozen(issue: Issue) -> None:
    """Refused while a suspected reprisal at the site has not been looked into."""
    unseen = (IssueStatus.DRAFT, IssueStatus.REOPENED)
    there = Issue.objects.filter(org_id=issue.org_id, site=issue.site_id, leaf=REPRISAL)
    if there.filter(status__in=unseen).exists():
        raise Refused(
            "A reprisal is suspected at this site. Nothing new leaves before it was looked into."
        )
