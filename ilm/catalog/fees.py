"""Recruitment fees and related costs (ILO general principles and definition, 2019)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ilm.kit.slug import Slug, by_slug


class FeeClass(StrEnum):
    FEE = "fee"
    RELATED_COST = "related_cost"
    ILLEGITIMATE = "illegitimate"


@dataclass(frozen=True, kw_only=True)
class FeeCategory:
    slug: Slug
    fee_class: FeeClass
    label: str


def _of(fee_class: FeeClass, *named: tuple[str, str]) -> tuple[FeeCategory, ...]:
    return tuple(
        FeeCategory(slug=Slug(slug), fee_class=fee_class, label=label) for slug, label in named
    )


FEES = by_slug(
    *_of(
        FeeClass.FEE,
        ("service_payment_recruiter", "Payment for the recruiter's service"),
        ("third_party_employment_payment", "Payment to a third party for the employment"),
        ("direct_recruitment_payment", "Payment to the employer for direct recruitment"),
        ("recovery_of_fees_from_worker", "Fees recovered from the worker's pay"),
    ),
    *_of(
        FeeClass.RELATED_COST,
        ("medical", "Medical tests and vaccinations"),
        ("insurance", "Insurance"),
        ("skills_qualification_tests", "Skill and qualification tests"),
        ("training_orientation", "Training and orientation"),
        ("equipment", "Equipment and clothing"),
        ("travel_lodging", "Travel and lodging"),
        ("administrative", "Papers, visas, permits and other administration"),
    ),
    *_of(
        FeeClass.ILLEGITIMATE,
        ("bribe", "Bribe"),
        ("tribute", "Tribute"),
        ("extortion", "Extortion"),
        ("kickback", "Kickback"),
        ("bond", "Bond"),
        ("illicit_cost_recovery", "Illicit recovery of costs, unreasonable or undisclosed"),
        ("collateral", "Collateral"),
    ),
)

CORE: Final = (
    "Any fees or costs incurred in the recruitment process for workers to secure employment or "
    "placement, regardless of how, when or where they are imposed or collected."
)
EMPLOYER_PAYS: Final = "No worker should pay for a job: the employer bears the cost of recruitment."
CONTRACT_DAYS_BEFORE_DEPARTURE: Final = 5
