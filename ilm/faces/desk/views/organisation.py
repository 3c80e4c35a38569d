"""The organisation itself: its members and who is let in, its channels, the map of workplaces."""

import dataclasses
import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.access.roles import ROLES
from ilm.channels import CHANNELS
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.organising import ChannelForm, InviteForm
from ilm.faces.desk.views.partners import open_invitations
from ilm.faces.http import Request, page
from ilm.kit.errors import Locked
from ilm.kit.slug import Slug
from ilm.parties import membership
from ilm.parties.models import Member
from ilm.talk import accounts, templates
from ilm.talk.models import ChannelAccount
from ilm.vault import holding
from ilm.vault.models import Purpose, Ring


@page(Permission.MEMBER_INVITE)
def members_page(request: Request) -> HttpResponse:
    """Who is here, who waits to be let in, and an invitation whose link shows once."""
    form, link = InviteForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        with telling(form):
            role = form.cleaned_data["role"]
            token = membership.invite(request.org_id, face="desk", role=role, by=request.actor)
            link = f"{settings.PUBLIC_URL}/door/invitation/{token}/"
    rows = Member.objects.visible_to(request.actor).filter(face="desk")
    members = list(rows.order_by("-is_active", "called"))
    called = {m.user_id: m.called for m in members if m.is_active}
    context = {
        "form": form,
        "link": link,
        "members": [
            {"row": m, "role": ROLES[Slug(m.role)].label,
             "holds": holding.is_holder(m.user_id, request.org_id)}
            for m in members
        ],
        "waiting": [
            {"ring": ring, "called": called[ring.user_id], "fingerprint": fingerprint(ring)}
            for ring in holding.waiting(request.org_id, list(called))
        ],
        "invitations": open_invitations(request, to_partners=False),
        "is_founded": holding.is_founded(request.org_id),
    }  # fmt: skip
    return shown(request, "desk/members.html", context, form)


@require_POST
@page(Permission.MEMBER_INVITE)
def admit_page(request: Request, user_id: UUID) -> HttpResponse:
    """Seal the organisation's keys to a colleague whose fingerprint was compared by voice."""
    rows = Member.objects.visible_to(request.actor).filter(face="desk", is_active=True)
    member = get_object_or_404(rows, user_id=user_id)
    if request.unlocked is None:
        raise Locked(_("Unlock the vault before you let somebody in."))
    purposes = (Purpose.TALK, Purpose.IDENTITY) if _supervises(member) else (Purpose.TALK,)
    holding.admit(member.user_id, purposes=purposes, by=request.unlocked)
    messages.success(request, _("%s can now read what workers say.") % member.called)
    return redirect("desk:members")


@require_POST
@page(Permission.MEMBER_INVITE)
def deactivate_page(request: Request, member_id: UUID) -> HttpResponse:
    member = get_object_or_404(Member.objects.visible_to(request.actor), pk=member_id)
    membership.deactivate(member, by=request.actor)
    messages.success(request, _("%s sees nothing of the organisation any more.") % member.called)
    return redirect("desk:members")


@page(Permission.CHANNEL_ADD)
def channels_page(request: Request) -> HttpResponse:
    """The accounts, each with the address to give its provider."""
    rows = ChannelAccount.objects.visible_to(request.actor).defer("credentials")
    context = {
        "accounts": [
            {"row": a, "door": door_of(a.channel), "address": address_of(a),
             "has_notes": a.is_open and CHANNELS[a.channel].can.templates,
             "missing": len(templates.missing(a))}
            for a in rows.order_by("-is_open", "channel", "name")
        ],
        "doors": [(slug, door.label) for slug, door in CHANNELS.items()],
    }  # fmt: skip
    return shown(request, "desk/channels.html", context)


@page(Permission.CHANNEL_ADD)
def channel_add_page(request: Request, channel: str) -> HttpResponse:
    """What this provider gives us, in the fields of its adapter."""
    if channel not in CHANNELS:
        raise Http404
    fields: tuple[Any, ...] = dataclasses.fields(CHANNELS[channel])  # type: ignore[arg-type]
    form = ChannelForm(request.POST or None, wanted=tuple(f.name for f in fields))
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
            messages.success(request, _("Give the provider this address: %s") % address_of(account))
            return redirect("desk:channels")
    context = {"form": form, "door": door_of(channel)}
    return shown(request, "desk/channel_add.html", context, form)


@require_POST
@page(Permission.CHANNEL_ADD)
def channel_close_page(request: Request, account_id: UUID) -> HttpResponse:
    rows = ChannelAccount.objects.visible_to(request.actor)
    accounts.close_account(get_object_or_404(rows, pk=account_id), by=request.actor)
    return redirect("desk:channels")


def address_of(account: ChannelAccount) -> str:
    """Where the provider delivers; where workers write, for the web page; nothing for calls."""
    if account.channel == "web":
        return f"{settings.PUBLIC_URL}/w/"
    if account.channel == "phone":
        return ""
    return f"{settings.PUBLIC_URL}/hooks/{account.channel}/{account.name}/"


def door_of(channel: str) -> str:
    """What a channel is called."""
    return CHANNELS[channel].label if channel in CHANNELS else channel


def fingerprint(ring: Ring) -> str:
    """Sixty bits of the public key in groups, to compare by voice before letting somebody in."""
    digest = hashlib.sha256(bytes(ring.seals) + bytes(ring.signs)).hexdigest()[:15].upper()
    return " ".join(digest[i : i + 5] for i in range(0, len(digest), 5))


def _supervises(member: Member) -> bool:
    return Permission.IDENTITY_REVEAL in ROLES[Slug(member.role)].can
