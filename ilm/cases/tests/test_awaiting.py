"""What waits at a desk in numbers, for whom; what its threads are about."""

import pytest

from ilm.access.actor import member
from ilm.cases.awaiting import about, waiting
from ilm.cases.models import Report
from ilm.cases.tests import make
from ilm.kit.errors import Forbidden
from ilm.parties.tests.make import actor
from ilm.parties.tests.make import desk as a_desk
from ilm.talk.models import Conversation
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def unread(*reports: Report) -> list[Conversation]:
    with entering("owner"):
        threads = Conversation.objects.filter(pk__in=[each.conversation_id for each in reports])
        threads.update(unread=1)
        return list(threads)


def test_threads_of_a_burst_are_counted_apart() -> None:
    desk = a_desk()
    usual, of_many = make.report(desk), make.report(desk)
    unread(usual, of_many)
    with entering("owner"):
        Report.objects.filter(pk=of_many.pk).update(is_burst=True)
    with make.at_desk(desk.worker):
        found = waiting(desk.worker)
    assert (found.unread, found.bursts, found.erasures, found.untold) == (1, 1, 0, 0)
    assert not found.is_silent


def test_another_desk_counts_nothing_of_it() -> None:
    unread(make.report(a_desk()))
    other = a_desk()
    with make.at_desk(other.worker):
        assert waiting(other.worker).unread == 0


def test_an_interpreter_counts_what_was_handed_over_and_learns_no_case() -> None:
    desk = a_desk()
    hers, others = make.report(desk), make.report(desk)
    unread(hers, others)
    interpreter = actor("interpreter", desk.org)
    with entering("owner"):
        Conversation.objects.filter(pk=hers.conversation_id).update(handed_to=interpreter.user_id)
    with make.at_desk(interpreter):
        found = waiting(interpreter)
        assert (found.unread, found.bursts) == (1, 0)
        assert about([hers.conversation_id], by=interpreter) == {}


def test_a_thread_is_about_its_case_and_may_have_a_report_that_waits() -> None:
    desk = a_desk()
    case, waits = make.case(desk), make.report(desk)
    with entering("owner"):
        joined = Report.objects.get(case=case)
    with make.at_desk(desk.worker):
        known = about([joined.conversation_id, waits.conversation_id], by=desk.worker)
    mine, new = known[joined.conversation_id], known[waits.conversation_id]
    assert (mine.ref, mine.site, mine.is_waiting) == (case.ref, case.site.name, False)
    assert (new.ref, new.is_waiting) == ("", True)


def test_a_report_that_waits_does_not_hide_the_case_of_its_thread() -> None:
    desk = a_desk()
    case = make.case(desk)
    with entering("owner"):
        joined = Report.objects.get(case=case)
        later = make.report(desk)
        Report.objects.filter(pk=later.pk).update(conversation=joined.conversation_id)
    with make.at_desk(desk.worker):
        found = about([joined.conversation_id], by=desk.worker)[joined.conversation_id]
    assert (found.ref, found.is_waiting) == (case.ref, True)


def test_who_has_no_inbox_asks_in_vain() -> None:
    desk = a_desk()
    stranger = member(desk.worker.person, "buyer", desk.org_id)
    with make.at_desk(desk.worker):
        with pytest.raises(Forbidden):
            waiting(stranger)
        with pytest.raises(Forbidden):
            about([], by=stranger)
