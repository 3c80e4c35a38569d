"""Lists of the desk, a page at a time, and the history of a case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.models import Case, Report
from ilm.kit.errors import Refused
from ilm.wall.entering import ask

ROWS = 30  # of a list: what a screen or two shows; older ones are a key away
M = TypeVar("M", bound=models.Model)


HAPPENED = """
select verb, actor, at from ledger_entry where org_id = %(org)s and subject = any(array(
  select 'cases.case:' || %(case)s::uuid
  union all select 'cases.report:' || id from cases_report where case_id = %(case)s
  union all select 'cases.issue:' || id from cases_issue where case_id = %(case)s
  union all select 'cases.verdict:' || v.id from cases_verdict v
    join cases_issue i on i.id = v.issue_id where i.case_id = %(case)s))
 order by at desc, id desc limit %(latest)s
"""


@dataclass(frozen=True)
class Happened:
    """One act in the ledger, as a history shows it: what, who (as the ledger names them), when."""

    verb: str
    actor: str
    at: datetime


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows; `more` is what to hand in for the rows after them, None at the end."""

    rows: list[M]
    more: str | None


def cases_page(actor: Actor, *, before: str | None = None, limit: int = ROWS) -> Page[Case]:
    """Every case, newest first."""
    actor.must(Permission.CASE_READ)
    rows = Case.objects.visible_to(actor).select_related("site").newest_first()
    if before:
        at, pk = _read(before)
        rows = rows.filter(Q(opened_at__lt=at) | Q(opened_at=at, id__lt=pk), opened_at__lte=at)
    return _page(rows, limit, "opened_at")


def queue_page(actor: Actor, *, after: str | None = None, limit: int = ROWS) -> Page[Case]:
    """Open cases, most urgent first, then the one whose clock runs out first."""
    actor.must(Permission.CASE_READ)
    rows = Case.objects.visible_to(actor).open().select_related("site")
    rows = rows.order_by("urgency_rank", "contact_by", "id")
    if after:
        rank, _, place = after.partition(" ")
        at, pk = _read(place)
        same = Q(urgency_rank=_rank(rank))
        rows = rows.filter(
            Q(urgency_rank__gt=_rank(rank))
            | same & Q(contact_by__gt=at)
            | same & Q(contact_by=at, id__gt=pk)
        )
    page = _page(rows, limit, "contact_by")
    return Page(page.rows, page.more and f"{page.rows[-1].urgency_rank} {page.more}")


def untriaged_page(actor: Actor, *, after: str | None = None, limit: int = ROWS) -> Page[Report]:
    """Reports that nobody has looked at, the one that waits longest first."""
    actor.must(Permission.CASE_READ)
    rows = Report.objects.visible_to(actor).untriaged().select_related("conversation")
    rows = rows.order_by("received_at", "id")
    if after:
        at, pk = _read(after)
        rows = rows.filter(Q(received_at__gt=at) | Q(received_at=at, id__gt=pk))
    return _page(rows, limit, "received_at")


def history(case: Case, *, by: Actor, latest: int | None = None) -> list[Happened]:
    """What happened to a case, its reports, issues and findings: the `latest`, newest first."""
    by.must(Permission.CASE_READ)
    at_hand = {"org": by.organisation, "case": case.pk, "latest": latest}
    return [Happened(*row) for row in ask(HAPPENED, at_hand)]


def _page(rows: models.QuerySet[M], limit: int, by: str) -> Page[M]:
    found = list(rows[: limit + 1])
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    place = f"{getattr(last, by).isoformat()} {last.pk}" if last else None
    return Page(shown, place)


def _read(place: str) -> tuple[datetime, UUID]:
    at, _, pk = place.rpartition(" ")
    try:
        return datetime.fromisoformat(at), UUID(pk)
    except ValueError:
        raise Refused("That page of the list does not exist.") from None


def _rank(text: str) -> int:
    if not text.isdigit():
        raise Refused("That page of the list does not exist.")
    return int(text)
