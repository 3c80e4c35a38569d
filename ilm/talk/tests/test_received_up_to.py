"""What says only up to when moves what had been begun by then, and nothing else."""

from datetime import timedelta

import pytest
import time_machine

from ilm.channels.base import ReceivedUpTo
from ilm.channels.errors import Unknown
from ilm.kit import clock
from ilm.parties.tests import make as parties
from ilm.talk.models import ChannelAccount, Conversation, Message
from ilm.talk.replying import reply
from ilm.talk.tests import make
from ilm.talk.tests.test_sending import Provider, go, parts
from ilm.vault.models import Alias
from ilm.wall.entering import entering

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> parties.Desk:
    return parties.desk()


def write(desk, conversation, text: str, provider: Provider | None = None) -> None:
    with entering("desk", desk.worker.user_id):
        reply(conversation, text=text, unlocked=desk.unlocked, by=desk.worker)
    go(provider or Provider())


def told(status: str, at, *, address: str = make.WORKER, account=None) -> None:
    with entering("owner"):
        account = account or ChannelAccount.objects.get(channel="messenger")
    make.messages(account, ReceivedUpTo(address=address, status=status, at=at))


def states() -> list[str]:
    return [part.status for part in parts()]


def test_all_until_then_is_read_and_what_came_later_is_not(desk) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        conversation = make.conversation(desk, account=make.account(desk, "messenger"))
        write(desk, conversation, "one")
        now.shift(timedelta(seconds=10))
        write(desk, conversation, "two")
        between = clock.now() - timedelta(seconds=5)
        told("delivered", between)
        assert states() == ["delivered", "accepted"]
        told("read", between)
        told("delivered", between)  # late: nothing goes back
        assert states() == ["read", "accepted"]
        told("read", clock.now())
    assert states() == ["read", "read"]
    with entering("owner"):
        sent = Message.objects.filter(is_inward=False)
        assert {row.state for row in sent} == {"read"}


def test_what_nobody_knows_to_have_gone_stays_unknown(desk) -> None:
    conversation = make.conversation(desk, account=make.account(desk, "messenger"))
    write(desk, conversation, "one", Provider(Unknown("?")))
    told("read", clock.now() + timedelta(minutes=1))
    assert states() == ["unknown"]


def test_another_person_and_another_account_move_nothing(desk) -> None:
    conversation = make.conversation(desk, account=make.account(desk, "messenger"))
    write(desk, conversation, "one")
    other = make.account(desk, "messenger")
    make.messages(other, make.said(address="959000000002"))
    later = clock.now() + timedelta(minutes=1)
    told("read", later, address="959000000002", account=other)
    told("read", later, account=other)
    assert states() == ["accepted"]


def test_nobody_is_met_by_a_receipt(desk) -> None:
    account = make.account(desk, "messenger")
    told("read", clock.now(), address="959000000009", account=account)
    with entering("owner"):
        assert not Alias.objects.exists()
        assert not Conversation.objects.exists()
