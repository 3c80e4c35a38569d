"""Who has a thread: taken from the inbox, handed to a colleague, given back."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.talk.models import Conversation
from ilm.talk.threads import wake
from ilm.wall.entering import atomic


def hand_over(conversation: Conversation, *, to: UUID | None, by: Actor) -> Conversation:
    """Give the thread to a member of the desk; None gives it back to everybody."""
    by.must(Permission.CONVERSATION_REPLY)
    desk = Member.objects.visible_to(by).filter(face="desk", is_active=True)
    if to is not None and not desk.filter(user_id=to).exists():
        raise Refused("Only a member of your desk can take a thread.")
    with atomic():
        conversation.assigned_to = to
        conversation.save(update_fields=["assigned_to"])
        record(conversation, "conversation.handed_over", by=by, to=to)
        wake(conversation.org_id, [conversation.pk])
    return conversation
