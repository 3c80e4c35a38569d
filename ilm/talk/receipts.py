"""How far our messages came: statuses only ever go forward."""

from uuid import UUID

from ilm.access import actor
from ilm.channels.base import Receipt
from ilm.ledger.moves import Move, moving
from ilm.talk.accounts import named
from ilm.talk.lifecycle import ACCEPT, DELIVER, FAIL, READ, SEND
from ilm.talk.models import Message, Part
from ilm.talk.threads import wake

STEPS: dict[str, Move] = {
    "accepted": ACCEPT,
    "sent": SEND,
    "delivered": DELIVER,
    "read": READ,
    "failed": FAIL,
}
WORST_FIRST = (
    "failed",
    "unknown",
    "cancelled",
    "queued",
    "waiting",
    "sending",
    "accepted",
    "sent",
    "delivered",
    "read",
)


def hear_receipt(account_id: UUID, receipt: Receipt) -> Part | None:
    """Move the part it speaks of. None: not ours, or it says nothing new (late, twice)."""
    part = _part(account_id, receipt)
    step = STEPS[receipt.status]
    if part is None or part.status not in step.source:
        return None
    with moving(part, step, by=actor.clock()) as part:
        part.external_id = part.external_id or named(account_id, receipt.external_id)
        if step is FAIL:
            part.failed_because = f"code_{receipt.code}"[:60] if receipt.code else "provider"
    restate(part.message_id)
    return part


def _part(account_id: UUID, receipt: Receipt) -> Part | None:
    mine = Part.objects.filter(account_id=account_id).coded()
    found = mine.filter(external_id=named(account_id, receipt.external_id)).first()
    if found is None and receipt.key:
        try:
            found = mine.filter(pk=UUID(receipt.key)).first()
        except ValueError:
            return None
    return found


def restate(message_id: UUID) -> None:
    """A message is as far as its worst part; pages that show it learn so."""
    parts = Part.objects.filter(message_id=message_id)
    states = set(parts.values_list("status", flat=True))
    worst = next(state for state in WORST_FIRST if state in states)
    rows = Message.objects.filter(pk=message_id).order_by()
    rows.update(state=worst)
    for org_id, conversation_id in rows.values_list("org_id", "conversation_id"):
        wake(org_id, [conversation_id])
