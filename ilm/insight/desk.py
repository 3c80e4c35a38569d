"""Exact figures of one organisation, for its own people at the desk."""

from dataclasses import dataclass
from datetime import date, timedelta

from ilm.access.actor import Actor
from ilm.catalog.issues import ALL_LEAVES
from ilm.catalog.silence import silence
from ilm.insight.facts import STATUSES, Facts
from ilm.insight.metrics import (
    CONTACTS,
    DAYS_RAISED_TO_VALIDATED,
    ISSUES,
    PEOPLE_BY_ISSUE,
    REMEDY_GAP,
    WORKERS_AFFECTED,
    WORKERS_CLAIMED,
    WORKERS_REACHED,
    WORKERS_REMEDIED,
    Metric,
    measure,
)
from ilm.insight.protection import DESK
from ilm.insight.reading import Bounds, read, watched
from ilm.kit.slug import Slug

SILENCE_DAYS = 90
MOST_ROWS = 10
FINAL = frozenset({"remedied", "partly_remedied", "not_remedied", "closed_otherwise"})


@dataclass(frozen=True)
class Line:
    """One row of a chart."""

    slug: str
    label: str
    number: int


@dataclass(frozen=True)
class Silent:
    """A workplace that says less than its size lets expect (domain 4.3): contacts heard and
    expected in 90 days, and how likely so few are, 0..1."""

    site_id: str
    name: str
    heard: int
    expected: float
    probability: float


@dataclass(frozen=True, kw_only=True)
class Overview:
    """Exact numbers of the actor's organisation, `since` … `until` (both included). None: nothing
    to say yet."""

    since: date
    until: date
    contacts: int
    workers_reached: int
    workers_affected: int
    workers_remedied: int
    workers_claimed: int | None
    remedy_gap: int | None
    days_raised_to_validated: int | None
    issues: int
    issues_open: int
    by_status: tuple[Line, ...]
    top_issues: tuple[Line, ...]
    contacts_by_month: tuple[Line, ...]
    silent: tuple[Silent, ...]


def overview(actor: Actor, *, since: date, until: date) -> Overview:
    """The desk's dashboard, L0 included. Forbidden without the right to read it; inside the desk's
    face."""
    bounds = Bounds(since=since, until=until, org_id=actor.org_id, counted=False, grouped=True)
    facts = Facts(read(bounds), until)

    def one(metric: Metric) -> int | None:
        return measure(metric, surface=DESK, facts=facts, by=actor).get(())

    def lines(metric: Metric, dim: str) -> list[tuple[str, int]]:
        found = measure(metric, surface=DESK, facts=facts, dims=(dim,), by=actor)
        return [(value, number or 0) for (value,), number in found.items()]

    by_status = dict(lines(ISSUES, "status"))
    top = sorted(lines(PEOPLE_BY_ISSUE, "leaf"), key=lambda pair: (-pair[1], pair[0]))
    return Overview(
        since=since,
        until=until,
        contacts=one(CONTACTS) or 0,
        workers_reached=one(WORKERS_REACHED) or 0,
        workers_affected=one(WORKERS_AFFECTED) or 0,
        workers_remedied=one(WORKERS_REMEDIED) or 0,
        workers_claimed=one(WORKERS_CLAIMED),
        remedy_gap=one(REMEDY_GAP),
        days_raised_to_validated=one(DAYS_RAISED_TO_VALIDATED),
        issues=one(ISSUES) or 0,
        issues_open=sum(n for status, n in by_status.items() if status not in FINAL),
        by_status=tuple(
            Line(slug, words, by_status[slug])
            for slug, words in STATUSES.items()
            if slug in by_status
        ),
        top_issues=tuple(
            Line(leaf, ALL_LEAVES[Slug(leaf)].label, n) for leaf, n in top[:MOST_ROWS]
        ),
        contacts_by_month=tuple(
            Line(month, month, n) for month, n in sorted(lines(CONTACTS, "month"))
        ),
        silent=_silent(actor, until),
    )


def _silent(actor: Actor, until: date) -> tuple[Silent, ...]:
    """Workplaces where so little is alarming, least likely first."""
    since = until - timedelta(days=SILENCE_DAYS - 1)
    found = []
    for site, name, people, heard in watched(Bounds(since=since, until=until, org_id=actor.org_id)):
        told = silence(heard, headcount=people, days=SILENCE_DAYS)
        if told.alarm:
            found.append(Silent(site, name, heard, told.expected, told.probability))
    return tuple(sorted(found, key=lambda s: (s.probability, s.name))[:MOST_ROWS])
