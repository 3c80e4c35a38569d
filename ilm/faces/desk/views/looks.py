"""Who was shown whom, for supervisors; and agreeing to one more above the day's limit."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown
from ilm.faces.http import Request, page
from ilm.ledger.models import Entry
from ilm.talk.models import Conversation
from ilm.vault import reveal, second_looks
from ilm.vault.models import SecondLook


@page(Permission.IDENTITY_REVEAL)
def looks_page(request: Request) -> HttpResponse:
    """What waits for a second member, and the last fifty looks. Threads, never names."""
    called = directory.called(request.actor)
    rows = Entry.objects.visible_to(request.actor).filter(verb=reveal.REVEALED)
    entries, asked = list(rows.order_by("-at")[:50]), second_looks.waiting(request.actor)
    seen = {e.pk: UUID(e.subject.rpartition(":")[2]) for e in entries}
    refs = _refs(request, {*seen.values(), *(row.alias_id for row in asked)})
    context = {
        "waiting": [
            {"row": row, "who": called.get(row.asked_by, ""), "ref": refs.get(row.alias_id, "")}
            for row in asked
        ],
        "looks": [
            {
                "at": e.at,
                "who": directory.who(e.actor, called),
                "ref": refs.get(seen[e.pk], ""),
                "because": e.facts.get("because", ""),
            }
            for e in entries
        ],
    }
    return shown(request, "desk/looks.html", context)


@require_POST
@page(Permission.IDENTITY_REVEAL)
def agree_page(request: Request, look_id: UUID) -> HttpResponse:
    look = get_object_or_404(SecondLook.objects.visible_to(request.actor), pk=look_id)
    second_looks.agree(look, by=request.actor)
    messages.success(request, _("You agreed. It is good for a day and written down."))
    return redirect("desk:looks")


def _refs(request: Request, aliases: set[UUID]) -> dict[UUID, str]:
    rows = Conversation.objects.visible_to(request.actor).filter(alias_id__in=aliases)
    return dict(rows.values_list("alias_id", "ref"))
