import pytest

from ilm.catalog.axes import ForcedLabour
from ilm.catalog.forced_labour import (
    Answer,
    Dimension,
    Involuntary,
    Penalty,
    element_present,
    screen,
)
from ilm.catalog.indicators import INDICATORS
from ilm.catalog.screening_questions import QUESTIONS

CLEAN = {
    slug: Answer.YES if question.is_reversed else Answer.NO for slug, question in QUESTIONS.items()
}


def test_lists() -> None:
    assert len(INDICATORS) == 11
    assert (len(Penalty), len(Involuntary), len(Dimension)) == (6, 9, 4)
    tables = [sum(q.table == n for q in QUESTIONS.values()) for n in (1, 2, 3, 4)]
    assert tables == [6, 8, 4, 14]
    assert [s for s, q in QUESTIONS.items() if q.is_reversed] == ["dol.t3.q2"]
    assert QUESTIONS["dol.t4.q14"].name == "blacklist_exclusion_blackmail"


@pytest.mark.parametrize(
    ("changes", "result", "incomplete"),
    [
        ({"dol.t1.q3": "yes", "dol.t4.q2": "yes"}, ForcedLabour.MAY_CONSTITUTE, False),
        (
            {"dol.t1.q3": "yes", "dol.t4.q2": "yes", "dol.t2.q1": "unknown"},
            ForcedLabour.MAY_CONSTITUTE,
            False,
        ),
        ({"dol.t3.q1": "yes"}, ForcedLabour.INDICATORS_PRESENT, False),
        ({"dol.t3.q1": "yes", "dol.t4.q1": "unknown"}, ForcedLabour.INDICATORS_PRESENT, True),
        ({"dol.t3.q1": "yes", "dol.t2.q1": "unknown"}, ForcedLabour.INDICATORS_PRESENT, False),
        ({"dol.t4.q4": "yes"}, ForcedLabour.INDICATORS_PRESENT, False),
        ({"dol.t4.q4": "yes", "dol.t1.q1": "not_asked"}, ForcedLabour.INDICATORS_PRESENT, True),
        ({"dol.t4.q4": "yes", "dol.t4.q5": "unknown"}, ForcedLabour.INDICATORS_PRESENT, False),
        ({}, ForcedLabour.NO_INDICATORS, False),
        ({"dol.t2.q2": "unknown"}, ForcedLabour.NOT_ASSESSED, True),
        ({"dol.t4.q9": "not_asked"}, ForcedLabour.NOT_ASSESSED, True),
    ],
)
def test_truth_table(changes, result, incomplete) -> None:
    answers = CLEAN | {slug: Answer(value) for slug, value in changes.items()}
    screening = screen(answers)
    assert (screening.result, screening.incomplete) == (result, incomplete)


def test_no_answers_at_all() -> None:
    assert screen({}).result is ForcedLabour.NOT_ASSESSED
    assert screen({}).incomplete


def test_reversed_question() -> None:
    assert screen(CLEAN | {"dol.t3.q2": Answer.NO}).indicators == ("dol.t3.q2",)


def test_dependence_for_food_is_weak_alone() -> None:
    assert screen(CLEAN | {"dol.t2.q7": Answer.YES}).weak_alone
    assert not screen(CLEAN | {"dol.t2.q7": Answer.YES, "dol.t2.q1": Answer.YES}).weak_alone


def test_unknown_question() -> None:
    with pytest.raises(ValueError, match=r"dol\.t9\.q1"):
        screen({"dol.t9.q1": Answer.YES})


def test_survey_dimension_needs_both_and_one_strong() -> None:
    assert element_present(involuntariness=1, penalty=1, strong=1)
    assert not element_present(involuntariness=1, penalty=1, strong=0)
    assert not element_present(involuntariness=2, penalty=0, strong=1)
