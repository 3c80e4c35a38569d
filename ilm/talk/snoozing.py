"""A thread that can wait goes out of the way until a time, or until she writes: then it is back."""

from datetime import timedelta

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.talk.models import Conversation
from ilm.talk.threads import wake
from ilm.wall.entering import atomic

LONGEST = 30 * 24  # hours


def snooze(conversation: Conversation, *, hours: int, by: Actor) -> Conversation:
    """Out of everybody's list for so many hours. Her next word brings it back before."""
    by.must(Permission.CONVERSATION_REPLY)
    if not 0 < hours <= LONGEST:
        raise Refused("Put it off for an hour at least and for thirty days at most.")
    return _until(conversation, hours, by)


def bring_back(conversation: Conversation, *, by: Actor) -> Conversation:
    """It waits no more."""
    by.must(Permission.CONVERSATION_REPLY)
    return _until(conversation, 0, by)


def _until(conversation: Conversation, hours: int, by: Actor) -> Conversation:
    with atomic():
        until = clock.now() + timedelta(hours=hours) if hours else None
        conversation.snoozed_until = until
        conversation.save(update_fields=["snoozed_until"])
        record(conversation, "conversation.snoozed", by=by, hours=hours)
        wake(conversation.org_id, [conversation.pk])
    return conversation
