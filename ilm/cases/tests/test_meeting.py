"""The clock of first contact stops when one of us spoke with a reporter, and for no other reason."""

from uuid import uuid4

import pytest

from ilm.cases.meeting import met
from ilm.cases.models import Case
from ilm.cases.tests import make
from ilm.kit import clock
from ilm.kit.errors import Forbidden
from ilm.parties.tests.make import desk as a_desk
from ilm.talk.models import Conversation, Message
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def outward(case: Case, author: object) -> None:
    """Words that left on the thread of the case's first report; None: the house wrote them."""
    with entering("owner"):
        [report] = case.reports.select_related("conversation")
        said = Message.objects.filter(conversation=report.conversation).first()
        said.pk, said.external_id, said.is_inward, said.author = uuid4(), None, False, author
        said.at = said.received_at = clock.now()
        said._state.adding = True
        said.save(force_insert=True)


def test_words_of_a_colleague_stop_it_and_words_of_the_house_do_not() -> None:
    desk = a_desk()
    silent, greeted, answered = (make.case(desk) for _ in range(3))
    outward(greeted, None)
    outward(answered, desk.worker.user_id)
    with make.at_desk(desk.worker):
        assert met(desk.worker, [silent, greeted, answered]) == {answered.pk}
        assert met(desk.worker, []) == set()


def test_a_telephone_call_is_a_meeting() -> None:
    desk = a_desk()
    case = make.case(desk)
    with entering("owner"):
        Conversation.objects.filter(reports__case=case).update(channel="phone")
    with make.at_desk(desk.worker):
        assert met(desk.worker, [case]) == {case.pk}


def test_no_clock_runs_on_a_closed_case() -> None:
    desk = a_desk()
    case = make.case(desk)
    outward(case, desk.worker.user_id)
    case = Case(pk=case.pk, status="closed")
    with make.at_desk(desk.worker):
        assert met(desk.worker, [case]) == set()


def test_another_organisation_learns_nothing() -> None:
    desk, other = a_desk(), a_desk()
    case = make.case(desk)
    outward(case, desk.worker.user_id)
    with make.at_desk(other.worker):
        assert met(other.worker, [case]) == set()
    with make.at_desk(desk.worker), pytest.raises(Forbidden):
        met(make.interpreter(desk), [case])
