"""Forced labour: answers are computed, a person signs, and nothing is a verdict."""

import pytest

from ilm.cases import screening
from ilm.cases.tests import make
from ilm.catalog.forced_labour import QUESTIONS
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests.make import desk as a_desk

pytestmark = pytest.mark.django_db
BOTH = {"dol.t2.q3": "yes", "dol.t4.q2": "yes"}


def test_both_elements_may_constitute_and_a_supervisor_signs() -> None:
    desk = a_desk()
    case = make.case(desk)
    with make.at_desk(desk.worker):
        case = screening.screen(case, answers=BOTH, by=desk.worker)
        assert case.fl_assessment == "may_constitute_forced_labour"
        with pytest.raises(Forbidden):
            screening.sign_screening(case, assessment=case.fl_assessment, by=desk.worker)
    with make.at_desk(desk.supervisor):
        case = screening.sign_screening(case, assessment=case.fl_assessment, by=desk.supervisor)
    assert case.fl_signed_by == desk.supervisor.user_id
    with make.at_desk(desk.worker):
        case = screening.screen(case, answers={"dol.t2.q3": "yes"}, by=desk.worker)
        assert (case.fl_assessment, case.fl_is_incomplete) == ("indicators_present", True)
        assert case.fl_signed_by is None


def test_a_person_may_find_otherwise_and_the_computed_value_stays_beside() -> None:
    desk = a_desk()
    case = make.case(desk)
    with make.at_desk(desk.worker):
        case = screening.screen(case, answers=BOTH, by=desk.worker)
        case = screening.sign_screening(case, assessment="indicators_present", by=desk.worker)
        assert case.fl_assessment == "indicators_present"
        assert screening.computed(case).result == "may_constitute_forced_labour"


def test_what_is_refused() -> None:
    desk = a_desk()
    case = make.case(desk)
    with make.at_desk(desk.worker):
        for answers in ({"dol.t9.q9": "yes"}, {next(iter(QUESTIONS)): "perhaps"}):
            with pytest.raises(Refused, match="Answer each question"):
                screening.screen(case, answers=answers, by=desk.worker)
        with pytest.raises(Refused, match="before somebody signs"):
            screening.sign_screening(case, assessment="no_indicators", by=desk.worker)
        for finding in ("guilty", "not_assessed"):
            with pytest.raises(Refused, match="the finding you sign"):
                screening.sign_screening(case, assessment=finding, by=desk.worker)
