"""Members of the partners that we work with: let in by a link, as colleagues are."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.access.roles import ROLES
from ilm.disclosure.partners import partners_of
from ilm.faces.desk import directory
from ilm.faces.http import Request, page
from ilm.kit import clock
from ilm.kit.slug import Slug
from ilm.parties import membership
from ilm.parties.models import Invitation


@page(Permission.MEMBER_INVITE)
def partners_page(request: Request) -> HttpResponse:
    """Whom we work with, and the links that still let somebody in."""
    return _shown(request)


@require_POST
@page(Permission.MEMBER_INVITE)
def partner_invite_page(request: Request, partner: str) -> HttpResponse:
    """A link for one member of a partner, shown once."""
    body = get_object_or_404(partners_of(request.actor), slug=partner)
    token = membership.invite_partner(body, by=request.actor)
    link = f"{settings.PUBLIC_URL}/door/invitation/{token}/"
    return _shown(request, link=link, invited=body)


@require_POST
@page(Permission.MEMBER_INVITE)
def guest_end_page(request: Request, member_id: UUID) -> HttpResponse:
    """End the membership of somebody of a partner whom we let in."""
    row = get_object_or_404(membership.let_in_by(request.actor), pk=member_id)
    membership.deactivate(row, by=request.actor)
    messages.success(request, _("%s reads nothing of ours any more.") % row.called)
    return redirect("desk:partners")


@require_POST
@page(Permission.MEMBER_INVITE)
def invitation_revoke_page(request: Request, invitation_id: UUID) -> HttpResponse:
    row = get_object_or_404(Invitation.objects.visible_to(request.actor), pk=invitation_id)
    membership.revoke(row, by=request.actor)
    messages.success(request, _("That link opens nothing any more."))
    return redirect("desk:partners" if row.to_org else "desk:members")


def open_invitations(request: Request, *, to_partners: bool) -> list[dict[str, Any]]:
    """Links that still let somebody in: for whom, as what, who gave them, until when."""
    rows = Invitation.objects.visible_to(request.actor).open(clock.now())
    found = list((rows.to_partners() if to_partners else rows.to_us()).order_by("expires_at"))
    called = directory.called(request.actor)
    bodies = directory.names(row.to_org for row in found if row.to_org)
    return [
        {
            "row": row,
            "body": bodies.get(row.to_org, "") if row.to_org else "",
            "role": ROLES[Slug(row.role)].label,
            "by": called.get(row.invited_by, "") if row.invited_by else "",
        }
        for row in found
    ]


def _let_in(request: Request) -> list[dict[str, Any]]:
    """Members of partners who came by a link of ours: of whom, since when."""
    rows = membership.let_in_by(request.actor).filter(is_active=True)
    found = list(rows.order_by("called", "joined_at"))
    bodies = directory.names(row.org_id for row in found)
    return [{"row": row, "body": bodies.get(row.org_id, "")} for row in found]


def _shown(request: Request, **made: Any) -> HttpResponse:
    context = {
        "partners": [
            {"row": body, "role": ROLES[Slug(body.kind)].label}
            for body in partners_of(request.actor)
        ],
        "let_in": _let_in(request),
        "invitations": open_invitations(request, to_partners=True),
    }
    return render(request, "desk/partners.html", context | made)
