"""What a case shows of itself follows its issues: its urgency, its clock, its search words."""

from datetime import datetime

from django.db.models import Max, Min

from ilm.cases.lifecycle import IssueStatus
from ilm.cases.models import Case
from ilm.cases.searching import words_of
from ilm.catalog.urgency import CLOCKS, Urgency, tightened


def follow_issues(case: Case, *, since: datetime | None = None) -> Case:
    """The most urgent open issue decides; a running deadline is only ever brought forward.

    `since` is when the report came that made us look; without it, the report the clock runs from.
    """
    row = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    issues = list(row.issues.exclude(status=IssueStatus.CLOSED))
    if issues:
        most = max(Urgency(i.urgency) for i in issues)
        row.urgency, row.urgency_rank = most, len(Urgency) - 1 - most.rank
        if start := since or _clock_began(row, any(i.reopened_times for i in issues)):
            row.contact_by = tightened(row.contact_by, CLOCKS[most].contact_by(start))
    row.words = words_of(row)
    row.save(update_fields=["urgency", "urgency_rank", "contact_by", "words"])
    return row


def _clock_began(case: Case, is_reopened: bool) -> datetime | None:
    which = Max("received_at") if is_reopened else Min("received_at")
    began: datetime | None = case.reports.aggregate(at=which)["at"]
    return began
