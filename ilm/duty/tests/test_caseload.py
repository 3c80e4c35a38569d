"""The weights of domain 3.21, with their exact numbers."""

from datetime import timedelta

import pytest

from ilm.cases import triage
from ilm.cases.models import Case
from ilm.cases.tests import make as cases
from ilm.catalog.urgency import Urgency
from ilm.duty import caseload, planning
from ilm.duty.caseload import Load, weight_of
from ilm.kit import clock
from ilm.kit.errors import Forbidden
from ilm.parties.tests import make as parties
from ilm.talk.models import Conversation, Message
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def held(desk, urgency: str, language: str = "", **more: object) -> Case:
    """An open case of this urgency in her hands, its thread in this language."""
    report = cases.report(desk)
    case = cases.case(desk, of=report)
    with entering("desk", desk.supervisor.user_id):
        triage.assign(case, to=desk.worker.user_id, by=desk.supervisor)
    with entering("owner"):
        Case.objects.filter(pk=case.pk).update(urgency=urgency, **more)
        Conversation.objects.filter(pk=report.conversation_id).update(language=language)
    return case


def load(desk) -> Load:
    with entering("desk", desk.supervisor.user_id):
        return caseload.loads(desk.supervisor).get(desk.worker.user_id, Load())


@pytest.mark.parametrize(
    ("urgency", "plain", "interpreted"),
    [
        ("high", 3, 4.5),
        ("life_threat", 8, 12),
        ("low", 1, 1.5),
        ("medium", 2, 3),
        ("urgent", 5, 7.5),
    ],
)
def test_what_one_case_weighs(urgency, plain, interpreted) -> None:
    assert weight_of(Urgency(urgency), is_interpreted=False) == plain
    assert weight_of(Urgency(urgency), is_interpreted=True) == interpreted


def test_one_of_each_is_nineteen_and_what_needs_an_interpreter_half_as_much_again() -> None:
    desk = parties.desk()
    with entering("desk", desk.worker.user_id):
        planning.keep_card(zone="UTC", languages=["my"], by=desk.worker)
    for urgency in Urgency:
        held(desk, urgency, "my")
    assert load(desk).weight == 8 + 5 + 3 + 2 + 1 == 19
    held(desk, "life_threat", "km")  # which she does not speak
    assert load(desk) == Load(cases=6, over=0, urgent=3, interpreted=1, weight=31.0)


def test_an_interpreter_who_was_engaged_counts_whatever_she_speaks() -> None:
    desk = parties.desk()
    case = held(desk, "high", "km")
    assert load(desk).weight == 3  # nobody wrote down what she speaks
    with entering("owner"):
        Conversation.objects.filter(reports__case=case).update(handed_to=desk.worker.user_id)
    assert load(desk).weight == 4.5


def test_the_line_is_above_sixty() -> None:
    assert not Load(weight=60.0).is_too_much
    assert Load(weight=60.5).is_too_much


def test_a_clock_is_over_until_somebody_has_spoken_with_her() -> None:
    desk = parties.desk()
    case = held(desk, "high", contact_by=clock.now() - timedelta(hours=1))
    held(desk, "high", contact_by=clock.now() + timedelta(hours=1))
    assert load(desk).over == 1
    said = cases.message(desk)
    with entering("owner"):
        report = case.reports.first()
        Message.objects.filter(pk=said.pk).update(
            conversation=report.conversation_id, is_inward=False, author=desk.worker.user_id
        )
    assert load(desk).over == 0


def test_closed_cases_and_those_of_nobody_weigh_nothing() -> None:
    desk = parties.desk()
    held(desk, "urgent", status="closed")
    held(desk, "urgent", assigned_to=None)
    assert load(desk) == Load()


def test_only_supervisors_weigh_others_and_each_herself() -> None:
    desk, other = parties.desk(), parties.desk()
    held(desk, "urgent")
    with entering("desk", desk.worker.user_id):
        assert caseload.my_load(desk.worker).weight == 5
        with pytest.raises(Forbidden):
            caseload.loads(desk.worker)
    with entering("desk", other.supervisor.user_id):
        assert caseload.loads(other.supervisor) == {}
