"""Who has a thread: taken from the inbox, handed to a colleague, given back; and who interprets."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.talk import claiming, noting, vouching
from ilm.talk.models import Conversation, Message
from ilm.talk.models.desking import NoteKind
from ilm.talk.threads import wake
from ilm.vault import granting, holding
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic


def hand_over(
    conversation: Conversation,
    *,
    to: UUID | None,
    by: Actor,
    note: str = "",
    unlocked: Unlocked | None = None,
) -> Conversation:
    """Give the thread to a member of the desk; None gives it back to everybody.

    A `note` tells whoever has it next what matters, sealed; it takes an open vault. Refused while a
    colleague is answering: that is taken over, with a reason.
    """
    by.must(Permission.CONVERSATION_REPLY)
    if by.role.reach is Reach.HANDED_THREADS:
        raise Forbidden("An interpreter reads and answers; who has the thread others decide.")
    desk = Member.objects.visible_to(by).filter(face="desk", is_active=True)
    if to is not None and not desk.filter(user_id=to).exists():
        raise Refused("Only a member of your desk can take a thread.")
    claiming.must_be_free(conversation, by=by)
    with atomic():
        if note.strip():
            kind = NoteKind.HANDOVER
            noting.note_down(
                conversation, text=note, kind=kind, tell={to}, unlocked=unlocked, by=by
            )
        conversation.assigned_to = to
        conversation.save(update_fields=["assigned_to"])
        if to != by.user_id:
            claiming.let_go(conversation, by=by)
        record(conversation, "conversation.handed_over", by=by, to=to)
        wake(conversation.org_id, [conversation.pk])
    return conversation


def let_interpret(
    conversation: Conversation, *, who: UUID | None, unlocked: Unlocked | None, by: Actor
) -> Conversation:
    """Hand the thread to one interpreter, who sees no other; None takes it back.

    Its key is sealed to her alone, so the vault must be open; taken back, her grant goes and what
    follows is under a new one. Only somebody who works at the desk hands it on; the interpreter
    herself may give it back.
    """
    by.must(Permission.CONVERSATION_REPLY)
    if who is not None and by.role.reach is not Reach.OWN_ORGANISATION:
        raise Forbidden("Only a colleague at the desk hands a conversation to an interpreter.")
    if who is not None and who not in _interpreters(by):
        raise Refused("Choose an interpreter of your desk.")
    if who is not None and unlocked is None:
        raise Locked("Unlock the vault first: the interpreter is given the key to this thread.")
    return _hand(conversation, who, unlocked=unlocked, by=by)


def _hand(
    conversation: Conversation, who: UUID | None, *, unlocked: Unlocked | None, by: Actor
) -> Conversation:
    with atomic():
        held = Conversation.objects.select_for_update().get(pk=conversation.pk)
        before = held.handed_to
        if before is not None and before != who:
            granting.take_back(before, held.key_id)
            granting.drop(before, _earlier_keys(held))
        if who is not None and unlocked is not None:
            vouching.must_be_whole(held)  # else she is given the key of another thread
            granting.grant_to(who, held.key_id, unlocked=unlocked)
        conversation.handed_to = who
        conversation.save(update_fields=["handed_to"])
        record(conversation, "conversation.let_interpret", by=by, to=who)
        wake(conversation.org_id, [conversation.pk])
    return conversation


def _earlier_keys(conversation: Conversation) -> set[UUID]:
    """Keys that words of the thread are under beside its own: it had another once."""
    words = Message.objects.filter(conversation=conversation).exclude(key_id=conversation.key_id)
    return set(words.order_by().values_list("key_id", flat=True).distinct())


def is_waiting_for_key(conversation: Conversation) -> bool:
    """Whether it was handed to somebody who cannot read it: the desk was locked, or her keys are
    new. Handing it to her again puts that right."""
    her = conversation.handed_to
    return her is not None and not granting.reads(her, conversation.key_id)


def settle(*, unlocked: Unlocked | None, by: Actor) -> int:
    """After members changed: take back what was handed to who interprets no more and, with the
    vault open, grant what their interpreters cannot read; how many threads changed."""
    by.must(Permission.MEMBER_INVITE)
    here, changed = _interpreters(by), 0
    for thread in Conversation.objects.visible_to(by).filter(handed_to__isnull=False):
        if thread.handed_to not in here:
            _hand(thread, None, unlocked=None, by=by)
        elif unlocked is not None and _may_be_granted(thread):
            _hand(thread, thread.handed_to, unlocked=unlocked, by=by)
        else:
            continue
        changed += 1
    return changed


def _may_be_granted(thread: Conversation) -> bool:
    listed = holding.with_none(holding.standing_of(thread.org_id))
    return is_waiting_for_key(thread) and thread.handed_to in listed


def _interpreters(by: Actor) -> set[UUID]:
    desk = Member.objects.visible_to(by).filter(face="desk", is_active=True, role="interpreter")
    return set(desk.values_list("user_id", flat=True))
