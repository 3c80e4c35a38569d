"""What the pages of all partners share: notices sent to them, their clocks, and how they stand.

Nothing here leads to a case, and no time is finer than a day.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ilm.access.actor import Actor
from ilm.catalog.countries import country_name
from ilm.catalog.issues import ALL_LEAVES
from ilm.disclosure.models import Notice
from ilm.faces.http import Request
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.remedy.lifecycle import EngagementStatus as S
from ilm.remedy.models import Engagement
from ilm.remedy.overdue import Running, running
from ilm.wall.entering import atomic

AT_ONCE = 25
SHOWN = ("open", "overdue", "done")
STANDS = {
    S.RAISED: ("open", _("Waiting for your answer")),
    S.RESPONDED: ("open", _("Answered")),
    S.IN_PROGRESS: ("open", _("Remedy under way")),
    S.CLAIMED_DONE: ("waiting", _("You say it is done")),
    S.WORKER_CHECK: ("waiting", _("Put to the workers")),
    S.CLOSED: ("stopped", _("Closed")),
}
ENDED = {
    "confirmed": ("done", _("Closed: confirmed by the workers")),
    "partly_confirmed": ("done", _("Closed: partly confirmed by the workers")),
    "not_confirmed": ("bad", _("Closed: not confirmed by the workers")),
    "closed": ("stopped", _("Closed")),
}
SENT_BACK = ("bad", _("Sent back: workers say that it is not fixed"))


@dataclass(frozen=True)
class Addressed:
    """One notice with what its partner does about it, as lists and pages show it."""

    notice: Notice
    engagement: Engagement
    clock: Running | None

    @property
    def leaf(self) -> str:
        return gettext(ALL_LEAVES[Slug(self.notice.leaf)].label)

    @property
    def country(self) -> str:
        return country_name(self.notice.site_country, get_language() or "en")

    @property
    def tone(self) -> str:
        return self._stands()[0]

    @property
    def stands(self) -> str:
        return str(self._stands()[1])

    @property
    def left(self) -> str:
        """How many days the running clock has left, or is over by."""
        if self.clock is None or self.clock.state == "met":
            return ""
        days = self.clock.days_left
        if days < 0:
            return ngettext("by %d day", "by %d days", -days) % -days
        return ngettext("%d day left", "%d days left", days) % days

    @property
    def is_closed(self) -> bool:
        return self.engagement.status == S.CLOSED

    @property
    def is_sent_back(self) -> bool:
        return self.engagement.status == S.IN_PROGRESS and self.engagement.sent_back_on is not None

    @property
    def may_claim(self) -> bool:
        return self.engagement.status in (S.RESPONDED, S.IN_PROGRESS)

    @property
    def may_promise(self) -> bool:
        return self.engagement.status in (S.RAISED, S.RESPONDED, S.IN_PROGRESS)

    def _stands(self) -> tuple[str, Any]:
        if self.is_closed:
            return ENDED.get(self.engagement.outcome, ENDED["closed"])
        return SENT_BACK if self.is_sent_back else STANDS[S(self.engagement.status)]


def mine(actor: Actor, kind: str) -> Any:
    """Engagements of one kind that were addressed to the actor's organisation."""
    return Engagement.objects.visible_to(actor).filter(kind=kind)


def addressed(actor: Actor, rows: Iterable[Engagement]) -> list[Addressed]:
    """Each with its notice and the clock that runs."""
    found, today = list(rows), clock.today()
    noticed = Notice.objects.visible_to(actor).in_bulk([row.notice_id for row in found])
    return [
        Addressed(noticed[row.notice_id], row, running(row, today))
        for row in found
        if row.notice_id in noticed
    ]


def the_addressed(actor: Actor, kind: str, ref: str) -> Addressed:
    """The notice of that reference, if it was sent to them; else 404."""
    notice = Notice.objects.visible_to(actor).filter(ref=ref, kind=kind).first()
    row = mine(actor, kind).filter(notice_id=notice.pk).first() if notice else None
    if notice is None or row is None:
        raise Http404
    return Addressed(notice, row, running(row, clock.today()))


def notices(request: Request, *, kind: str, template: str) -> HttpResponse:
    """The list: open, overdue or done, oldest promise first."""
    shown = request.GET.get("show", "open")
    shown = shown if shown in SHOWN else "open"
    rows, today = mine(request.actor, kind), clock.today()
    sorts = {"open": rows.open(), "overdue": rows.late(today), "done": rows.done()}
    order = ("-closed_on", "pk") if shown == "done" else ("answer_by", "pk")
    page = Paginator(sorts[shown].order_by(*order), AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        **{f"is_{name}": name == shown for name in SHOWN},
        "at_notices": True,
        "page": page,
        "rows": _rows(request.actor, page),
        "counts": {name: rows.count() for name, rows in sorts.items()},
    }
    return render(request, template, context)


def _rows(actor: Actor, page: "Page[Engagement]") -> list[Addressed]:
    return addressed(actor, page.object_list)


def answering(request: Request, found: Addressed, form: Form, *, url: str) -> dict[str, Any]:
    """What the answer's part of a page shows: answers newest first, whose they are, the form."""
    rows = found.engagement.answers.order_by("-said_on", "-id")
    said = [(row, row.said_by == request.actor.user_id) for row in rows]
    return {
        "found": found,
        "at_notices": True,
        "answers": said,
        "answer_form": form,
        "answer_url": url,
        "is_answering": form.is_bound or not said,
    }


@contextmanager
def telling(form: Form) -> Iterator[None]:
    """A rule's no lands on the form beside what was typed, and nothing of the act is kept."""
    try:
        with atomic():
            yield
    except Refused as no:
        if no.status != Refused.status:
            raise
        form.add_error(None, gettext(str(no)))


def act(
    request: Request,
    form: Form,
    *,
    verb: Callable[..., Any],
    told: Callable[[Any], str],
    back: str,
    again: Callable[[Form], HttpResponse],
) -> HttpResponse:
    """One act by one form: done and back to the notice, or the page again with what is wrong."""
    done = None
    if form.is_valid():
        with telling(form):
            done = verb(**form.cleaned_data, by=request.actor)
    if form.errors:
        return again(form)
    messages.success(request, told(done))
    return redirect(back)


def thanked(_done: Any) -> str:
    return gettext("Kept. The organisation that sent the notice can read it now.")
