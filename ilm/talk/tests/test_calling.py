"""A call is written down: sealed, a contact of its own, in the thread of its number."""

from datetime import timedelta

import pytest

from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.parties.tests import make as parties
from ilm.talk.calling import canonical, log_call
from ilm.talk.models import Contact
from ilm.talk.reading import thread
from ilm.talk.tests import make
from ilm.wall.entering import atomic, entering

pytestmark = pytest.mark.django_db


def call(desk, by=None, **more):
    given = {
        "number": "+66 2 000 0000", "language": "my", "text": "She was not paid.",
        "began_at": clock.now() - timedelta(minutes=5),
    } | more  # fmt: skip
    by = by or desk.worker
    with entering("desk", by.user_id), atomic():
        return log_call(desk.org_id, **given, by=by)


def test_the_same_number_is_the_same_thread_and_each_call_a_contact() -> None:
    desk = parties.desk()
    first, second = call(desk), call(desk, number="+6620000000")
    assert first.pk == second.pk
    with entering("desk", desk.worker.user_id):
        assert Contact.objects.count() == 2
        shown = thread(first, make.reader(desk))
    assert [s.text for s in shown] == ["She was not paid."] * 2
    assert shown[0].more == {"note": "heard, not written"}


def test_a_withheld_number_is_a_thread_of_its_own() -> None:
    desk = parties.desk()
    assert call(desk, number=None).pk != call(desk, number="").pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": " "},
        {"text": "x" * 20_001},
        {"number": "02 000 0000"},
        {"number": "+66 1"},
        {"began_at": clock.now() + timedelta(hours=1)},
    ],
)
def test_it_refuses(wrong: dict) -> None:
    with pytest.raises(Refused):
        call(parties.desk(), **wrong)


def test_who_may() -> None:
    desk, other = parties.desk(), parties.desk()
    with pytest.raises(Forbidden):
        call(desk, by=parties.actor("interpreter", desk.org))
    with pytest.raises(Forbidden):
        call(desk, by=other.worker)


def test_numbers_are_written_as_the_world_writes_them() -> None:
    assert canonical("+66 (0) 2 000 0000") == "+6620000000"
