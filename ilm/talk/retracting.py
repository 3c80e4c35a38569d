"""She takes words back, or shuts the door: hide at once, stop at once, tell a person."""

from uuid import UUID

from ilm.access.actor import Actor, worker
from ilm.channels.base import Withdrawn
from ilm.ledger.moves import move, record
from ilm.talk.accounts import named
from ilm.talk.lifecycle import CANCEL
from ilm.talk.models import ChannelAccount, Conversation, Message, Part, Vocabulary
from ilm.talk.models.conversing import Topic
from ilm.talk.models.vocabulary import month_of
from ilm.talk.receipts import restate
from ilm.talk.threads import wake
from ilm.vault import routing


def withdraw(account: ChannelAccount, event: Withdrawn) -> bool:
    """Hide a message that she took back; the ledger keeps that there was one. False: unknown."""
    name = named(account.pk, event.external_id)
    found = Message.objects.filter(account_id=account.pk, external_id=name, is_inward=True)
    message = found.coded().select_related("conversation").first()
    if message is None or message.is_withdrawn:
        return False
    message.is_withdrawn = True
    message.save(update_fields=["is_withdrawn"])
    forget_words(message)
    record(message, "message.withdrawn", by=_her(message.conversation))
    wake(message.org_id, [message.conversation_id])
    return True


def forget_words(message: Message) -> None:
    """Nobody finds her by what she took back; the rest of that month waits for an opening."""
    kept = Vocabulary.objects.filter(conversation_id=message.conversation_id)
    kept.filter(month=month_of(message.at)).delete()


def block(conversation: Conversation) -> None:
    """Nothing goes to this address any more, and nothing that waits: it may be a sign of danger."""
    routing.forget_address(conversation.alias_id)
    cancel_waiting(conversation.alias_id, org_id=conversation.org_id)
    record(conversation, "conversation.blocked", by=_her(conversation))


def leave_address(conversation: Conversation) -> None:
    """Her number is another now: whoever has the old one is not her, and answers nothing.

    Nothing goes there by itself any more, and what we asked is asked anew once a person looked.
    """
    routing.forget_address(conversation.alias_id)
    cancel_waiting(conversation.alias_id, org_id=conversation.org_id)
    conversation.topic, conversation.about_id = Topic.REPORTING, None
    conversation.save(update_fields=["topic", "about_id"])
    record(conversation, "conversation.address_changed", by=_her(conversation))


def cancel_waiting(alias_id: UUID, *, org_id: UUID) -> int:
    """Call back what has not gone out to this alias; how many parts."""
    parts = Part.objects.filter(org_id=org_id, alias_id=alias_id, status__in=CANCEL.source)
    for part in (waiting := list(parts.coded())):
        move(part, CANCEL, by=worker(alias_id, org_id))
    for message_id in {part.message_id for part in waiting}:
        restate(message_id)
    return len(waiting)


def _her(conversation: Conversation) -> Actor:
    return worker(conversation.alias_id, conversation.org_id)
