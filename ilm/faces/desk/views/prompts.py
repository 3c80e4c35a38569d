"""The sentences of the hotline: what is recorded, what a machine says until then."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.channels.voice.prompts import DRAFTS, MACHINE_VOICES, PROMPTS
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.calls import SoundForm
from ilm.faces.desk.views.conversation import as_download
from ilm.faces.http import Request, page
from ilm.talk import phoning
from ilm.talk.models import ChannelAccount, Prompt


@page(Permission.CHANNEL_ADD)
def prompts_page(request: Request) -> HttpResponse:
    """One language at a time: every sentence, its words, its sound, and a way to record it."""
    spoken = phoning.languages_of(list(_numbers(request)))
    language = request.GET.get("language", "")
    language = language if language in spoken else spoken[0] if spoken else "en"
    form = SoundForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, sound = form.cleaned_data["name"], form.cleaned_data["sound"].read()
        with telling(form):
            phoning.keep_prompt(language, name, sound, by=request.actor)
        if not form.errors:
            messages.success(request, _("Kept. The next caller hears it."))
            return redirect(f"{reverse('desk:prompts')}?language={language}#{name}")
    context = {"form": form, "language": language, **_told(request, spoken, language)}
    return shown(request, "desk/prompts.html", context, form)


@page(Permission.CHANNEL_ADD)
def prompt_page(request: Request, prompt_id: UUID) -> HttpResponse:
    """One sentence as it is recorded, to listen to."""
    row = get_object_or_404(Prompt.objects.visible_to(request.actor), pk=prompt_id)
    return as_download(phoning.opened_sound(row.pk, bytes(row.sound)), "audio/wav", "sentence")


@require_POST
@page(Permission.CHANNEL_ADD)
def prompt_drop_page(request: Request, prompt_id: UUID) -> HttpResponse:
    """Take a recording away."""
    row = get_object_or_404(Prompt.objects.visible_to(request.actor).coded(), pk=prompt_id)
    phoning.drop_prompt(row, by=request.actor)
    return redirect(f"{reverse('desk:prompts')}?language={row.language}#{row.name}")


def _told(request: Request, spoken: list[str], language: str) -> dict[str, Any]:
    rows = list(Prompt.objects.visible_to(request.actor).coded())
    had = {(row.language, row.name): row for row in rows}
    called = directory.called(request.actor)
    tabs = [
        {"code": code, "here": code == language,
         "missing": sum((code, name) not in had for name in PROMPTS)}
        for code in spoken
    ]  # fmt: skip
    sentences = [
        {
            "name": name,
            "english": english,
            "draft": DRAFTS.get(language, {}).get(name, ""),
            "row": row,
            "who": called.get(row.made_by, "") if row and row.made_by else "",
        }
        for name, english in PROMPTS.items()
        for row in [had.get((language, name))]
    ]
    return {"tabs": tabs, "sentences": sentences, "has_voice": language in MACHINE_VOICES}


def _numbers(request: Request) -> Any:
    return ChannelAccount.objects.visible_to(request.actor).filter(channel="voice", is_open=True)
