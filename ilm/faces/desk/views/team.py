"""The supervisor's view: who is here, what each carries, who waits in which language."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.cases import triage
from ilm.cases.models import Case
from ilm.duty import caseload, rota, team
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown
from ilm.faces.desk.forms.duty import HandOnForm
from ilm.faces.desk.views.conversation import the_thread
from ilm.faces.http import Request, page
from ilm.kit.errors import Refused
from ilm.talk import handing
from ilm.talk.models import Conversation


@page(Permission.TEAM_READ)
def team_page(request: Request) -> HttpResponse:
    """Everybody now, on one page."""
    context = {
        "team": team.team(request.actor),
        "most": int(caseload.MOST),
        "zone": rota.zone_of(request.actor),
    }
    return shown(request, "desk/team.html", context)


@page(Permission.TEAM_READ)
def team_member_page(request: Request, user_id: UUID) -> HttpResponse:
    """What one member holds, to be handed to another."""
    names = directory.at_the_desk(request.actor)
    if user_id not in directory.called(request.actor):
        raise Http404
    load = caseload.loads(request.actor).get(user_id, caseload.Load())
    context = {
        "user_id": user_id,
        "name": directory.called(request.actor)[user_id],
        "load": load,
        "most": int(caseload.MOST),
        "held": team.holds(user_id, by=request.actor),
        "others": [(user, name) for user, name in names.items() if user != user_id],
    }
    return shown(request, "desk/team_member.html", context)


@require_POST
@page(Permission.TEAM_READ)
def hand_on_page(request: Request, kind: str, ref: str) -> HttpResponse:
    """A case or a thread goes to another member."""
    held: Case | Conversation
    if kind == "case":
        held = get_object_or_404(Case.objects.visible_to(request.actor), ref=ref)
    else:
        held = the_thread(request, ref)
    members = [(str(user), name) for user, name in directory.at_the_desk(request.actor).items()]
    form = HandOnForm(request.POST, members=members)
    if not form.is_valid():
        raise Refused(_("Choose a colleague of your desk."))
    to, before = UUID(form.cleaned_data["to"]), held.assigned_to
    if isinstance(held, Case):
        triage.assign(held, to=to, by=request.actor)
    else:
        handing.hand_over(held, to=to, by=request.actor)
    said = {"name": dict(members)[form.cleaned_data["to"]], "ref": ref}
    messages.success(request, _("%(name)s goes on with %(ref)s.") % said)
    return redirect("desk:team-member", before) if before else redirect("desk:team")
