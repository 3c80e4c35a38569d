"""The window is closed: neutral words that make her write, and what waits until she does."""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from ilm.access import actor
from ilm.access.actor import Actor
from ilm.ledger.moves import move
from ilm.talk import safety, templates
from ilm.talk.lifecycle import CANCEL
from ilm.talk.models import Conversation, Part, Template
from ilm.talk.receipts import restate

AGAIN = timedelta(hours=24)  # no second knock before
OPEN = ("queued", "waiting", "held", "sending")
NO_TEMPLATE: Final = "no_template"  # why nothing asks her to write
NOT_AGREED: Final = "plan_forbids_notice"


def knock(
    part: Part, conversation: Conversation, *, at: datetime, address: bytes | None = None
) -> str:
    """Queue the template that fits what is held. Empty, or why nothing asks her to write."""
    if _has_knocked(part.alias_id, at):
        return ""
    found = note_for(conversation, part.account_id, part.purpose)
    if isinstance(found, str):
        return found
    Part(
        org_id=part.org_id,
        message_id=part.message_id,
        account_id=part.account_id,
        channel=part.channel,
        alias_id=part.alias_id,
        number=0,
        of=part.of,
        address=address,
        address_expires_on=part.address_expires_on if address else None,
        not_after=part.not_after,
        next_try_at=at,
        made_at=at,
        is_bulk=part.is_bulk,
        purpose=part.purpose,
        template_id=found.pk,
        status="queued",
    ).save(force_insert=True)
    return ""


def note_for(
    conversation: Conversation, account_id: UUID | None, purpose: str
) -> Template | Literal["no_template", "plan_forbids_notice"]:
    """The words that would ask her to write, or why there are none."""
    if account_id is None:
        return NO_TEMPLATE
    found = templates.template_for(account_id, purpose, conversation.language)
    if found is None:
        return NO_TEMPLATE
    plan = safety.plan_of(conversation.alias_id)
    return found if safety.agrees(plan, found.wording) else NOT_AGREED


def _has_knocked(alias_id: UUID, at: datetime) -> bool:
    knocks = Part.objects.filter(alias_id=alias_id, template_id__isnull=False)
    lately = knocks.filter(made_at__gt=at - AGAIN)
    return lately.exclude(status__in=["failed", "cancelled"]).exists()


def held_about(about_id: UUID) -> Part | None:
    """The question of a check-in or disclosure that still waits for her, if it does."""
    rows = Part.objects.filter(about_id=about_id, template_id=None, status__in=OPEN)
    return rows.coded().order_by("number").first()


def call_off(about_id: UUID, *, by: Actor) -> None:
    """Nobody wants to know any more: what was not sent is not sent."""
    rows = Part.objects.filter(about_id=about_id, status__in=["queued", "waiting", "held"])
    for part in (found := list(rows.coded())):
        move(part, CANCEL, by=by)
    for message_id in {part.message_id for part in found}:
        restate(message_id)


def overtaken(part: Part) -> None:
    """Held until something else was asked: one question at a time."""
    move(part, CANCEL, by=actor.clock())
    restate(part.message_id)
