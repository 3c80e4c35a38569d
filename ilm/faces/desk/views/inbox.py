"""The inbox: every thread, the latest word first, live."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode

from ilm.access.permissions import Permission
from ilm.cases.awaiting import LATELY, MOST, about, waiting
from ilm.cases.models import Report
from ilm.cases.paging import ROWS
from ilm.channels import CHANNELS
from ilm.faces.desk import directory
from ilm.faces.desk.keyset import after, place_of
from ilm.faces.desk.views.keeping import open_erasures
from ilm.faces.http import Request, page
from ilm.insight.standing import news
from ilm.kit import clock
from ilm.talk.models import Conversation, Part


@page(Permission.INBOX_READ)
def inbox_page(request: Request) -> HttpResponse:
    """Coded facts only: who may read words does so in the conversation."""
    kept, left = _kept(request), waiting(request.actor)
    threads = _filtered(request, kept, has_burst=left.bursts > 0).latest_first()
    if before := request.GET.get("before"):
        threads = after(threads, before, "last_at")
    found = list(threads[: ROWS + 1])
    rows = told(request, found[:ROWS])
    last = found[ROWS - 1] if len(found) > ROWS else None
    context = {
        "rows": rows,
        "kept": kept,
        "is_all": kept.get("only") is None,
        "is_unread": kept.get("only") == "unread",
        "is_mine": kept.get("only") == "mine",
        "is_untold": kept.get("only") == "untold",
        "unread": counted(left.unread),
        "untold": left.untold,
        "is_silent": left.is_silent,
        "channels": sorted(CHANNELS),
        "is_live": not request.GET.get("before"),
        "rows_url": _rows_url(kept),
        "news": news(request.actor),
        "erasures": open_erasures(request) if left.erasures else [],
        "bursts": counted(left.bursts) if left.bursts else "",
        "more": last and "?" + urlencode(kept | {"before": place_of(last, "last_at")}),
    }
    return render(request, "desk/inbox.html", context)


@page(Permission.INBOX_READ)
def conversation_row(request: Request, conversation_id: UUID | None = None) -> HttpResponse:
    """One row, fetched when it changed; 404 takes it away where a filter no longer holds it."""
    wanted = conversation_id or _id(request.GET.get("id", ""))
    thread = get_object_or_404(_filtered(request, _kept(request)), pk=wanted)
    return render(request, "desk/rows/conversation.html", {"rows": told(request, [thread])})


def told(request: Request, threads: Iterable[Conversation]) -> list[dict[str, Any]]:
    """Each thread with what is known of it: its case, whether a report waits, who has it."""
    threads = list(threads)
    called = directory.called(request.actor)
    known = about([thread.pk for thread in threads], by=request.actor)
    return [
        {
            "thread": thread,
            "about": known.get(thread.pk),
            "mine": called.get(thread.assigned_to, "") if thread.assigned_to else "",
        }
        for thread in threads
    ]


def counted(number: int) -> str:
    """A number as a list says it: exact up to a bound."""
    return f"{MOST:,}+" if number > MOST else str(number)


def _threads(request: Request, *, has_burst: bool) -> Any:
    """Without those that wait in the queue of bursts: they do not bury the others."""
    threads = Conversation.objects.visible_to(request.actor)
    if not has_burst:
        return threads
    apart = Report.objects.visible_to(request.actor).of_bursts().values("conversation_id")
    return threads.exclude(pk__in=apart)


def _untold(request: Request) -> Any:
    """What could not be said: it waits for her to write, or waited in vain until lately."""
    return Part.objects.visible_to(request.actor).coded().untold(clock.now() - LATELY)


def _filtered(request: Request, kept: dict[str, str], *, has_burst: bool = True) -> Any:
    threads = _threads(request, has_burst=has_burst)
    if kept.get("only") == "unread":
        threads = threads.waiting()
    if kept.get("only") == "untold":
        threads = threads.filter(alias_id__in=_untold(request).values("alias_id"))
    if kept.get("only") == "mine":
        threads = threads.filter(assigned_to=request.actor.user_id)
    return threads.filter(channel=kept["channel"]) if kept.get("channel") else threads


def _kept(request: Request) -> dict[str, str]:
    """The filters in force; they stay while one pages on."""
    return {k: request.GET[k] for k in ("only", "channel") if request.GET.get(k)}


def _rows_url(kept: dict[str, str]) -> str:
    """Where a live row is fetched: live.js puts the id at its end."""
    return reverse("desk:rows") + ("?" + urlencode(kept) + "&id=" if kept else "")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
