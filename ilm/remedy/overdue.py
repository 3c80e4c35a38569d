"""Which promise of time runs on an engagement now, and whether it is broken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ilm.remedy.lifecycle import EngagementStatus
from ilm.remedy.models import Engagement

SOON_SHARE = 4  # "soon" when less than a quarter of the time is left


@dataclass(frozen=True, kw_only=True)
class Running:
    """`state` as `<c-clock>` takes it: due, soon, over, met. `what`: answer or remedy."""

    what: str
    by: date
    state: str
    days_left: int


def running(engagement: Engagement, today: date) -> Running | None:
    """The clock that runs: the answer's until there is one, then the remedy's. None once closed."""
    if engagement.status == EngagementStatus.CLOSED:
        return None
    if engagement.answered_on is None:
        return _clock("answer", engagement.answer_by, engagement.raised_on, today)
    if engagement.remedy_by is None:
        return None
    is_met = engagement.status in (EngagementStatus.CLAIMED_DONE, EngagementStatus.WORKER_CHECK)
    return _clock("remedy", engagement.remedy_by, engagement.raised_on, today, is_met=is_met)


def is_overdue(engagement: Engagement, today: date) -> bool:
    """Whether the clock that runs has run out."""
    clock = running(engagement, today)
    return clock is not None and clock.state == "over"


def overdue(engagements: Iterable[Engagement], today: date) -> list[Engagement]:
    """Those of them whose clock has run out, longest over first."""
    late = [(c.by, e) for e in engagements if (c := running(e, today)) and c.state == "over"]
    return [engagement for _, engagement in sorted(late, key=lambda pair: pair[0])]


def _clock(what: str, by: date, since: date, today: date, *, is_met: bool = False) -> Running:
    left, whole = (by - today).days, max((by - since).days, 1)
    state = "due"
    if is_met:
        state = "met"
    elif left < 0:
        state = "over"
    elif left * SOON_SHARE < whole:
        state = "soon"
    return Running(what=what, by=by, state=state, days_left=left)
