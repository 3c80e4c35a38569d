"""A deadline as the desk shows it: due, soon, over, met."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ilm.kit import clock


@dataclass(frozen=True)
class Shown:
    """What `<c-clock>` takes."""

    state: str
    left: str
    by: str
    datetime: str


def until(
    by: datetime | date | None, *, since: datetime | date | None = None, met: bool = False
) -> Shown | None:
    """`soon` when less than a quarter of the time is left (of a day, when `since` is unknown)."""
    if by is None:
        return None
    end, now = _instant(by, last=True), clock.now()
    label = f"{by:%-d %b %H:%M}" if isinstance(by, datetime) else f"{by:%-d %b}"
    stamp = by.isoformat()
    if met:
        return Shown("met", "", label, stamp)
    left = end - now
    if left < timedelta(0):
        return Shown("over", f"by {span(-left)}", label, stamp)
    whole = end - _instant(since, last=False) if since else timedelta(days=4)
    return Shown("soon" if left < whole / 4 else "due", f"{span(left)} left", label, stamp)


def span(length: timedelta) -> str:
    """`40 min`, `5 h`, `3 days`."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


def _instant(moment: datetime | date, *, last: bool) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time.max if last else time.min, tzinfo=UTC)
