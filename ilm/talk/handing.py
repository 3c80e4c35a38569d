"""Who has a thread: taken from the inbox, handed to a colleague, given back; and who interprets."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.talk.models import Conversation
from ilm.talk.threads import wake
from ilm.wall.entering import atomic


def hand_over(conversation: Conversation, *, to: UUID | None, by: Actor) -> Conversation:
    """Give the thread to a member of the desk; None gives it back to everybody."""
    by.must(Permission.CONVERSATION_REPLY)
    if by.role.reach is Reach.HANDED_THREADS:
        raise Forbidden("An interpreter reads and answers; who has the thread others decide.")
    desk = Member.objects.visible_to(by).filter(face="desk", is_active=True)
    if to is not None and not desk.filter(user_id=to).exists():
        raise Refused("Only a member of your desk can take a thread.")
    with atomic():
        conversation.assigned_to = to
        conversation.save(update_fields=["assigned_to"])
        record(conversation, "conversation.handed_over", by=by, to=to)
        wake(conversation.org_id, [conversation.pk])
    return conversation


def let_interpret(conversation: Conversation, *, who: UUID | None, by: Actor) -> Conversation:
    """Hand the thread to one interpreter, who sees no other; None takes it back.

    Only somebody who works at the desk hands it on; the interpreter herself may give it back.
    """
    by.must(Permission.CONVERSATION_REPLY)
    if who is not None and by.role.reach is not Reach.OWN_ORGANISATION:
        raise Forbidden("Only a colleague at the desk hands a conversation to an interpreter.")
    desk = Member.objects.visible_to(by).filter(face="desk", is_active=True, role="interpreter")
    if who is not None and not desk.filter(user_id=who).exists():
        raise Refused("Choose an interpreter of your desk.")
    with atomic():
        conversation.handed_to = who
        conversation.save(update_fields=["handed_to"])
        record(conversation, "conversation.let_interpret", by=by, to=who)
        wake(conversation.org_id, [conversation.pk])
    return conversation
