"""What was put right, in the workers' own word, and how far the employers' word is from it."""

from statistics import median

from ilm.catalog.counting import remedy_gap
from ilm.insight.facts import REMEDIED, Facts
from ilm.insight.metrics.base import ALL, DESK_ONLY, FIRST, Metric
from ilm.kit.slug import Slug


def claimed(facts: Facts) -> int | None:
    """Workers the employers said were remedied, over issues that workers were asked about."""
    said = [s.claimed for s in facts.settled if s.claimed is not None]
    return sum(said) if said else None


def gap(facts: Facts) -> int | None:
    """Claimed less supported by the workers' word; None where nothing was claimed."""
    said = [s for s in facts.settled if s.claimed is not None]
    if not said:
        return None
    return remedy_gap(sum(s.claimed or 0 for s in said), sum(s.remedied for s in said)).workers


def days_to_validation(facts: Facts) -> int | None:
    """Median days from raised to confirmed by the workers."""
    taken = [
        (s.on - s.raised_on).days for s in facts.settled if s.raised_on and s.reason in REMEDIED
    ]
    return round(median(taken)) if taken else None


WORKERS_REMEDIED = Metric(
    slug=Slug("workers_remedied"),
    label="Workers remedied, at least",
    brief=(
        "Of all workers affected, also those who never reported: the fewest for whom the workers' "
        "answers prove a remedy."
    ),
    unlike=(Slug("people_by_remedy"),),
    explains=(
        "Workers whose remedy the workers concerned confirmed within the last 36 months. Where "
        "all were asked, those who confirmed; where a sample was asked, the lower end of the "
        "Wilson 95 % interval times the workers affected, rounded down. No answer is not a yes. "
        "Over the issues of one workplace people are counted once."
    ),
    unit="workers",
    counts="workers remedied",
    audiences=ALL,
    history=FIRST,
    dims=("country", "industry", "year"),
    rows=lambda facts: facts.remedied,
)
WORKERS_CLAIMED = Metric(
    slug=Slug("workers_claimed"),
    label="Workers claimed",
    explains="Workers the employers said were remedied, over issues that workers were asked about.",
    unit="workers",
    counts="workers claimed",
    audiences=DESK_ONLY,
    history=FIRST,
    value=claimed,
)
REMEDY_GAP = Metric(
    slug=Slug("remedy_gap"),
    label="Remedy gap",
    explains="Workers the employers said were remedied, less those the workers' word supports.",
    unit="workers",
    counts="workers claimed",
    audiences=DESK_ONLY,
    history=FIRST,
    value=gap,
)
DAYS_RAISED_TO_VALIDATED = Metric(
    slug=Slug("days_raised_to_validated"),
    label="Days from raised to confirmed",
    explains="Median days from raising an issue to the workers' word that it is remedied.",
    unit="days",
    counts="days",
    audiences=DESK_ONLY,
    history=FIRST,
    value=days_to_validation,
)
