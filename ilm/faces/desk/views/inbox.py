"""The inbox: every thread, the latest word first, live."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ilm.access.permissions import Permission
from ilm.cases.awaiting import MOST, Waiting, about, waiting
from ilm.cases.paging import ROWS
from ilm.channels import CHANNELS
from ilm.faces.desk import directory, narrowing
from ilm.faces.desk.choices import spelled
from ilm.faces.desk.forms.casework import MOST_URGENT_FIRST
from ilm.faces.desk.keyset import after, place_of
from ilm.faces.desk.narrowing import narrowed
from ilm.faces.desk.views.keeping import open_erasures
from ilm.faces.http import Request, page
from ilm.insight.standing import news
from ilm.language.languages import LANGUAGES
from ilm.talk import claiming, heeding, viewing
from ilm.talk.models import Conversation, KeptView

TABS = (
    ("", _("All")),
    ("unread", _("Unread")),
    ("danger", _("May be danger")),
    ("mine", _("Mine")),
    ("named", _("Notes to you")),
    ("free", _("Nobody's")),
    ("closing", _("Window closes soon")),
    ("late", _("Waits too long")),
    ("snoozed", _("Put off")),
    ("untold", _("Could not be told")),
)
ORDER = ("only", "language", "urgency", "channel")


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
        "views": (views := _views(request, kept)),
        "is_kept": any(view["here"] for view in views),
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
    """One row, fetched when it changed; 204 takes it away where a filter no longer holds it."""
    wanted = conversation_id or _id(request.GET.get("id", ""))
    thread = narrowed(request.actor, narrowing.kept(request.GET)).filter(pk=wanted).first()
    if thread is None:
        get_object_or_404(Conversation.objects.visible_to(request.actor), pk=wanted)
        return HttpResponse(status=204)
    return render(request, "desk/rows/conversation.html", {"rows": told(request, [thread])})


@page(Permission.INBOX_READ)
def view_keep_page(request: Request) -> HttpResponse:
    """Keep the filters in force, to come back to."""
    if not (kept := narrowing.kept(request.POST)):
        return redirect("desk:inbox")  # all of it is one key away already
    viewing.keep_view(kept, by=request.actor)
    return redirect(reverse("desk:inbox") + "?" + urlencode(kept))


@page(Permission.INBOX_READ)
def view_drop_page(request: Request, view_id: UUID) -> HttpResponse:
    """Keep them no longer."""
    mine = KeptView.objects.visible_to(request.actor).filter(user_id=request.actor.person)
    viewing.drop_view(get_object_or_404(mine, pk=view_id), by=request.actor)
    return redirect("desk:inbox")


def told(request: Request, threads: Iterable[Conversation]) -> list[dict[str, Any]]:
    """Each thread with what is known of it: its case, its report, who has it, who answers it."""
    threads = list(threads)
    called = directory.called(request.actor)
    known = about([thread.pk for thread in threads], by=request.actor)
    return [
        {
            "thread": thread,
            "hint": heeding.hinted(thread.alarm),
            "about": known.get(thread.pk),
            "mine": called.get(thread.assigned_to, "") if thread.assigned_to else "",
            "answers": called.get(who, "") if (who := claiming.holder(thread)) else "",
        }
        for thread in threads
    ]


def counted(number: int) -> str:
    """A number as a list says it: exact up to a bound."""
    return f"{MOST:,}+" if number > MOST else str(number)


def _tabs(kept: narrowing.Kept, left: Waiting) -> list[dict[str, Any]]:
    """Which threads: all, or one kind of them; the other filters stay."""
    rest = {name: value for name, value in kept.items() if name != "only"}
    counts = {"unread": left.unread, "untold": left.untold, "named": left.named}
    return [
        {
            "href": "?" + urlencode(rest | ({"only": only} if only else {})),
            "label": label,
            "here": kept.get("only", "") == only,
            "count": counted(counts[only]) if counts.get(only) else "",
        }
        for only, label in TABS
    ]


def _views(request: Request, kept: narrowing.Kept) -> list[dict[str, Any]]:
    """What the member keeps, in the words of the filters."""
    found = []
    for view, codes in viewing.views_of(request.actor):
        by = {name: value for name, value in codes.items() if value}
        found.append(
            {
                "pk": view.pk,
                "href": "?" + urlencode(by),
                "label": " · ".join(_said(name, by[name]) for name in ORDER if name in by),
                "here": by == kept,
            }
        )
    return found


def _said(name: str, code: str) -> str:
    if name == "only":
        return str(dict(TABS).get(code, code))
    if name == "language":
        return str(LANGUAGES[code].english) if code in LANGUAGES else code
    return spelled(code)


def _rows_url(kept: dict[str, str]) -> str:
    """Where a live row is fetched: live.js puts the id at its end."""
    return reverse("desk:rows") + ("?" + urlencode(kept) + "&id=" if kept else "")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
