"""UNGP 31: eight effectiveness criteria and the metrics that speak to each."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ilm.kit.slug import Slug, by_slug


class Criterion(StrEnum):
    LEGITIMATE = "legitimate"
    ACCESSIBLE = "accessible"
    PREDICTABLE = "predictable"
    EQUITABLE = "equitable"
    TRANSPARENT = "transparent"
    RIGHTS_COMPATIBLE = "rights_compatible"
    CONTINUOUS_LEARNING = "continuous_learning"
    ENGAGEMENT_DIALOGUE = "engagement_dialogue"


@dataclass(frozen=True, kw_only=True)
class UngpMetric:
    """A metric by name; how it is measured lives in `insight`. `meaning` is shown to the public."""

    slug: Slug
    criterion: Criterion
    meaning: str


MINIMUM_N: Final = 11  # below: "too few"
UPTAKE_GROUP_MINIMUM: Final = 50
REMEDY_GAP_GROUP_MINIMUM: Final = 30
REPRISAL_WINDOW_DAYS: Final = 180
RECURRENCE_WINDOW_DAYS: Final = 180


def _of(criterion: Criterion, *named: tuple[str, str]) -> tuple[UngpMetric, ...]:
    return tuple(
        UngpMetric(slug=Slug(slug), criterion=criterion, meaning=meaning) for slug, meaning in named
    )


METRICS = by_slug(
    *_of(
        Criterion.LEGITIMATE,
        ("would_use_again", "yes ÷ answered after closure"),
        (
            "independent_handler",
            "cases handled by a body with no commercial tie to the site ÷ cases",
        ),
        ("appeal_overturned", "appeals upheld ÷ decided"),
    ),
    *_of(
        Criterion.ACCESSIBLE,
        (
            "own_language_first_answer",
            "contacts answered first in the contact's language ÷ contacts with known language",
        ),
        ("contact_rate", "contacts per 100 workers by site × group"),
        ("uptake_ratio", "lowest ÷ highest group rate (groups of at least 50 people)"),
        ("abandoned", "calls given up before an answer ÷ inbound calls"),
    ),
    *_of(
        Criterion.PREDICTABLE,
        ("stage_in_time", "stages done within published time ÷ stages done or overdue"),
        ("stage_days", "median and 90th percentile of days per stage"),
        (
            "worker_update_in_time",
            "open cases whose last worker update is within its interval ÷ open cases",
        ),
    ),
    *_of(
        Criterion.EQUITABLE,
        ("advice_offered", "cases raised where independent advice was offered ÷ raised"),
        (
            "interpreter_met",
            "interactions served with requested language and gender ÷ requested",
        ),
        (
            "remedy_gap_by_group",
            "highest − lowest remedied share over groups of at least 30 people",
        ),
    ),
    *_of(
        Criterion.TRANSPARENT,
        ("days_since_worker_told", "median and 90th percentile of days since the worker heard"),
        ("disclosure_visible", "disclosures the worker can read ÷ disclosures (target 1)"),
        ("publication_lag_days", "days from the end of a period to its publication"),
        ("restatements", "count of restated figures"),
    ),
    *_of(
        Criterion.RIGHTS_COMPATIBLE,
        ("waiver_free", "settlements without waiver of rights ÷ settlements"),
        ("money_remedy_meets_due", "payments of at least the amount due ÷ payments"),
        ("reprisal_rate", "disclosures with confirmed reprisal within 180 days ÷ disclosures"),
    ),
    *_of(
        Criterion.CONTINUOUS_LEARNING,
        (
            "recurrence_180d",
            "site × issue reported again within 180 days of a remedied closure ÷ such closures",
        ),
        ("root_cause_coded", "closed issues with root cause ÷ closed"),
        (
            "non_repetition_verified",
            "closed issues with a verified preventive action ÷ closed",
        ),
    ),
    *_of(
        Criterion.ENGAGEMENT_DIALOGUE,
        ("worker_rep_in_plan", "plans co-written with worker representatives ÷ plans"),
        (
            "remedy_gap",
            "(supplier-claimed − worker-validated) ÷ supplier-claimed workers",
        ),
        ("design_feedback_used", "accepted ÷ received suggestions"),
    ),
)
