from uuid import UUID

import pytest

from ilm.channels.base import Called, Other, Outgoing, Unreachable
from ilm.channels.phone.adapter import Phone
from ilm.channels.tests.made import Scripted, fixture

channel = Phone(number="+6620000000")


def test_it_reads_the_log() -> None:
    first, broken, missed = channel.parse(fixture("phone", "two_calls_one_broken"))
    assert isinstance(first, Called)
    assert (first.seconds, first.to) == (240, "+6620000000")
    assert isinstance(broken, Other)
    assert isinstance(missed, Called)
    assert missed.status == "missed"


def test_a_person_has_to_call() -> None:
    [part] = channel.render(Outgoing(address="+959000000001", text="Tell her"))
    with pytest.raises(Unreachable):
        channel.send(part, key=UUID(int=1), http=Scripted([]))
