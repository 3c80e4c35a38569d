"""One question at a time: which of ours is open, and whether she had all of it when she spoke."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.talk.lifecycle import CheckInStatus, PartStatus
from ilm.talk.models import CheckIn, Conversation, Part
from ilm.talk.models.conversing import Topic

LAPSES: Final = timedelta(days=14)  # no longer than words wait for her to write
CLAIM: Final = "claim"
GONE: Final = frozenset(
    {PartStatus.ACCEPTED, PartStatus.SENT, PartStatus.DELIVERED, PartStatus.READ}
)


def is_open(conversation: Conversation, *, at: datetime) -> bool:
    """Whether she still has to answer about words or a claim. A question about her gives way."""
    if conversation.about_id is None:
        return False
    if conversation.topic == Topic.APPROVING:
        return conversation.asked_at is None or at < conversation.asked_at + LAPSES
    if conversation.topic != Topic.VALIDATING:
        return False
    asked = CheckIn.objects.filter(pk=conversation.about_id, about=CLAIM)
    return asked.filter(status=CheckInStatus.SENT).exists()


def is_asked_else(conversation: Conversation, about_id: UUID, *, at: datetime) -> bool:
    """Whether a question about something else is open in this conversation."""
    return conversation.about_id != about_id and is_open(conversation, at=at)


def must_be_free(conversation: Conversation, about_id: UUID) -> None:
    """Refused while a question about something else is open. Nobody else asks meanwhile."""
    now = Conversation.objects.select_for_update().only("topic", "about_id", "asked_at")
    if is_asked_else(now.get(pk=conversation.pk), about_id, at=clock.now()):
        raise Refused(
            "She has not answered our last question yet. Ask this once she has: her answer to one "
            "would count for the other."
        )


def is_unseen(conversation: Conversation, at: datetime) -> bool:
    """Whether some of what she is asked had not gone out, or not yet, when she said this."""
    if conversation.about_id is None:
        return False
    parts = _last_asked(conversation)
    if not parts:  # no provider carries it: it lay ready for her
        return conversation.asked_at is None or at < conversation.asked_at
    all_gone = len(parts) == parts[0].of and all(p.status in GONE for p in parts)
    return not all_gone or any(p.gone_at is None or at < p.gone_at for p in parts)


def is_about_else(conversation: Conversation, reply_to: str) -> bool:
    """Whether she answers another message of ours than the last one that asked her this.

    `reply_to`: our name of the message she answers; empty, or none of ours: that says nothing.
    """
    if not reply_to or conversation.account_id is None:
        return False
    mine = Part.objects.filter(account_id=conversation.account_id, external_id=reply_to)
    answered = mine.coded().first()
    if answered is None:
        return False
    return answered.message_id not in {p.message_id for p in _last_asked(conversation)}


def _last_asked(conversation: Conversation) -> list[Part]:
    """The parts of the latest message that asked her this."""
    rows = Part.objects.filter(about_id=conversation.about_id, template_id=None)
    parts = list(rows.filter(alias_id=conversation.alias_id).coded().order_by("-not_after"))
    return [part for part in parts if part.message_id == parts[0].message_id]
