"""Asking a machine about one message: a click, a note beside it, and nothing more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.faces.desk.beside import reader_of
from ilm.faces.http import Request, page
from ilm.language.languages import LANGUAGES, code
from ilm.talk import translating
from ilm.talk.models import Attachment, Message, Note

USUAL = "en"


@require_POST
@page(Permission.CONVERSATION_REPLY)
def translate_page(request: Request, message_id: UUID) -> HttpResponse:
    """Her words in the language of the desk, as a note."""
    rows = Message.objects.visible_to(request.actor).select_related("conversation")
    message = get_object_or_404(rows, pk=message_id)
    mine = code(get_language()) or USUAL
    to = mine if mine in LANGUAGES else USUAL
    note = translating.translate(message, to=to, reader=reader_of(request), by=request.actor)
    return _beside(request, message, note)


@require_POST
@page(Permission.CONVERSATION_REPLY)
def write_down_page(request: Request, attachment_id: UUID) -> HttpResponse:
    """What she says in a voice, as a note."""
    rows = Attachment.objects.visible_to(request.actor)
    attachment = get_object_or_404(rows.select_related("message__conversation"), pk=attachment_id)
    note = translating.write_down(attachment, reader=reader_of(request), by=request.actor)
    return _beside(request, attachment.message, note)


def _beside(request: Request, message: Message, note: Note | None) -> HttpResponse:
    place = reverse("desk:conversation", args=[message.conversation.ref])
    if note is None:
        messages.error(request, _("The machine gave no answer. Do without it, or try later."))
        return redirect(place)
    return redirect(f"{place}#n-{note.pk}")
