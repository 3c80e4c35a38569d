"""What becomes of a call: whose it was, how it ended, and whether somebody has to call back."""

from datetime import timedelta
from typing import Final

from django.db.models import Q

from ilm.access import actor
from ilm.catalog.contacts import ContactKind
from ilm.channels import CHANNELS
from ilm.channels.base import Called
from ilm.channels.voice.hearing import WITHHELD
from ilm.kit import clock
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.talk import calling_back, claiming
from ilm.talk.accounts import named
from ilm.talk.models import Call, ChannelAccount, Contact, Conversation, Message
from ilm.talk.threads import wake

ENDS: Final = frozenset({"completed", "missed", "failed"})
UNHEARD: Final = frozenset({"missed", "silent", "cut_off", "left"})  # then she is called back
LOST_AFTER: Final = timedelta(hours=3)
SILENT_FOR: Final = timedelta(minutes=10)  # no key and no word in a menu: the line is gone


def follow(account: ChannelAccount, event: Called, conversation: Conversation) -> None:
    """One step of a call, heard: the desk sees whose it is, and its end once it has one."""
    sid = named(account.pk, event.external_id)
    call = Call.objects.filter(account_id=account.pk, sid=sid).coded().first()
    if call is not None and call.conversation_id is None:
        Call.objects.filter(pk=call.pk).update(conversation_id=conversation.pk)
    if call is not None and call.language and not conversation.language:
        Conversation.objects.filter(pk=conversation.pk).update(language=call.language)
    hidden = event.address.startswith(WITHHELD)
    wake(account.org_id, [account.org_id, conversation.pk])  # the page of calls has the house's id
    if call is not None and event.agreed:
        record(call, "call.asked_in", by=actor.clock(), agreed=Slug(event.agreed))
    if call is not None and event.agent:
        _answered(call, event.agent, conversation)
    if event.wish and not hidden:
        calling_back.want_call(conversation, because="asked", wish=event.wish)
    if event.status in ENDS and CHANNELS[account.channel].can.speaks:
        _settle(_end(call, event, conversation, sid), event, conversation)


def _settle(outcome: str, event: Called, conversation: Conversation) -> None:
    """Nobody need call her any more, or somebody has to."""
    if outcome == "talked":
        calling_back.reached(conversation)
    if outcome in UNHEARD and not (event.address.startswith(WITHHELD) or event.is_ours):
        calling_back.want_call(conversation, because="missed" if outcome == "left" else outcome)


def _answered(call: Call, agent: str, conversation: Conversation) -> None:
    """One of us talks with her now: the thread is hers to answer, and the ledger knows who."""
    if call.agent is not None and str(call.agent) == agent and call.outcome == "talked":
        claiming.fall_to(conversation, call.agent)
        record(call, "call.answered", by=actor.clock(), agent=call.agent)


def _end(call: Call | None, event: Called, conversation: Conversation, sid: str) -> str:
    now = clock.now()
    outcome = (call.outcome if call else "") or _came_to(call, event)
    if call is not None and call.ended_at is None:
        Call.objects.filter(pk=call.pk).update(
            state="ended", state_at=now, ended_at=now, outcome=outcome, handle=None,
            seconds=event.seconds, code_key="", wants=None, wants_yes=False,
        )  # fmt: skip
        if outcome == "distress":
            record(conversation, "call.distress", by=actor.clock())
    if outcome == "silent":
        _sort_as_silent(conversation, sid)
    return outcome


def _came_to(call: Call | None, event: Called) -> str:
    if event.status != "completed":
        return "missed"
    if event.is_ours:
        return "unheard"
    if call is not None and call.state == "recording":
        return "cut_off"  # what ends a recording says so: here the line or the gateway died first
    if call is None or call.state not in ("waiting", "ringing"):
        return "silent"
    return "left"


def _sort_as_silent(conversation: Conversation, sid: str) -> None:
    """A contact that is nothing but this call is counted as a silent one."""
    rows = Message.objects.filter(conversation=conversation, external_id=sid)
    for contact_id in rows.values_list("contact_id", flat=True):
        if Message.objects.filter(conversation=conversation, contact_id=contact_id).count() == 1:
            Contact.objects.filter(pk=contact_id).update(kind=ContactKind.SILENT_CALL)


def end_lost() -> int:
    """Calls whose end nobody told: over, as far as we know. For the clock."""
    now = clock.now()
    rows = Call.objects.filter(ended_at=None).filter(
        Q(state_at__lt=now - LOST_AFTER)
        | Q(state__in=["menu", "ended"], state_at__lt=now - SILENT_FOR)
    )
    return rows.exclude(state="planned").update(
        state="ended",
        state_at=now,
        ended_at=now,
        handle=None,
        code_key="",
        wants=None,
        wants_yes=False,
    )
