"""The provider tells how far a message came before its answer to the call has been read."""

from datetime import timedelta
from uuid import UUID

import pytest

from ilm.channels.http import HttpxClient
from ilm.faces.jobs import sending
from ilm.faces.jobs.sending import Pace, Sender
from ilm.faces.jobs.tests.make import parse_all
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk.models import Conversation, EarlyReceipt, Message, Part
from ilm.wall.entering import entering
from tests.test_walk_of_a_message import WORKER, desk, port, rows, twin
from tests.test_walk_past_the_window import answered
from tests.twins import Twin

__all__ = ["desk", "port", "twin"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["owner"])


class Hurried(HttpxClient):
    """The provider's receipt is heard before the answer to the call has been read."""

    def post_json(self, *args, **more):
        answer = super().post_json(*args, **more)
        parse_all()
        return answer


@pytest.mark.parametrize("tells_key", [True, False])
@pytest.mark.parametrize("early", [("sent", "delivered"), ("read", "delivered"), ("failed",)])
def test_a_receipt_that_is_faster_than_the_call_counts(
    twin: Twin, desk: parties.Desk, tells_key: bool, early: tuple[str, ...]
) -> None:
    twin.whatsapp.say(WORKER, "hello")
    parse_all()
    [conversation] = rows(Conversation)
    answered(desk, conversation, "We are here.")
    twin.whatsapp.early, twin.whatsapp.tells_key = early, tells_key
    with Hurried() as http:
        Sender(http, pace=Pace(lambda _: None)).send_due()
    [part] = rows(Part)
    assert part.status == {"sent": "delivered", "read": "read", "failed": "failed"}[early[0]]
    assert (part.text, part.address) == (None, None)
    assert part.external_id
    assert rows(EarlyReceipt) == []
    assert {m.state for m in rows(Message)} == {"received", part.status}


def test_a_receipt_of_somebody_elses_message_is_kept_an_hour(twin: Twin) -> None:
    twin.whatsapp.receipts("wamid.OTHER", "delivered", "delivered")
    parse_all()
    [kept] = rows(EarlyReceipt)
    assert "OTHER" not in kept.external_id
    sending.sweep()
    assert rows(EarlyReceipt)
    with entering("owner"):
        EarlyReceipt.objects.update(kept_at=clock.now() - timedelta(hours=2))
    sending.sweep()
    assert rows(EarlyReceipt) == []
    assert isinstance(kept.pk, UUID)
