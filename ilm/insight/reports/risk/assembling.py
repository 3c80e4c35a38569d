"""Put together the figures of one buyer's report: protected through `measure()`, or disclosed."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.catalog.issues import ALL_LEAVES, AREAS
from ilm.insight.facts import STATUSES, Facts
from ilm.insight.metrics import (
    PEOPLE_BY_ISSUE,
    PEOPLE_BY_REMEDY,
    WORKERS_AFFECTED,
    WORKERS_REACHED,
    WORKERS_REMEDIED,
    Metric,
    measure,
)
from ilm.insight.models import BuiltReport
from ilm.insight.protection import PARTNER
from ilm.insight.reading import Bounds, read
from ilm.insight.reports.risk.disclosed import disclosed_to
from ilm.insight.reports.risk.figures import (
    Definition,
    Headline,
    IssueRow,
    MonthRow,
    RemedyRow,
    RiskFigures,
)
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.parties.models import Kind, Organisation, Site

HEADLINES = (WORKERS_REACHED, WORKERS_AFFECTED, WORKERS_REMEDIED)
USED = (*HEADLINES, PEOPLE_BY_ISSUE, PEOPLE_BY_REMEDY)


def build(buyer: Organisation, *, starts: date, ends: date, actor: Actor) -> RiskFigures:
    """The figures for `starts` … `ends` (both included), from the actor's organisation alone; that
    it was built is kept. Forbidden without the right; Refused for another kind of organisation or
    an empty period."""
    org_id, user_id = _maker(buyer, starts, ends, actor)
    chain = list(Site.objects.supplying(buyer.pk, on=ends).order_by("name", "id"))
    facts = _facts(chain, org_id, starts, ends)
    told = disclosed_to(buyer, org_id=org_id, ends=ends)
    own = Organisation.objects.get(pk=org_id)
    BuiltReport(
        org_id=org_id,
        report="risk",
        about=buyer.pk,
        starts_on=starts,
        ends_on=ends,
        built_by=user_id,
        built_at=clock.now(),
    ).save(force_insert=True)
    return RiskFigures(
        buyer=buyer.name,
        period_starts_on=starts,
        period_ends_on=ends,
        generated_on=clock.today(),
        release=f"family {ends:%Y}, as of {ends}",
        definitions=tuple(_definition(metric) for metric in USED),
        headlines=tuple(_headline(metric, facts, actor) for metric in HEADLINES),
        issues=_issues(facts, actor),
        by_month=_months(facts, starts, ends, actor),
        remedy=_remedy(facts, actor),
        sites=told.sites(chain),
        escalations=told.escalations(),
        claims=told.claims(),
        audits=told.audits(starts),
        is_demo=own.is_demo or buyer.is_demo,
    )


def _maker(buyer: Organisation, starts: date, ends: date, actor: Actor) -> tuple[UUID, UUID]:
    """The organisation and the member who build it, if they may and if it makes sense."""
    actor.must(Permission.REPORT_BUILD)
    if buyer.kind != Kind.BUYER:
        raise Refused("A risk report is for a buyer.")
    if ends < starts:
        raise Refused("Choose a last day that is not before the first.")
    if actor.org_id is None or actor.user_id is None:
        raise Refused("Only a member of an organisation builds a report.")
    return actor.org_id, actor.user_id


def _facts(chain: list[Site], org_id: UUID, starts: date, ends: date) -> Facts:
    sites = frozenset(str(site.pk) for site in chain)
    return Facts(read(Bounds(since=starts, until=ends, org_id=org_id, sites=sites)), ends)


def _by(metric: Metric, dim: str, facts: Facts, actor: Actor) -> Mapping[str, int | None]:
    found = measure(metric, surface=PARTNER, facts=facts, dims=(dim,), by=actor)
    return {value: number for (value,), number in found.items()}


def _definition(metric: Metric) -> Definition:
    return Definition(metric.slug, metric.version, metric.label, metric.explains)


def _headline(metric: Metric, facts: Facts, actor: Actor) -> Headline:
    shown = measure(metric, surface=PARTNER, facts=facts, by=actor).get(())
    return Headline(metric.label, shown, metric.unit)


def _issues(facts: Facts, actor: Actor) -> tuple[IssueRow, ...]:
    """Kinds of issue that are shown, most people first: the others are one sentence."""
    found = _by(PEOPLE_BY_ISSUE, "leaf", facts, actor)
    shown = sorted((-number, leaf) for leaf, number in found.items() if number is not None)
    return tuple(
        IssueRow(leaf, ALL_LEAVES[Slug(leaf)].label, AREAS[_area(leaf)].label, -number)
        for number, leaf in shown
    )


def _area(leaf: str) -> Slug:
    return Slug(leaf.partition(".")[0])


def _months(facts: Facts, starts: date, ends: date, actor: Actor) -> tuple[MonthRow, ...]:
    found = _by(WORKERS_REACHED, "month", facts, actor)
    first, last = (day.year * 12 + day.month - 1 for day in (starts, ends))
    months = [date(n // 12, n % 12 + 1, 1) for n in range(first, last + 1)]
    return tuple(MonthRow(month, found.get(f"{month:%Y-%m}")) for month in months)


def _remedy(facts: Facts, actor: Actor) -> tuple[RemedyRow, ...]:
    found = _by(PEOPLE_BY_REMEDY, "status", facts, actor)
    return tuple(
        RemedyRow(slug, words, found.get(slug), is_confirmed=slug == "remedied")
        for slug, words in STATUSES.items()
    )
