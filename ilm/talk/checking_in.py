"""Check-ins: a question that falls due, asked with nobody at the desk, and her answer read."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from ilm.access import actor
from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.catalog.safe_contact import RETRIES, RETRY_WITHIN
from ilm.channels import CHANNELS
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.language import read
from ilm.ledger.moves import move, moving
from ilm.talk import asking, calling_back, knocking, questions, safety
from ilm.talk.lifecycle import ASK, ASK_AGAIN, CALL_OFF, HEAR, MISS, CheckInStatus
from ilm.talk.models import CheckIn, Conversation, Message
from ilm.talk.models.conversing import Topic
from ilm.talk.replying import show_text
from ilm.wall.entering import atomic

AT_ONCE = 100
TRIES = RETRIES + 1
PATIENCE = RETRY_WITHIN / 2  # between two tries
RINGS_AGAIN = timedelta(hours=1)  # between two calls
NEXT_LOOK = timedelta(minutes=30)  # while another question waits for her answer
AGAIN = timedelta(days=1)  # between two askings of the same question, whatever each is about


def plan_check_ins(
    conversation: Conversation,
    *,
    about: str,
    about_id: UUID,
    question: str,
    days: Iterable[int] = (0,),
    by: Actor,
) -> list[CheckIn]:
    """Questions to ask her on these days from today. Refused: a question that we do not have."""
    by.must(Permission.MESSAGE_SEND)
    if question not in questions.QUESTIONS:
        raise Refused("There is no such question.")
    now = clock.now()
    made = [
        CheckIn(
            org_id=conversation.org_id,
            conversation=conversation,
            alias_id=conversation.alias_id,
            about=about,
            about_id=about_id,
            question=question,
            day=day,
            due_at=now + timedelta(days=day),
            status=CheckInStatus.DUE,
        )
        for day in days
    ]
    return CheckIn.objects.bulk_create(made)


def call_off(about_id: UUID, *, by: Actor) -> int:
    """Ask no more about this; how many check-ins."""
    rows = CheckIn.objects.filter(about_id=about_id, status__in=["due", "sent"])
    for one in (found := list(rows)):
        _stop(one, by)
    return len(found)


def _stop(one: CheckIn, by: Actor) -> None:
    move(one, CALL_OFF, by=by)
    knocking.call_off(one.pk, by=by)


def ask_due(now: datetime | None = None) -> int:
    """Ask what is due, ask again what had no answer, give up after the third try. For the clock."""
    at = now or clock.now()
    rows = CheckIn.objects.filter(status__in=["due", "sent"], due_at__lte=at)
    found = list(
        rows.select_related("conversation")
        .order_by("due_at")
        .select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
    )
    for one in found:
        _ask(one, at)
    return len(found)


def _ask(one: CheckIn, at: datetime) -> None:
    if one.tries >= TRIES:
        move(one, MISS, by=actor.clock())
        return
    plan = safety.plan_of(one.alias_id)
    window = safety.next_window(plan, at, channel=one.conversation.channel)
    if window is None:
        _stop(one, actor.clock())
        return
    if window > at:
        CheckIn.objects.filter(pk=one.pk).update(due_at=window)
        return
    if asking.is_asked_else(one.conversation, one.pk, at=at):
        CheckIn.objects.filter(pk=one.pk).update(due_at=at + NEXT_LOOK)
        return
    if _has_just_read_it(one, at):
        CheckIn.objects.filter(pk=one.pk).update(due_at=at + AGAIN)
        return
    _send(one, at)


def _has_just_read_it(one: CheckIn, at: datetime) -> bool:
    """Whether the same words went to her about something else: twice a day betrays a phone."""
    same = CheckIn.objects.filter(conversation_id=one.conversation_id, question=one.question)
    return same.exclude(about_id=one.about_id).filter(sent_at__gt=at - AGAIN).exists()


def _send(one: CheckIn, at: datetime) -> None:
    step = ASK if one.status == CheckInStatus.DUE else ASK_AGAIN
    try:
        with atomic(), moving(one, step, by=actor.clock()) as row:
            if held := knocking.held_about(one.pk):  # she would read it twice
                knocking.knock(held, one.conversation, at=at)
            else:
                _put(one)
            wait = RINGS_AGAIN if _is_spoken(one) else PATIENCE
            row.tries, row.sent_at, row.due_at = row.tries + 1, at, at + wait
    except Refused:  # no address, a closed account: later, perhaps; a person sees it as missed
        CheckIn.objects.filter(pk=one.pk).update(due_at=at + timedelta(days=1))
        if _is_spoken(one):  # no code: a person asks, if anybody
            calling_back.want_call(one.conversation, because="check_in")


def _is_spoken(one: CheckIn) -> bool:
    return CHANNELS[one.conversation.channel].can.speaks


def _put(one: CheckIn) -> None:
    show_text(
        one.conversation,
        text=questions.say(one.question, one.conversation.language),
        by=actor.clock(),
        topic=Topic.VALIDATING,
        about_id=one.pk,
        spoken=one.question if _is_spoken(one) else "",
    )


def hear(message: Message, text: str) -> CheckIn | None:
    """Her answer to what she was asked; None if she was not asked, or said something else.

    Understands yes, no and partly in the languages of the worker page, and 1, 2, 3 in any script's
    digits.
    """
    conversation = message.conversation
    answer = answer_in(text)
    one = CheckIn.objects.filter(
        id__in=[conversation.about_id],
        conversation=conversation,
        status__in=["due", "sent", "missed"],
    ).first()
    if one is None or answer is None:
        return None
    with moving(one, HEAR, by=actor.worker(one.alias_id, one.org_id)) as row:
        row.answer, row.answered_on = answer, clock.today()
    still = Conversation.objects.filter(pk=conversation.pk, about_id=one.pk)  # not asked else since
    still.update(topic=Topic.REPORTING, about_id=None)
    conversation.topic, conversation.about_id = Topic.REPORTING, None
    return row


def answer_in(text: str) -> str | None:
    """`yes`, `no`, `partly`, or None where it says none of them, or more than that."""
    said = read(text).display.strip().casefold()
    said = re.sub(r"[\s.,!?။៕៖।…'\"()]+", " ", said).strip()
    if len(said) == 1 and said.isdecimal():
        return {1: "yes", 2: "no", 3: "partly"}.get(int(said))
    return questions.ANSWERS.get(said)
