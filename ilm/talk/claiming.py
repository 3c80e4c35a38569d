"""One person answers at a time: a claim that ends by itself, and is taken over with a reason."""

from datetime import timedelta
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.moves import record
from ilm.parties import membership
from ilm.talk import noting
from ilm.talk.models import Conversation
from ilm.talk.models.desking import NoteKind
from ilm.talk.threads import wake
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic

LASTS = timedelta(minutes=15)  # after the last sign that she is writing
WORTH_RENEWING = LASTS / 3


def holder(conversation: Conversation) -> UUID | None:
    """Who is answering now; None once it has ended."""
    until = conversation.claimed_until
    return conversation.claimed_by if until and until > clock.now() else None


def claim(conversation: Conversation, *, by: Actor) -> UUID | None:
    """Answer it now, for LASTS from here on, if nobody else does; who does."""
    by.must(Permission.CONVERSATION_REPLY)
    with atomic():
        held = _locked(conversation)
        if (who := holder(held)) not in (None, by.user_id):
            return who
        if who is None or held.claimed_until - clock.now() < LASTS - WORTH_RENEWING:  # type: ignore[operator]
            _give(held, by.user_id)
    _copy(held, conversation)
    return by.user_id


def fall_to(conversation: Conversation, member: UUID) -> None:
    """Whoever talks with her by telephone answers her now, unless a colleague does already."""
    with atomic():
        held = _locked(conversation)
        if holder(held) in (None, member):
            _give(held, member)
    _copy(held, conversation)


def must_be_free(conversation: Conversation, *, by: Actor) -> None:
    """Refused while a colleague is answering; else it is the actor who does."""
    who = claim(conversation, by=by)
    if who != by.user_id and who is not None:
        name = membership.called(by).get(who, "A colleague")
        raise Refused(
            f"{name} is answering her. Wait until that ends, or take it over with a reason."
        )


def take_over(
    conversation: Conversation, *, because: str, unlocked: Unlocked | None, by: Actor
) -> Conversation:
    """Go on in a colleague's place. The reason is a note on the thread, and names her."""
    by.must(Permission.CONVERSATION_REPLY)
    if by.role.reach is Reach.HANDED_THREADS:
        raise Forbidden("An interpreter waits until it is free.")
    if not because.strip():
        raise Refused("Say why you take it over: your colleague reads it.")
    with atomic():
        held = _locked(conversation)
        before = holder(held) or held.assigned_to
        tell = {before} - {None, by.user_id}
        noting.note_down(
            held, text=because, kind=NoteKind.TAKEOVER, tell=tell, unlocked=unlocked, by=by
        )
        held.assigned_to = by.user_id
        held.save(update_fields=["assigned_to"])
        _give(held, by.user_id)
        record(held, "conversation.taken_over", by=by, before=before)
    _copy(held, conversation)
    conversation.assigned_to = by.user_id
    return conversation


def let_go(conversation: Conversation, *, by: Actor) -> None:
    """Whoever wants may answer; nothing where a colleague does already."""
    with atomic():
        held = _locked(conversation)
        if holder(held) == by.user_id:
            _give(held, None)
    _copy(held, conversation)


def _locked(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_for_update().get(pk=conversation.pk)


def _give(held: Conversation, to: UUID | None) -> None:
    is_news = holder(held) != to
    held.claimed_by, held.claimed_until = to, clock.now() + LASTS if to else None
    held.save(update_fields=["claimed_by", "claimed_until"])
    if is_news:
        wake(held.org_id, [held.pk])


def _copy(held: Conversation, conversation: Conversation) -> None:
    conversation.claimed_by, conversation.claimed_until = held.claimed_by, held.claimed_until
