"""Members: who is here, who holds keys, who is let in, and new keys when somebody leaves."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.access.roles import ROLES
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.organising import AdmitForm, InviteForm
from ilm.faces.desk.views.partners import open_invitations
from ilm.faces.http import Request, page
from ilm.kit.errors import Locked
from ilm.kit.slug import Slug
from ilm.parties import membership
from ilm.parties.models import Member
from ilm.talk import catching_up, handing
from ilm.vault import entitling, holding, resealing, rotating, trusting
from ilm.vault.entitling import Keeps
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import after_commit


@page(Permission.MEMBER_INVITE)
def members_page(request: Request) -> HttpResponse:
    """Who is here, who waits to be let in, and an invitation whose link shows once."""
    form, link = InviteForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        with telling(form):
            role = form.cleaned_data["role"]
            token = membership.invite(request.org_id, face="desk", role=role, by=request.actor)
            link = f"{settings.PUBLIC_URL}/door/invitation/{token}/"
    context = {"form": form, "link": link, **_people(request), **_keys(request)}
    return shown(request, "desk/members.html", context, form)


@require_POST
@page(Permission.MEMBER_INVITE)
def admit_page(request: Request, user_id: UUID) -> HttpResponse:
    """Seal the organisation's keys to a colleague whose fingerprint was compared by voice."""
    rows = Member.objects.visible_to(request.actor).filter(face="desk", is_active=True)
    member = get_object_or_404(rows, user_id=user_id)
    unlocked = _must_be_open(request)
    purposes = tuple(sorted(entitling.purposes_of(ROLES[Slug(member.role)])))
    form = AdmitForm(request.POST)
    if form.is_valid():
        with telling(form):
            holding.admit(
                member.user_id, purposes=purposes, compared=form.cleaned_data["fingerprint"],
                unlocked=unlocked, by=request.actor,
            )  # fmt: skip
    if form.errors:
        people = _people(request, {user_id: form})
        context = {"form": InviteForm(), "link": "", **people, **_keys(request)}
        return shown(request, "desk/members.html", context, form)
    said = (
        _("%s can now read what workers say.")
        if purposes
        else _("%s can now be given conversations, one by one.")
    )
    messages.success(request, said % member.called)
    return redirect("desk:members")


@require_POST
@page(Permission.MEMBER_INVITE)
def deactivate_page(request: Request, member_id: UUID) -> HttpResponse:
    """A membership ends at once; new keys begin in the same act where the vault is open."""
    member = get_object_or_404(Member.objects.visible_to(request.actor), pk=member_id)
    membership.deactivate(member, by=request.actor)
    messages.success(request, _("%s sees nothing of the organisation any more.") % member.called)
    _follow(request)
    return redirect("desk:members")


@require_POST
@page(Permission.MEMBER_INVITE)
def role_page(request: Request, member_id: UUID) -> HttpResponse:
    """Another role; new keys begin in the same act where it is for fewer of them."""
    member = get_object_or_404(Member.objects.visible_to(request.actor), pk=member_id)
    member = membership.change_role(member, role=request.POST.get("role", ""), by=request.actor)
    label = ROLES[Slug(member.role)].label
    said = _("%(called)s is %(role)s now.") % {"called": member.called, "role": label.lower()}
    messages.success(request, said)
    _follow(request)
    return redirect("desk:members")


@require_POST
@page(Permission.MEMBER_INVITE)
def rotate_page(request: Request) -> HttpResponse:
    """New keys, where somebody was let go with nobody unlocked."""
    _renew(request, _must_be_open(request), _due(request))
    return redirect("desk:members")


@require_POST
@page(Permission.MEMBER_INVITE)
def reseal_page(request: Request) -> HttpResponse:
    """Begin again what a thread that died left over."""
    _reseal(request, _must_be_open(request))
    return redirect("desk:members")


def _follow(request: Request) -> None:
    """What a change of members asks for: new keys now, or a word that they are due."""
    due = {} if trusting.complaint(request.org_id) else _due(request)
    if due and request.unlocked and rotating.may_rotate(due, request.unlocked):
        _renew(request, request.unlocked, due)
        return
    handing.settle(unlocked=None, by=request.actor)
    if due:
        messages.warning(request, _("New keys are due: unlock, then begin them on this page."))


def _renew(request: Request, unlocked: Unlocked, due: Keeps) -> None:
    if rotating.rotate(due, keeps=due, unlocked=unlocked, by=request.actor):
        messages.success(request, _("New keys are in force. What came before is sealed anew."))
        _reseal(request, unlocked)
        if index := catching_up.start_quietly(unlocked=unlocked, by=request.actor):
            after_commit(lambda: catching_up.lend(index))
    handing.settle(unlocked=unlocked, by=request.actor)


def _reseal(request: Request, unlocked: Unlocked) -> None:
    """The thread begins once what this request wrote is committed."""
    if loan := resealing.start(unlocked=unlocked, by=request.actor):
        after_commit(lambda: resealing.lend(loan))


def _must_be_open(request: Request) -> Unlocked:
    if request.unlocked is None:
        raise Locked(_("Unlock the vault first: this needs the keys that you hold."))
    return request.unlocked


def _due(request: Request) -> Keeps:
    return entitling.due(request.org_id, membership.roles_at_the_desk(request.org_id))


def _people(request: Request, sent: dict[UUID, AdmitForm] | None = None) -> dict[str, Any]:
    """Members with what they hold, who waits, and which invitations are open."""
    rows = Member.objects.visible_to(request.actor).filter(face="desk")
    members = list(rows.order_by("-is_active", "called"))
    called = {m.user_id: m.called for m in members if m.is_active}
    roles = [(str(r.slug), r.label) for r in ROLES.values() if r.face == "desk"]
    standing = trusting.look(request.org_id).standing
    held = standing.holders if standing else {}
    return {
        "members": [
            {"row": m, "role": ROLES[Slug(m.role)].label, "key": held.get(m.user_id),
             "others": [each for each in roles if each[0] != m.role],
             "holds": holding.is_holder(m.user_id, request.org_id)}
            for m in members
        ],
        "waiting": [
            {"user_id": ring.user_id, "called": called[ring.user_id],
             "fingerprint": (read_out := holding.fingerprint_of(ring.user_id)),
             "form": (sent or {}).get(ring.user_id)
             or AdmitForm(initial={"fingerprint": read_out}, auto_id=f"{ring.user_id}_%s")}
            for ring in entitling.waiting(
                request.org_id, membership.roles_at_the_desk(request.org_id)
            )
        ],
        "invitations": open_invitations(request, to_partners=False),
    }  # fmt: skip


def _keys(request: Request) -> dict[str, Any]:
    """Whether new keys are due, and how far sealing anew has come."""
    if trusting.complaint(request.org_id):
        return {"is_due": False, "have_more": [], "remaining": 0, "run": None}
    run = resealing.latest(request.org_id)
    return {
        "is_due": bool(due := _due(request)),
        "have_more": [
            called
            for user, called in directory.called(request.actor).items()
            if due.get(user) is not None
        ],
        "remaining": resealing.remaining(request.org_id),
        "run": run,
        "is_running": resealing.is_running(run),
    }
