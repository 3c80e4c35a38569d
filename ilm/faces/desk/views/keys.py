"""How the organisation's keys are held: members enough, recovery on paper, its drill, its use."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ilm.access.permissions import Permission
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.organising import ShareSetForm, SharesForm
from ilm.faces.http import Request, page
from ilm.faces.second_factor import stepping_up
from ilm.ledger.models import Entry
from ilm.parties import membership
from ilm.vault import health, key_history, recovery
from ilm.vault.models import Purpose

VERBS = (key_history.RESET, key_history.SET_UP, key_history.DRILLED, key_history.RECOVERED)


@page(Permission.INBOX_READ)
def keys_page(request: Request) -> HttpResponse:
    """Red for everybody when a key hangs on fewer than two people."""
    found = health.standing(request.org_id, membership.at_the_desk(request.org_id))
    called = directory.called(request.actor)
    entries = Entry.objects.visible_to(request.actor).filter(verb__in=VERBS).order_by("-at")
    labels = {Purpose.TALK: _("What workers say"), Purpose.IDENTITY: _("Who workers are")}
    context = {
        "health": found,
        "lines": [
            {"label": labels[p], "count": count, "is_short": p in found.short}
            for p, count in found.holders.items()
        ],
        "history": [
            {"verb": e.verb, "who": directory.who(e.actor, called), "at": e.at}
            for e in entries[:50]
        ],
    }
    return shown(request, "desk/keys.html", context)


@page(Permission.MEMBER_INVITE)
def recovery_page(request: Request) -> HttpResponse:
    """Three shares, once, in the answer to this request; kept nowhere."""
    if again := stepping_up(request):
        return again
    replaces = recovery.current_set(request.org_id)
    form, printed = ShareSetForm(request.POST or None, initial={"replaces": replaces}), []
    if request.method == "POST" and form.is_valid():
        with telling(form):
            printed = recovery.set_up(
                unlocked=request.unlocked, replaces=form.cleaned_data["replaces"], by=request.actor
            )
    context = {"form": form, "shares": printed, "replaces": replaces}
    return shown(request, "desk/recovery.html", context, form)


@page(Permission.MEMBER_INVITE)
def drill_page(request: Request) -> HttpResponse:
    """Whether two shares still work, tried on nothing of value."""
    form = SharesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            recovery.drill(*form.both(), by=request.actor)
        if not form.errors:
            messages.success(request, _("Both shares work. The next drill is due in 90 days."))
            return redirect("desk:keys")
    about = _("Two people bring their shares. They are tried on a value that opens nothing else.")
    return _asking(request, form, _("Drill"), about, _("Try the shares"))


@page(Permission.MEMBER_INVITE)
def recover_page(request: Request) -> HttpResponse:
    """Two shares bring the organisation's keys back to the member who gives them."""
    if again := stepping_up(request):
        return again
    form = SharesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            recovery.recover(*form.both(), unlocked=request.unlocked, by=request.actor)
        if not form.errors:
            messages.success(request, _("You hold the keys again. Make new shares soon."))
            return redirect("desk:keys")
    about = _("Unlock your own keys first. Every supervisor sees that shares were used.")
    return _asking(request, form, _("Use two shares"), about, _("Bring the keys back"))


def _asking(
    request: Request, form: SharesForm, heading: str, about: str, label: str
) -> HttpResponse:
    context: dict[str, Any] = {"heading": heading, "about": about, "act_label": label}
    return shown(request, "desk/shares.html", {"form": form, **context}, form)
