"""How far our messages came: statuses only ever go forward, and none is lost for being early."""

from datetime import timedelta
from uuid import UUID

from ilm.access import actor
from ilm.channels.base import Receipt, ReceivedUpTo
from ilm.kit import clock
from ilm.ledger.moves import Move, moving
from ilm.talk.accounts import named
from ilm.talk.lifecycle import ACCEPT, DELIVER, FAIL, READ, SEND
from ilm.talk.models import ChannelAccount, EarlyReceipt, Message, Part
from ilm.talk.threads import wake
from ilm.vault import routing
from ilm.wall.entering import ask

STEPS: dict[str, Move] = {
    "accepted": ACCEPT,
    "sent": SEND,
    "delivered": DELIVER,
    "read": READ,
    "failed": FAIL,
}
WENT = ("accepted", "sent", "delivered")  # with the provider for certain
LOST_AFTER = timedelta(minutes=2)  # a call that nobody finished: `next_try_at` is that much later
KEPT_FOR = timedelta(hours=1)  # a receipt of a message that nobody writes down as sent
WORST_FIRST = (
    "failed",
    "unknown",
    "cancelled",
    "held",
    "queued",
    "waiting",
    "sending",
    "accepted",
    "sent",
    "delivered",
    "read",
)


def hear_receipt(account_id: UUID, receipt: Receipt) -> Part | None:
    """Move the part it speaks of. None: it says nothing new (late, twice), or we do not know the
    message yet; then it is kept for KEPT_FOR."""
    name = named(account_id, receipt.external_id)
    part = _part(account_id, name, receipt.key)
    if part is None:
        only_one(name)
        part = _part(account_id, name, receipt.key)
    if part is None:
        _keep(account_id, name, receipt)
        return None
    return _advance(part, name, receipt.status, receipt.code)


def hear_up_to(account: ChannelAccount, told: ReceivedUpTo) -> list[Part]:
    """Move all that went to her by this account before `told.at`; the parts that moved.

    What was begun later is left: it may be that she has not seen it. So is what nobody knows to
    have gone, for these words name no message. Whom we have not met is not met by this.
    """
    alias_id = routing.alias_of(account.org_id, account.channel, told.address)
    if alias_id is None:
        return []
    mine = Part.objects.filter(account_id=account.pk, alias_id=alias_id, status__in=WENT)
    begun = mine.filter(next_try_at__lte=told.at + LOST_AFTER).coded()
    moved = [_advance(part, part.external_id or "", told.status, "") for part in begun]
    return [part for part in moved if part is not None]


def only_one(name: str) -> None:
    """Until this transaction ends nobody else looks for this message, nor writes it down."""
    ask("select pg_advisory_xact_lock(hashtextextended('receipt ' || %s, 0))", [name])


def apply_early(part: Part, name: str) -> None:
    """What was told of this message before it was written down. Call `only_one` first."""
    early = list(EarlyReceipt.objects.filter(account_id=part.account_id, external_id=name))
    for one in sorted(early, key=lambda e: (e.at, [*STEPS].index(e.status))):
        _advance(Part.objects.coded().get(pk=part.pk), name, one.status, one.code)
    EarlyReceipt.objects.filter(id__in=[one.pk for one in early]).delete()


def forget_early() -> None:
    """Receipts of messages that are not ours."""
    EarlyReceipt.objects.filter(kept_at__lt=clock.now() - KEPT_FOR).delete()


def _keep(account_id: UUID, name: str, receipt: Receipt) -> None:
    for org_id in ChannelAccount.objects.filter(pk=account_id).values_list("org_id", flat=True):
        row = EarlyReceipt(
            org_id=org_id,
            account_id=account_id,
            external_id=name,
            status=receipt.status,
            code=receipt.code[:40],
            at=receipt.at,
            kept_at=clock.now(),
        )
        EarlyReceipt.objects.bulk_create([row], ignore_conflicts=True)


def _advance(part: Part, name: str, status: str, code: str) -> Part | None:
    step = STEPS[status]
    if part.status not in step.source:
        return None
    with moving(part, step, by=actor.clock()) as part:
        part.external_id = part.external_id or name
        part.gone_at = part.gone_at or clock.now()
        if step is FAIL:
            part.failed_because = f"code_{code}"[:60] if code else "provider"
    restate(part.message_id)
    return part


def _part(account_id: UUID, name: str, key: str) -> Part | None:
    mine = Part.objects.filter(account_id=account_id).coded()
    found = mine.filter(external_id=name).first()
    if found is None and key:
        try:
            found = mine.filter(pk=UUID(key)).first()
        except ValueError:
            return None
    return found


def restate(message_id: UUID) -> None:
    """A message is as far as its worst part; pages that show it learn so.

    A neutral note counts only while words wait for what it should bring about, and failed.
    """
    parts = Part.objects.filter(message_id=message_id).values_list("status", "template_id")
    states = {status for status, template in parts if template is None}
    if "held" in states and any(template and status == "failed" for status, template in parts):
        states.add("failed")
    worst = next(state for state in WORST_FIRST if state in states)
    rows = Message.objects.filter(pk=message_id).order_by()
    rows.update(state=worst)
    for org_id, conversation_id in rows.values_list("org_id", "conversation_id"):
        wake(org_id, [conversation_id])
