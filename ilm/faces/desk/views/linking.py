"""One person on many channels: linking her threads, and taking a link back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.beside import her_threads
from ilm.faces.desk.forms.talking import LinkForm
from ilm.faces.desk.views.conversation import the_thread
from ilm.faces.http import Request, page
from ilm.talk import linking
from ilm.talk.models import Link


@page(Permission.SAFETY_PLAN)
def link_page(request: Request, ref: str) -> HttpResponse:
    """Her other threads, and one more. They stay apart: nothing is merged."""
    thread = the_thread(request, ref)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            linking.link(thread, unlocked=request.unlocked, by=request.actor, **form.cleaned_data)
        if not form.errors:
            messages.success(
                request,
                _("Linked. Her safe-contact plan holds in both; a code for calls is agreed anew."),
            )
            return redirect("desk:conversation", ref)
    context = {"form": form, "thread": thread, "her_threads": her_threads(request, thread)}
    return shown(request, "desk/link.html", context, form)


@require_POST
@page(Permission.SAFETY_PLAN)
def unlink_page(request: Request, ref: str, link_id: UUID) -> HttpResponse:
    """They are two people after all, or nobody knows."""
    made = get_object_or_404(Link.objects.visible_to(request.actor), pk=link_id)
    linking.unlink(made, by=request.actor)
    messages.success(request, _("The link is taken back. Look whether both plans still fit."))
    return redirect("desk:link", ref)
