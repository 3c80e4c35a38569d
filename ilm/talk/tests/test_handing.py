import pytest

from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.talk.handing import hand_over
from ilm.talk.tests import make
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


def test_a_thread_is_taken_and_given_back() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    with entering("desk", desk.worker.user_id):
        hand_over(thread, to=desk.worker.user_id, by=desk.worker)
        assert make.fresh(thread).assigned_to == desk.worker.user_id
        hand_over(thread, to=None, by=desk.worker)
        assert make.fresh(thread).assigned_to is None
        verbs = list(Entry.objects.about(thread).values_list("verb", flat=True))
    assert verbs.count("conversation.handed_over") == 2


def test_only_a_colleague_can_take_it() -> None:
    desk, stranger = parties.desk(), parties.actor()
    thread = make.conversation(desk)
    with entering("desk", desk.worker.user_id), pytest.raises(Refused, match="your desk"):
        hand_over(thread, to=stranger.user_id, by=desk.worker)


def test_a_supplier_may_not() -> None:
    desk = parties.desk()
    thread = make.conversation(desk)
    with pytest.raises(Forbidden):
        hand_over(thread, to=None, by=parties.actor("supplier"))
