from uuid import UUID

import pytest

from ilm.channels.base import Malformed, Other, Outgoing, Said
from ilm.channels.tests.made import Scripted, fixture
from ilm.channels.web.adapter import Web

channel = Web()


def test_it_reads_a_report() -> None:
    said, broken = channel.parse(fixture("web", "report_khmer"))
    assert isinstance(said, Said)
    assert said.language_hint == "km"
    assert isinstance(broken, Other)


def test_what_is_sent_waits_for_her_once() -> None:
    [part] = channel.render(Outgoing(address="receipt-1", text="We heard you."))
    sent = [channel.send(part, key=UUID(int=1), http=Scripted([])) for _ in range(2)]
    assert sent[0] == sent[1]


def test_it_carries_words_only() -> None:
    with pytest.raises(Malformed):
        channel.render(Outgoing(address="receipt-1"))
