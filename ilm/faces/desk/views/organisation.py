"""The organisation's channels: its accounts at providers."""

import dataclasses
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.channels import CHANNELS
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.organising import ChannelForm
from ilm.faces.http import Request, page
from ilm.talk import accounts, templates, traffic
from ilm.talk.models import ChannelAccount, Mailbox

INSIDE = ("kannel", "voice")  # what answers for them may stand in our own network


@page(Permission.CHANNEL_ADD)
def channels_page(request: Request) -> HttpResponse:
    """The accounts, each with the address to give its provider."""
    found = ChannelAccount.objects.visible_to(request.actor).defer("credentials")
    rows = list(found.order_by("-is_open", "channel", "name"))
    fares = traffic.traffic_of(rows)
    boxes = Mailbox.objects.visible_to(request.actor)
    troubles = dict(boxes.values_list("account_id", "trouble"))
    context = {
        "accounts": [
            {"row": a, "fares": fares[a.pk], "door": door_of(a.channel), "address": address_of(a),
             "sends": a.channel != "web" and CHANNELS[a.channel].can.sends,
             "has_notes": a.is_open and CHANNELS[a.channel].can.templates,
             "missing": len(templates.missing(a)), "trouble": troubles.get(a.pk, "")}
            for a in rows
        ],
        "by_hand": accounts.BY_HAND,
        "doors": [(slug, door.label) for slug, door in CHANNELS.items()],
    }  # fmt: skip
    return shown(request, "desk/channels.html", context)


@page(Permission.CHANNEL_ADD)
def channel_add_page(request: Request, channel: str) -> HttpResponse:
    """What this provider gives us, in the fields of its adapter."""
    if channel not in CHANNELS:
        raise Http404
    fields: tuple[Any, ...] = dataclasses.fields(CHANNELS[channel])  # type: ignore[arg-type]
    wanted = tuple(f.name for f in fields)
    form = ChannelForm(request.POST or None, wanted=wanted, channel=channel)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            account = accounts.open_account(
                request.org_id,
                channel=channel,
                name=form.cleaned_data["name"],
                label=form.cleaned_data["label"],
                credentials=form.credentials(),
                by=request.actor,
            )
        if not form.errors:
            address = address_of(account, is_new=True)
            given = _("Give the provider this address: %s") % address
            messages.success(request, given if address else _("It is open. Nothing is left to do."))
            return redirect("desk:channels")
    context = {"form": form, "door": door_of(channel), "reaches_inside": channel in INSIDE}
    return shown(request, "desk/channel_add.html", context, form)


@require_POST
@page(Permission.CHANNEL_ADD)
def channel_close_page(request: Request, account_id: UUID) -> HttpResponse:
    rows = ChannelAccount.objects.visible_to(request.actor)
    accounts.close_account(get_object_or_404(rows, pk=account_id), by=request.actor)
    return redirect("desk:channels")


@require_POST
@page(Permission.CHANNEL_ADD)
def channel_pause_page(request: Request, account_id: UUID) -> HttpResponse:
    """Stop what goes out by it, or let it go again."""
    account = get_object_or_404(ChannelAccount.objects.visible_to(request.actor), pk=account_id)
    turn = accounts.resume_account if account.paused_because else accounts.pause_account
    turn(account, by=request.actor)
    return redirect("desk:channels")


def address_of(account: ChannelAccount, *, is_new: bool = False) -> str:
    """Where the provider delivers; where workers write, for the web page; nothing for calls.

    A secret at its end is shown once, when the account is new.
    """
    if account.channel == "web":
        return f"{settings.PUBLIC_URL}/w/"
    if account.channel in ("phone", "email"):
        return ""
    if is_new:
        return accounts.hook_url(account)
    end = "•••/" if CHANNELS[account.channel].can.secret_in_path else ""
    return f"{settings.PUBLIC_URL}/hooks/{account.channel}/{account.name}/{end}"


def door_of(channel: str) -> str:
    """What a channel is called."""
    return CHANNELS[channel].label if channel in CHANNELS else channel
