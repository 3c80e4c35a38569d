"""The filters of the inbox, as they stand in its address: coded facts, no words."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull
from django.http import QueryDict

from ilm.access.actor import Actor
from ilm.cases.awaiting import LATELY
from ilm.cases.models import Report
from ilm.catalog.urgency import Urgency
from ilm.channels import CHANNELS
from ilm.kit import clock
from ilm.language.languages import LANGUAGES
from ilm.talk.models import Conversation, Mention, Message, Part

CLOSING = timedelta(hours=4)  # before a window closes, whoever owes an answer is told
ANSWERED_WITHIN = timedelta(hours=24)
ONLY = ("unread", "danger", "mine", "named", "free", "closing", "late", "snoozed", "untold")
Kept = Mapping[str, str]


def kept(asked: QueryDict) -> dict[str, str]:
    """The filters in force; they stay while one pages on. What no filter knows is left out."""
    known = {
        "only": ONLY,
        "channel": tuple(CHANNELS),
        "language": tuple(str(code) for code in LANGUAGES),
        "urgency": tuple(str(each) for each in Urgency),
    }
    return {name: str(asked[name]) for name, those in known.items() if asked.get(name, "") in those}


def narrowed(actor: Actor, by: Kept, *, has_burst: bool = True) -> Any:
    """The threads that the filters let through. What waits in the queue of bursts buries no other,
    what was put off comes when its time is up."""
    threads: Any = Conversation.objects.visible_to(actor)
    if has_burst:
        apart = Report.objects.visible_to(actor).of_bursts().values("conversation_id")
        threads = threads.exclude(pk__in=apart)
    threads = _only(threads, by.get("only", ""), actor)
    if by.get("channel"):
        threads = threads.filter(channel=by["channel"])
    if by.get("language"):
        threads = threads.filter(language=by["language"])
    if by.get("urgency"):
        urgent = Report.objects.visible_to(actor).filter(case__urgency=by["urgency"])
        threads = threads.filter(pk__in=urgent.values("conversation_id"))
    return threads


def _only(threads: Any, which: str, actor: Actor) -> Any:
    if which == "snoozed":
        return threads.put_off()
    if which == "untold":
        untold = Part.objects.visible_to(actor).coded().untold(clock.now() - LATELY)
        return threads.filter(alias_id__in=untold.values("alias_id"))
    rule = RULES.get(which)
    return threads.awake().filter(rule(actor)) if rule else threads.awake()


def _closes_soon() -> Q:
    """Her word was the last, and the channel takes free words for a few hours more."""
    now, soon = clock.now(), Q(pk__in=[])
    for slug, channel in CHANNELS.items():
        if (length := channel.can.window) is not None:
            since = now - length
            soon |= Q(channel=slug, last_inward_at__gt=since, last_inward_at__lte=since + CLOSING)
    return soon


def _is_late(actor: Actor) -> Q:
    """Unread for a day; or the clock of first contact of her case has run out, and nobody of ours
    has written to her.

    A scalar each, so that they are looked up thread by thread until a page is full: as `exists`
    they are made into tables of every overdue case and every answer first.
    """
    now, here = clock.now(), OuterRef("pk")
    ours = Message.objects.visible_to(actor).filter(
        conversation=here, is_inward=False, author__isnull=False
    )
    overdue = Report.objects.visible_to(actor).filter(
        conversation=here, case__status="open", case__contact_by__lt=now
    )
    unread = Q(unread__gt=0, last_inward_at__lt=now - ANSWERED_WITHIN)
    is_overdue = IsNull(Subquery(overdue.order_by().values("pk")[:1]), False)
    return unread | Q(is_overdue, IsNull(Subquery(ours.order_by().values("pk")[:1]), True))


def _named(actor: Actor) -> Q:
    """A note there names the actor, who has not seen it."""
    unseen = Mention.objects.visible_to(actor).filter(user_id=actor.person, seen_at__isnull=True)
    return Q(pk__in=unseen.values("conversation_id"))


RULES: Mapping[str, Callable[[Actor], Q]] = {
    "named": _named,
    "unread": lambda _: Q(unread__gt=0),
    "danger": lambda _: Q(alarm__gt=0),
    "mine": lambda actor: Q(assigned_to=actor.user_id),
    "free": lambda _: Q(assigned_to__isnull=True),
    "closing": lambda _: _closes_soon() & Q(last_inward_at__gte=F("last_at")),
    "late": _is_late,
}
