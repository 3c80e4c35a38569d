"""Finding threads by what was said in them, and making findable what nobody opened yet."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.faces.desk import everywhere
from ilm.faces.desk.acting import sent, shown, telling
from ilm.faces.desk.forms.searching import SearchForm, told
from ilm.faces.http import Request, page
from ilm.kit.errors import Locked
from ilm.ledger.moves import record
from ilm.talk import catching_up, finding, indexing
from ilm.talk.finding import Found
from ilm.vault import searching
from ilm.vault.models import SearchKey
from ilm.vault.sealing import Denied
from ilm.wall.entering import after_commit


@page(Permission.CASE_READ)
def conversation_search_page(request: Request) -> HttpResponse:
    """Words come by POST: an address stays in histories, proxies and logs."""
    form = SearchForm(sent(request, "search"))
    found: Found | None = None
    if form.is_bound and form.is_valid():
        with telling(form):
            found = finding.search(
                form.cleaned_data["words"],
                before=form.cleaned_data["before"],
                by=request.actor,
                unlocked=request.unlocked,
            )
    context = {"form": form, "found": found, **_more(found)}
    if found is not None and form.cleaned_data["before"] is None:
        context["everywhere"] = everywhere.look(request, form.cleaned_data["words"])
    return shown(request, "desk/conversation_search.html", context, form)


@require_POST
@page(Permission.MEMBER_INVITE)
def search_key_page(request: Request) -> HttpResponse:
    """Words are kept under a new key from now on: each year, or when one may have been seen."""
    if request.unlocked is None:
        raise Locked("Unlock the vault first.")
    try:
        version = searching.renew(request.unlocked)
    except Denied:
        raise Locked("You hold no key to conversations. Ask another supervisor.") from None
    made = SearchKey.objects.visible_to(request.actor).filter(version=version).latest("epoch")
    record(made, "search_key.renewed", by=request.actor)
    messages.success(
        request, _("There is a new search key. Index again, so that the old one goes.")
    )
    return redirect("desk:index")


@page(Permission.CASE_READ)
def index_page(request: Request) -> HttpResponse:
    """How much cannot be found: each message's row is read once for it. POST: index now, in the
    background; the thread begins once what this request wrote is committed."""
    if request.method != "POST":
        run = catching_up.latest(request.actor)
        context = {
            "run": run,
            "is_running": catching_up.is_running(run),
            "untold": indexing.untold(request.actor),
            "old": indexing.under_old_keys(request.actor),
        }
        return render(request, "desk/index.html", context)
    if loan := catching_up.start(unlocked=request.unlocked, by=request.actor):
        after_commit(lambda: catching_up.lend(loan))
        messages.success(request, _("Indexing has begun. This page shows how far it is."))
    else:
        messages.success(request, _("Every message can be found already."))
    return redirect("desk:index")


def _more(found: Found | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {"more": told(found.place), "is_capped": found.count >= finding.MOST}
