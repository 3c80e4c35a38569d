"""Many reports of a burst at once: linked as one incident, or signposted together."""

from collections.abc import Sequence

from ilm.access.actor import Actor
from ilm.cases.models import Issue, Report
from ilm.cases.triage import LeafClaim, join, signpost
from ilm.wall.entering import atomic


def gather(reports: Sequence[Report], *, into: Issue, by: Actor) -> int:
    """Each is one more account of the same incident; all of them or none. How many joined.

    The number of workers affected stays what the desk has found out: it is not the number of
    reports.
    """
    claim = LeafClaim(leaf=into.leaf, urgency=None)
    with atomic():
        for report in reports:
            join(report, case=into.case, leaves=[claim], by=by)
    return len(reports)


def signpost_all(reports: Sequence[Report], *, as_kind: str, by: Actor) -> int:
    """No issue in any of them; all or none. How many were signposted."""
    with atomic():
        for report in reports:
            signpost(report, as_kind=as_kind, by=by)
    return len(reports)
