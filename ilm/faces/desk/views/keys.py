"""How the organisation's keys are held: members enough, recovery on paper, its drill, its use."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ilm.access.permissions import Permission
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown, telling, user_of
from ilm.faces.desk.forms.organising import ShareSetForm, SharesForm
from ilm.faces.http import Request, page
from ilm.faces.second_factor import stepping_up
from ilm.ledger.models import Entry
from ilm.parties import membership
from ilm.talk import machines
from ilm.vault import giving_out, health, key_history, recovery
from ilm.vault.models import Purpose

VERBS = (
    key_history.RESET, key_history.SET_UP, key_history.DRILLED, key_history.RECOVERED,
    key_history.TAKEN,
)  # fmt: skip


@page(Permission.CASE_READ)
def keys_page(request: Request) -> HttpResponse:
    """Red for everybody when a key hangs on fewer than two people. An interpreter sees none of
    them, so she would see two noughts."""
    found = health.standing(request.org_id, membership.at_the_desk(request.org_id))
    called = directory.called(request.actor)
    owed = giving_out.owed(request.org_id, membership.at_the_desk(request.org_id))
    entries = Entry.objects.visible_to(request.actor).newest_of(*VERBS, most=50)
    labels = {Purpose.TALK: _("What workers say"), Purpose.IDENTITY: _("Who workers are")}
    context = {
        "health": found,
        "owed": owed,
        "waits_for": [
            called.get(each, "") if each else _("somebody outside") for each in owed.waiting
        ],
        "mine_waits": giving_out.waiting_for(user_of(request), request.org_id),
        "machines": machines.allowed(request.actor).values(),
        "lines": [
            {"label": labels[p], "count": count, "is_short": p in found.short}
            for p, count in found.holders.items()
        ],
        "history": [
            {"verb": e.verb, "who": directory.who(e.actor, called), "at": e.at} for e in entries
        ],
    }
    return shown(request, "desk/keys.html", context)


@page(Permission.MEMBER_INVITE)
def recovery_page(request: Request) -> HttpResponse:
    """Three shares for three people. Who makes them sees none: each takes their own, and for one
    from outside there is a link to print, once, in the answer to this request."""
    if again := stepping_up(request):
        return again
    replaces, link = recovery.current_set(request.org_id), ""
    members = directory.at_the_desk(request.actor)
    form = ShareSetForm(request.POST or None, members=members, initial={"replaces": replaces})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            token = recovery.set_up(
                unlocked=request.unlocked, replaces=form.cleaned_data["replaces"],
                keepers=form.keepers(), by=request.actor,
            )  # fmt: skip
            link = f"{settings.PUBLIC_URL}/door/share/{token}/" if token else ""
        if not form.errors and not link:
            messages.success(request, _("The shares are made. Each of the three takes their own."))
            return redirect("desk:keys")
    context = {"form": form, "link": link, "replaces": replaces}
    return shown(request, "desk/recovery.html", context, form)


@page(Permission.INBOX_READ)
def share_page(request: Request) -> HttpResponse:
    """A member's own share, once, in the answer to this request; kept nowhere from then on."""
    if again := stepping_up(request):
        return again
    share = ""
    if request.method == "POST":
        share = giving_out.take(unlocked=request.unlocked, by=request.actor)
    waits = giving_out.waiting_for(user_of(request), request.org_id)
    return shown(request, "desk/share.html", {"share": share, "waits": waits})


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
