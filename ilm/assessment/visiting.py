"""What was found at a site by looking, and what it says about an issue."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.assessment.models import Finding, Visit
from ilm.catalog.issues import ALL_LEAVES
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.parties.models import Site
from ilm.wall.entering import atomic

STILL_SAYS = timedelta(days=365)


class Method(StrEnum):
    SURVEY = "survey"
    DOCUMENT_REVIEW = "document_review"
    INTERVIEWS = "interviews"
    PORT_RISK = "port_risk"
    OUTSIDE_AUDIT = "outside_audit"


def record_visit(
    site: Site,
    *,
    method: str,
    made_on: date,
    findings: Mapping[str, bool],
    is_announced: bool = False,
    by: Actor,
) -> Visit:
    """One look at a site. `findings`: leaf → seen (True), or looked for and not seen (False).

    What nobody looked for is left out: it says nothing.
    """
    by.must(Permission.ISSUE_VERIFY)
    if by.org_id is None:
        raise Refused("A visit is made by an organisation.")
    _must_be_sound(method, made_on, findings)
    visit = Visit(
        org_id=by.org_id,
        site=site,
        method=method,
        made_on=made_on,
        made_by=by.user_id,
        is_announced=is_announced,
    )
    with atomic():
        visit.save(force_insert=True)
        Finding.objects.bulk_create(
            Finding(org_id=by.org_id, visit=visit, leaf=leaf, is_found=is_found)
            for leaf, is_found in sorted(findings.items())
        )
        record(
            visit, "visit.recorded", by=by, method=Slug(method), site=site.pk,
            found=[Slug(leaf) for leaf, is_found in sorted(findings.items()) if is_found],
        )  # fmt: skip
    return visit


def _must_be_sound(method: str, made_on: date, findings: Mapping[str, bool]) -> None:
    if method not in list(Method):
        raise Refused("Say how you looked: choose from the list.")
    if made_on > clock.today():
        raise Refused("A visit is recorded after it was made.")
    if not findings:
        raise Refused("Name at least one issue that was looked for.")
    if unknown := sorted(set(findings) - {str(leaf) for leaf in ALL_LEAVES}):
        raise Refused(f"{unknown[0]} is not an issue of the list.")


def findings_about(site: Site, leaf: str, *, by: Actor, on: date | None = None) -> list[Finding]:
    """What looking at the site said about this leaf in the year before `on`, newest first."""
    by.must(Permission.CASE_READ)
    last = on or clock.today()
    rows = (
        Finding.objects.visible_to(by).select_related("visit").filter(visit__site=site, leaf=leaf)
    )
    recent = rows.filter(visit__made_on__range=(last - STILL_SAYS, last))
    return list(recent.order_by("-visit__made_on", "-pk"))
