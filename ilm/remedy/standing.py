"""The employer's word and the workers' word about one claim, side by side."""

from dataclasses import dataclass
from uuid import UUID

from ilm.cases.models import Issue
from ilm.catalog.counting import Gap, headline, remedy_gap
from ilm.catalog.sampling import sample_size, wilson
from ilm.remedy.models import Claim, Engagement, Validation
from ilm.remedy.tracing import issue_of
from ilm.talk.lifecycle import CheckInStatus
from ilm.talk.models import CheckIn, Conversation

CLAIM = "claim"
ASKED = frozenset({CheckInStatus.SENT, CheckInStatus.ANSWERED, CheckInStatus.MISSED})


@dataclass(frozen=True, kw_only=True)
class TwoTruths:
    """Distinct workers. `wanted`: how many to ask; `reachable`: affected, known, with a thread.

    `asked` were reached by a question (no answer is not a yes); `awaited` of them may still
    answer. `share` is confirmed ÷ asked, None before anybody was asked; `low` and `high` its
    95 % interval, None for a census. `headline` is what counts as remedied.
    """

    affected: int
    claimed: int
    wanted: int
    reachable: int
    asked: int
    awaited: int
    answered: int
    confirmed: int
    partly: int
    refused: int
    harmed: int
    share: float | None
    low: float | None
    high: float | None
    headline: int

    @property
    def is_census(self) -> bool:
        return self.asked > 0 and self.asked == self.affected

    @property
    def gap(self) -> Gap:
        """Claimed less what the workers' word supports."""
        return remedy_gap(self.claimed, self.headline)

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered


def latest_claim(engagement: Engagement) -> Claim | None:
    """What the partner claimed last, if anything."""
    return engagement.claims.order_by("-number").first()


def standing(engagement: Engagement) -> TwoTruths:
    """How the latest claim stands, from check-ins and answers."""
    issue, said = issue_of(engagement), latest_claim(engagement)
    rows = list(CheckIn.objects.filter(about=CLAIM, about_id=said.pk)) if said else []
    words = list(Validation.objects.filter(issue=issue, claim_id=said.pk)) if said else []
    heard = {w.alias_id: w for w in words}
    asked = {c.alias_id for c in rows if c.status in ASKED} | set(heard)
    confirmed = _said(heard, "yes")
    return _counted(
        issue,
        claimed=said.workers if said else 0,
        reachable=len(reachable(issue)),
        asked=len(asked),
        awaited=len({c.alias_id for c in rows if c.status == CheckInStatus.SENT} - set(heard)),
        answered=len(heard),
        confirmed=confirmed,
        partly=_said(heard, "partly"),
        refused=_said(heard, "no"),
        harmed=sum(w.harmed for w in heard.values()),
    )


def reachable(issue: Issue) -> dict[UUID, Conversation]:
    """Known affected workers with a thread to ask them in, by alias."""
    known = issue.known_workers.values("alias_id")
    rows = Conversation.objects.filter(alias_id__in=known, org_id=issue.org_id)
    return {row.alias_id: row for row in rows}


def _said(heard: dict[UUID, Validation], answer: str) -> int:
    return sum(word.answer == answer for word in heard.values())


def _counted(issue: Issue, *, asked: int, confirmed: int, **rest: int) -> TwoTruths:
    affected = max(issue.affected, asked)
    interval = None if asked in (0, affected) else wilson(confirmed, asked)
    return TwoTruths(
        affected=affected,
        wanted=sample_size(affected),
        asked=asked,
        confirmed=confirmed,
        share=confirmed / asked if asked else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        headline=headline(confirmed, asked, affected),
        **rest,
    )
