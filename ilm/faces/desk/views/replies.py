"""Ready replies: what is often said, in every language, and who found it right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.talking import ReadyForm
from ilm.faces.http import Request, page
from ilm.talk import readying
from ilm.talk.models import ReadyReply
from ilm.vault.opening import Reader


@page(Permission.CASE_READ)
def replies_page(request: Request) -> HttpResponse:
    """All of them by name, and one more, or a translation, or other words for one that there is."""
    known = readying.ready(Reader(request.unlocked), request.actor) if request.unlocked else []
    form = ReadyForm(request.POST or None, initial=_initial(request, known))
    if request.method == "POST" and form.is_valid():
        with telling(form):
            readying.keep_reply(unlocked=request.unlocked, by=request.actor, **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("Kept. A colleague who reads the language reviews it."))
            return redirect("desk:replies")
    context = {"form": form, "groups": _by_group(known), "places": readying.PLACES}
    return shown(request, "desk/replies.html", context, form)


@require_POST
@page(Permission.CASE_READ)
def reply_page(request: Request, reply_id: UUID) -> HttpResponse:
    """Found right by a colleague, or offered no more."""
    row = get_object_or_404(ReadyReply.objects.visible_to(request.actor), pk=reply_id)
    if request.POST.get("do") == "drop":
        readying.drop_reply(row, by=request.actor)
    else:
        readying.review(row, by=request.actor)
    return redirect("desk:replies")


def _by_group(known: list[readying.Ready]) -> list[list[readying.Ready]]:
    """Translations of one reply together, by its name."""
    found: dict[UUID, list[readying.Ready]] = {}
    for each in known:
        found.setdefault(each.row.group, []).append(each)
    return sorted(found.values(), key=lambda rows: rows[0].name.casefold())


def _initial(request: Request, known: list[readying.Ready]) -> dict[str, Any]:
    """What the form begins with: a reply to change, or to translate, chosen by its id."""
    chosen = request.GET.get("of", "")
    found = next((r for r in known if str(r.row.pk) == chosen), None)
    if found is None:
        return {"language": readying.USUAL}
    begun = {"name": found.name, "text": found.text, "group": found.row.group}
    return begun | ({} if "translate" in request.GET else {"language": found.row.language})
