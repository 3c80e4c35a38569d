"""The inbox: every thread, the latest word first, live."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ilm.access.permissions import Permission
from ilm.cases.awaiting import MOST, Waiting, about, waiting
from ilm.cases.paging import ROWS
from ilm.channels import CHANNELS
from ilm.faces.desk import directory, narrowing
from ilm.faces.desk.forms.casework import MOST_URGENT_FIRST
from ilm.faces.desk.keyset import after, place_of
from ilm.faces.desk.narrowing import narrowed
from ilm.faces.desk.views.keeping import open_erasures
from ilm.faces.http import Request, page
from ilm.insight.standing import news
from ilm.language.languages import LANGUAGES
from ilm.talk.models import Conversation

TABS = (
    ("", _("All")),
    ("unread", _("Unread")),
    ("mine", _("Mine")),
    ("free", _("Nobody's")),
    ("closing", _("Window closes soon")),
    ("late", _("Waits too long")),
    ("snoozed", _("Put off")),
    ("untold", _("Could not be told")),
)


@page(Permission.INBOX_READ)
def inbox_page(request: Request) -> HttpResponse:
    """Coded facts only: who may read words does so in the conversation."""
    kept, left = narrowing.kept(request.GET), waiting(request.actor)
    threads = narrowed(request.actor, kept, has_burst=left.bursts > 0).latest_first()
    if before := request.GET.get("before"):
        threads = after(threads, before, "last_at")
    found = list(threads[: ROWS + 1])
    rows = told(request, found[:ROWS])
    last = found[ROWS - 1] if len(found) > ROWS else None
    context = {
        "rows": rows,
        "kept": kept,
        "tabs": _tabs(kept, left),
        "is_silent": left.is_silent,
        "channels": sorted(CHANNELS),
        "languages": LANGUAGES,
        "urgencies": MOST_URGENT_FIRST,
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
    thread = get_object_or_404(narrowed(request.actor, narrowing.kept(request.GET)), pk=wanted)
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


def _tabs(kept: narrowing.Kept, left: Waiting) -> list[dict[str, Any]]:
    """Which threads: all, or one kind of them; the other filters stay."""
    rest = {name: value for name, value in kept.items() if name != "only"}
    counts = {"unread": left.unread, "untold": left.untold}
    return [
        {
            "href": "?" + urlencode(rest | ({"only": only} if only else {})),
            "label": label,
            "here": kept.get("only", "") == only,
            "count": counted(counts[only]) if counts.get(only) else "",
        }
        for only, label in TABS
    ]


def _rows_url(kept: dict[str, str]) -> str:
    """Where a live row is fetched: live.js puts the id at its end."""
    return reverse("desk:rows") + ("?" + urlencode(kept) + "&id=" if kept else "")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
