"""Reports that may tell of the same situation, with the reasons: for people to look at, never to
merge. Words are compared in memory, in one request of an unlocked member, and nothing is kept."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import Q

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.lifecycle import CaseStatus, ReportStatus
from ilm.cases.models import Report
from ilm.cases.rereading import Account, accounts
from ilm.language import grams
from ilm.language.finding import words_of
from ilm.ledger.moves import record
from ilm.vault.opening import Reader

NEAR = timedelta(days=90)  # earlier or later
MOST = 150  # compared, on either side in time
SHOWN = 5
ALIKE = 0.2  # of 1: how alike two texts are from which on it says so
RARE = 0.05  # of the accounts compared: a word that more of them hold tells nothing
ENOUGH_WORDS = 3
WORTH = {"named": 0.3, "same_kind": 0.1, "words": 0.05}
Words = frozenset[str]


@dataclass(frozen=True)
class Likeness:
    """One report or one case, and why it may be the same situation.

    `percent`: how much of the pieces of the two texts agree; `words`: rare ones that both hold;
    `named`: a workplace or recruiter of its case that she names; `others`: more reports of its case
    that are like this one.
    """

    report: Report
    days: int
    percent: int
    words: tuple[str, ...] = field(repr=False)
    named: tuple[str, ...] = field(repr=False)
    is_same_kind: bool
    others: int = 0

    @property
    def score(self) -> float:
        return (
            self.percent / 100
            + WORTH["named"] * bool(self.named)
            + WORTH["same_kind"] * self.is_same_kind
            + WORTH["words"] * len(self.words)
        )

    @property
    def is_likely(self) -> bool:
        enough = self.percent >= ALIKE * 100 or len(self.words) >= ENOUGH_WORDS
        return enough or bool(self.named)


def alike(
    report: Report, *, by: Actor, reader: Reader, kinds: Iterable[str] = ()
) -> list[Likeness]:
    """The likeliest, five at most. `kinds`: issues that her account may be about.

    Compared are the reports of others that are nearest in time and new or of an open case.
    """
    by.must(Permission.CASE_TRIAGE)
    near = _near(report, by)
    read = accounts([report.pk, *(each.pk for each in near)], by=by, reader=reader)
    record(report, "report.compared", by=by, reports=len(near))
    if (hers := read.get(report.pk)) is None:
        return []
    told = [(each, read[each.pk]) for each in near if each.pk in read]
    found = [each for each in _compared(report, hers, told, set(kinds)) if each.is_likely]
    return _one_a_case(sorted(found, key=lambda each: (-each.score, each.days)))[:SHOWN]


def _near(report: Report, by: Actor) -> list[Report]:
    at = report.received_at
    is_open = Q(status=ReportStatus.NEW) | Q(
        status=ReportStatus.JOINED, case__status=CaseStatus.OPEN
    )
    rows = Report.objects.visible_to(by).filter(is_open).exclude(alias_id=report.alias_id)
    rows = rows.select_related("case__site", "case__recruiter", "conversation")
    before = rows.filter(received_at__lte=at, received_at__gte=at - NEAR)
    after = rows.filter(received_at__gt=at, received_at__lte=at + NEAR)
    found = [
        *before.order_by("-received_at", "-id")[:MOST],
        *after.order_by("received_at", "id")[:MOST],
    ]
    first: dict[tuple[UUID, UUID | None], Report] = {}
    for each in found:  # an account of two issues is two reports
        first.setdefault((each.alias_id, each.case_id), each)
    return list(first.values())


def _compared(
    report: Report, hers: Account, told: Sequence[tuple[Report, Account]], kinds: set[str]
) -> list[Likeness]:
    if not told:
        return []
    shares = _shares(hers.text, [account.text for _, account in told])
    held = [words_of(account.text) for _, account in told]
    often = Counter(word for words in held for word in words)
    most = max(1, RARE * len(told))
    mine = words_of(hers.text)
    usual = _usual(told)
    return [
        Likeness(
            report=other,
            days=abs(other.received_at - report.received_at).days,
            percent=round(100 * share),
            words=tuple(sorted(w for w in mine & words if often[w] <= most)),
            named=tuple(name for name in _names(other) if _holds(mine, words_of(name) - usual)),
            is_same_kind=other.leaf in kinds,
        )
        for (other, _), share, words in zip(told, shares, held, strict=True)
    ]


def _shares(text: str, others: Sequence[str]) -> list[float]:
    """How alike each is to `text`, 0 to 1, rare pieces weighing more."""
    counts: Any = grams.counted([text, *others], os.urandom(32))
    rows = grams.weighed(counts, grams.rarity(counts))
    return [float(share) for share in (rows[1:] @ rows[0].T).toarray().ravel()]


def _names(report: Report) -> list[str]:
    if report.case is None:
        return []
    recruiter = report.case.recruiter
    return [report.case.site.name, *([recruiter.name] if recruiter else [])]


def _usual(told: Sequence[tuple[Report, Account]]) -> Words:
    """Words that many of these names hold, such as `factory`: they name nothing."""
    names = {name for report, _ in told for name in _names(report)}
    often = Counter(word for name in names for word in words_of(name))
    return frozenset(word for word, count in often.items() if count > 2)


def _holds(mine: Words, name: Words) -> bool:
    return bool(name) and name <= mine


def _one_a_case(found: Sequence[Likeness]) -> list[Likeness]:
    """The likeliest report of each case, with how many more of it there are."""

    def joined(kept: dict[UUID, Likeness], each: Likeness) -> dict[UUID, Likeness]:
        key = each.report.case_id or each.report.pk
        first = kept.get(key)
        if first is None:
            return {**kept, key: each}
        more = Likeness(**{**vars(first), "others": first.others + 1})
        return {**kept, key: more}

    return list(reduce(joined, found, dict[UUID, Likeness]()).values())
