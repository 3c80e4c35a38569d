"""Issues that an account may be about, as this organisation's own triage taught: for people to take
or leave. Nothing is decided, sorted, sent or written by it but how often people agreed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases import learning
from ilm.cases.models import Lesson, Report
from ilm.cases.rereading import accounts
from ilm.catalog.issues import ALL_LEAVES, IssueType
from ilm.kit.slug import Slug
from ilm.language.learning import Tally
from ilm.vault.opening import Reader


@dataclass(frozen=True)
class Suggestion:
    """An issue, and how often it was right when it was named for accounts kept aside."""

    kind: IssueType
    tally: Tally


@dataclass(frozen=True)
class Suggested:
    """What a lesson says of one report."""

    lesson: Lesson
    issues: tuple[Suggestion, ...]


def suggest(report: Report, *, by: Actor, reader: Reader) -> Suggested | None:
    """Three issues at most, the likeliest first; None where nothing was learnt or nothing fits."""
    by.must(Permission.CASE_TRIAGE)
    lesson = learning.in_force(by)
    if lesson is None or (model := learning.opened(lesson, reader.unlocked)) is None:
        return None
    account = accounts([report.pk], by=by, reader=reader).get(report.pk)
    offers = model.offers(account.text) if account else []
    kinds = [
        Suggestion(ALL_LEAVES[Slug(leaf)], tally)
        for leaf, tally in offers
        if Slug(leaf) in ALL_LEAVES
    ]
    return Suggested(lesson, tuple(kinds)) if kinds else None


def compare(suggested: Suggested | None, leaves: Iterable[str], *, by: Actor) -> None:
    """Count whether people chose what was suggested; of whom, or which issue, is not written."""
    if suggested is None:
        return
    chosen, named = set(leaves), [str(each.kind.slug) for each in suggested.issues]
    Lesson.objects.visible_to(by).filter(pk=suggested.lesson.pk).update(
        offered=F("offered") + 1,
        first_right=F("first_right") + int(named[0] in chosen),
        among_right=F("among_right") + int(bool(chosen & set(named))),
    )
