"""Erasing a person: begun by a supervisor, confirmed by a colleague; and what is gone."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.models import Erasure
from ilm.disclosure import erasing
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.beside import her_threads
from ilm.faces.desk.forms.keeping import EraseForm
from ilm.faces.desk.reaching import erasure_of
from ilm.faces.desk.views.conversation import the_thread
from ilm.faces.http import Request, page
from ilm.talk.models import Conversation

GONE = {
    "vault_grant": gettext_lazy("Keys that organisations held to her words and her name"),
    "vault_membergrant": gettext_lazy("Keys to her words that interpreters held"),
    "vault_datakey": gettext_lazy("Keys that anybody could have written to her with"),
    "vault_alias.index": gettext_lazy("The mark by which her number is recognised"),
    "vault_alias.sealed": gettext_lazy("Her address"),
    "vault_person": gettext_lazy("What she said about herself"),
    "vault_standingaddress": gettext_lazy("Copies of her address at the sender"),
    "vault_receipt": gettext_lazy("Her receipt"),
    "talk_safeplan": gettext_lazy("Her safe-contact plan"),
    "talk_message.sealed": gettext_lazy("Messages, their words"),
    "talk_attachment": gettext_lazy("Files"),
    "talk_part": gettext_lazy("Texts at the sender"),
    "talk_vocabulary": gettext_lazy("Numbers by which her words were found"),
    "cases_lesson": gettext_lazy("What the machine had learnt from her words, among others"),
    "talk_note.sealed": gettext_lazy("Notes that colleagues wrote to each other about her"),
    "talk_draft": gettext_lazy("Answers that were begun"),
    "talk_link": gettext_lazy("Links to her threads on other channels"),
    "disclosure_consent.kept_back": gettext_lazy("What she wanted kept back"),
    "disclosure_disclosure.words": gettext_lazy("Words for others, as they were drafted"),
    "cases_remark": gettext_lazy("Staff's words on cases that were hers alone"),
    "cases_evidence.sealed": gettext_lazy("Notes on evidence that was hers alone"),
    "cases_verdict.sealed": gettext_lazy("Reasons of findings that were hers alone"),
    "remedy_exhibit.record": gettext_lazy("Partners' files about her alone"),
}
"""What `wall.erase` counts, table by table, in words."""


@page(Permission.PERSON_ERASE)
def erase_page(request: Request, ref: str) -> HttpResponse:
    """Begin, with a reason; or call off what was begun or asked for."""
    thread = the_thread(request, ref)
    form = EraseForm(request.POST or None, initial={"because": "she_asked"})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            row = erasing.begin(thread.alias_id, **form.cleaned_data, by=request.actor)
        if not form.errors:
            messages.success(request, _("Begun. A colleague must confirm it."))
            return redirect("desk:erasure", row.pk)
    context = {
        "form": form,
        "thread": thread,
        "wanted": erasure_of(request, thread.alias_id),
        "her_threads": her_threads(request, thread),
    }
    return shown(request, "desk/erase.html", context, form)


@page(Permission.ERASURE_CONFIRM)
def erasure_page(request: Request, erasure_id: UUID) -> HttpResponse:
    """How it stands; once it is done, the proof."""
    row = _the_erasure(request, erasure_id)
    called = directory.called(request.actor)
    threads = Conversation.objects.visible_to(request.actor).filter(alias_id=row.alias_id)
    context = {
        "row": row,
        "thread": threads.first(),
        "begun_by": called.get(row.begun_by, "") if row.begun_by else "",
        "confirmed_by": called.get(row.confirmed_by, "") if row.confirmed_by else "",
        "gone": [(label, row.proof.get(name, 0)) for name, label in GONE.items()],
    }
    return shown(request, "desk/erasure.html", context)


@require_POST
@page(Permission.ERASURE_CONFIRM)
def confirm_page(request: Request, erasure_id: UUID) -> HttpResponse:
    """The second person agrees, and it is done."""
    return _act(request, erasure_id, erasing.confirm)


@require_POST
@page(Permission.PERSON_ERASE)
def call_off_page(request: Request, erasure_id: UUID) -> HttpResponse:
    """Not now."""
    return _act(request, erasure_id, erasing.call_off)


def _act(request: Request, erasure_id: UUID, verb: Callable[..., Erasure]) -> HttpResponse:
    actor: Actor = request.actor
    verb(_the_erasure(request, erasure_id), by=actor)
    return redirect("desk:erasure", erasure_id)


def _the_erasure(request: Request, erasure_id: UUID) -> Erasure:
    return get_object_or_404(Erasure.objects.visible_to(request.actor), pk=erasure_id)
