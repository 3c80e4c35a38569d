"""Forced labour: definition, survey dimensions, and the screening rule. Never a verdict.

Source: US Department of Labor, Comply Chain, after the ILO Handbook for Employers and Business;
ICLS-20 guidelines (2018). Questions are reworded in `screening_questions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ilm.catalog.axes import ForcedLabour
from ilm.catalog.screening_questions import QUESTIONS, Question
from ilm.kit.slug import Slug


class Penalty(StrEnum):
    """ICLS-20 elements of penalty. Own experience, a threat, or seeing it done to others count."""

    THREATS_OR_VIOLENCE = "threats_or_violence"
    MOVEMENT_RESTRICTED = "movement_restricted"
    DEBT_BONDAGE_OR_MANIPULATION = "debt_bondage_or_manipulation"
    WAGES_OR_BENEFITS_WITHHELD = "wages_or_benefits_withheld"
    DOCUMENTS_WITHHELD = "documents_withheld"
    VULNERABILITY_ABUSED = "vulnerability_abused"


class Involuntary(StrEnum):
    """ICLS-20 circumstances of involuntary work."""

    UNFREE_RECRUITMENT = "unfree_recruitment"
    DIFFERENT_WORK_WITHOUT_CONSENT = "different_work_without_consent"
    OVERTIME_OR_ONCALL_NOT_AGREED = "overtime_or_oncall_not_agreed"
    HAZARDOUS_WITHOUT_CONSENT = "hazardous_without_consent"
    VERY_LOW_OR_NO_WAGE = "very_low_or_no_wage"
    DEGRADING_LIVING_CONDITIONS_IMPOSED = "degrading_living_conditions_imposed"
    OTHER_EMPLOYER_THAN_AGREED = "other_employer_than_agreed"
    LONGER_THAN_AGREED = "longer_than_agreed"
    NO_OR_LIMITED_FREEDOM_TO_LEAVE = "no_or_limited_freedom_to_leave"


class Dimension(StrEnum):
    """ILO 2012 survey dimensions; `penalty_or_menace` goes with each."""

    UNFREE_RECRUITMENT = "unfree_recruitment"
    WORK_AND_LIFE_UNDER_DURESS = "work_and_life_under_duress"
    IMPOSSIBILITY_OF_LEAVING = "impossibility_of_leaving"
    PENALTY_OR_MENACE = "penalty_or_menace"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What the answers amount to.

    `incomplete`: a needed answer is unknown or not asked. `indicators`: ids whose answer shows an
    indicator. `weak_alone`: the only sign of involuntary work is dependence for housing or food.
    """

    result: ForcedLabour
    incomplete: bool
    indicators: tuple[Slug, ...]
    weak_alone: bool


UNDER_18: Final = (
    "Under 18, means and consent do not matter: use the child route, let two people decide, and "
    "follow the local duty to report."
)
NOT_A_VERDICT: Final = (
    "This is what the answers point to. A reviewer weighs the evidence for and against each "
    "answer, confirms that the penalty is used to exact work, and signs."
)
WEAK_ALONE: Final = Slug("dol.t2.q7")


def element_present(*, involuntariness: int, penalty: int, strong: int) -> bool:
    """ILO 2012: one dimension is positive with at least one indicator of each, one of them strong.

    The arguments count the indicators found.
    """
    return involuntariness >= 1 and penalty >= 1 and strong >= 1


def screen(answers: Mapping[str, Answer]) -> Screening:
    """Walk the 32 questions (`dol.t1.q1` …) and give the result of the truth table.

    Questions left out count as not asked. An unknown id raises ValueError.
    """
    if strange := sorted(set(answers) - set(QUESTIONS)):
        raise ValueError(f"no such screening question: {', '.join(strange)}")
    shown = tuple(slug for slug, question in QUESTIONS.items() if _shows(question, answers))
    inv = [slug for slug in shown if not QUESTIONS[slug].is_penalty]
    pen = [slug for slug in shown if QUESTIONS[slug].is_penalty]
    result, incomplete = _decide(
        bool(inv), bool(pen), _open(answers, penalty=False), _open(answers, penalty=True)
    )
    return Screening(
        result=result, incomplete=incomplete, indicators=shown, weak_alone=inv == [WEAK_ALONE]
    )


def _shows(question: Question, answers: Mapping[str, Answer]) -> bool:
    telling = Answer.NO if question.is_reversed else Answer.YES
    return answers.get(question.slug) == telling


def _open(answers: Mapping[str, Answer], *, penalty: bool) -> bool:
    return any(
        answers.get(slug, Answer.NOT_ASKED) in (Answer.UNKNOWN, Answer.NOT_ASKED)
        for slug, question in QUESTIONS.items()
        if question.is_penalty is penalty
    )


def _decide(inv: bool, pen: bool, inv_open: bool, pen_open: bool) -> tuple[ForcedLabour, bool]:
    if inv and pen:
        return ForcedLabour.MAY_CONSTITUTE, False
    if inv:
        return ForcedLabour.INDICATORS_PRESENT, pen_open
    if pen:
        return ForcedLabour.INDICATORS_PRESENT, inv_open
    if inv_open or pen_open:
        return ForcedLabour.NOT_ASSESSED, True
    return ForcedLabour.NO_INDICATORS, False
