"""Who has a thread and what colleagues tell each other: handed on, put off, noted, begun."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ilm.access.permissions import Permission
from ilm.faces.desk import beside, directory
from ilm.faces.desk.views.conversation import the_thread
from ilm.faces.http import Request, page
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.talk import claiming, drafting, handing, noting, reading, snoozing


@page(Permission.CONVERSATION_REPLY)
def hand_page(request: Request, ref: str) -> HttpResponse:
    """Take the thread, or give it back; let an interpreter in, or no longer."""
    thread = the_thread(request, ref)
    do, who = request.POST.get("do"), request.POST.get("who", "")
    if do in ("interpret", "alone"):
        known = directory.interpreters(request.actor)
        chosen = next((u for u in known if str(u) == who), None) if do == "interpret" else None
        if do == "interpret" and reading.is_erased(thread):
            raise Refused(_("She was erased: there is nothing to interpret any more."))
        if do == "interpret" and chosen is None:
            raise Refused(_("Choose an interpreter of your desk."))
        handing.let_interpret(thread, who=chosen, unlocked=request.unlocked, by=request.actor)
        if chosen is None and thread.handed_to is None and not beside.sees_all(request):
            return redirect("desk:inbox")
        return redirect("desk:conversation", ref)
    note = request.POST.get("note", "").strip()
    handing.hand_over(
        thread, to=_chosen(request, do, who), note=note, unlocked=request.unlocked, by=request.actor
    )
    return redirect("desk:conversation", ref)


@page(Permission.CONVERSATION_REPLY)
def snooze_page(request: Request, ref: str) -> HttpResponse:
    """Out of the way for so many hours, or back at once."""
    thread, hours = the_thread(request, ref), request.POST.get("hours", "")
    if not hours.isdecimal():
        raise Refused(_("Choose for how long."))
    if int(hours):
        snoozing.snooze(thread, hours=int(hours), by=request.actor)
        messages.success(request, _("Put off. Her next word brings it back before."))
        return redirect("desk:inbox")
    snoozing.bring_back(thread, by=request.actor)
    return redirect("desk:conversation", ref)


@page(Permission.CONVERSATION_REPLY)
def take_over_page(request: Request, ref: str) -> HttpResponse:
    """Go on in place of a colleague who is answering, with a reason that she reads."""
    thread, because = the_thread(request, ref), request.POST.get("because", "")
    claiming.take_over(thread, because=because, unlocked=request.unlocked, by=request.actor)
    messages.success(request, _("It is yours now. Your colleague is told, and reads why."))
    return redirect("desk:conversation", ref)


@page(Permission.CONVERSATION_REPLY)
def note_page(request: Request, ref: str) -> HttpResponse:
    """A note for colleagues; whoever it names by @ is told that there is one."""
    thread, text = the_thread(request, ref), request.POST.get("text", "")
    note = noting.note_down(thread, text=text, unlocked=request.unlocked, by=request.actor)
    return redirect(f"{_place(ref)}#n-{note.pk}")


@page(Permission.CONVERSATION_REPLY)
def draft_page(request: Request, ref: str) -> HttpResponse:
    """Keep what is being written; says so in words, or who else is answering (409)."""
    thread = the_thread(request, ref)
    text = request.POST.get("text", "")
    drafting.keep_draft(thread, text=text, unlocked=request.unlocked, by=request.actor)
    other = beside.answering(request, thread)
    if other:
        said = _("{name} is answering her now. Your draft is kept.").format(name=other)
        return HttpResponse(said, content_type="text/plain; charset=utf-8", status=409)
    said = _("Draft kept, sealed, at {at} UTC.").format(at=f"{clock.now():%H:%M}")
    return HttpResponse(said, content_type="text/plain; charset=utf-8")


def _chosen(request: Request, do: str | None, who: str) -> UUID | None:
    """Whom the thread is handed to: the actor, a colleague by id, or everybody."""
    if do == "take":
        return request.actor.person
    if do != "give" or not who:
        return None
    found = next((u for u in directory.at_the_desk(request.actor) if str(u) == who), None)
    if found is None:
        raise Refused(_("Only a member of your desk can take a thread."))
    return found


def _place(ref: str) -> str:
    return reverse("desk:conversation", args=[ref])
