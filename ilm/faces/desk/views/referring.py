"""Passing somebody on to another organisation: what we sent, what we were sent, and reading it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.assistance import passing_on, referring
from ilm.assistance.models import Referral
from ilm.assistance.passing_on import Agreed
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.choices import level_label
from ilm.faces.desk.forms.referring import AnswerReferralForm, PassOnForm
from ilm.faces.desk.keyset import after, place_of
from ilm.faces.desk.reaching import the_case
from ilm.faces.desk.views.conversation import as_download
from ilm.faces.http import Request, page
from ilm.talk import attaching
from ilm.vault.opening import Reader

ROWS = 50
TAKEN = "accepted"
TONES = {"in_progress": "waiting", "accepted": "open", "done": "done"}


@page(Permission.REFERRAL_MAKE)
def referrals_page(request: Request) -> HttpResponse:
    """What other organisations pass on to us, or we to them; newest first."""
    is_ours = request.GET.get("view") == "ours"
    rows: Any = passing_on.between(request.actor, ours=is_ours).order_by("-made_on", "-id")
    if place := request.GET.get("after"):
        rows = after(rows, place, "made_on")
    found = list(rows[: ROWS + 1])
    last = found[ROWS - 1] if len(found) > ROWS else None
    view = "ours" if is_ours else "theirs"
    context = {
        "rows": _told(found[:ROWS], is_ours=is_ours),
        "is_ours": is_ours,
        "is_theirs": not is_ours,
        "more": f"?view={view}&after={place_of(last, 'made_on')}" if last else "",
    }
    return render(request, "desk/referrals.html", context)


@page(Permission.REFERRAL_MAKE)
def pass_on_page(request: Request, ref: str) -> HttpResponse:
    """Pass somebody of this case on, as she agreed."""
    case = the_case(request, ref)
    agreed = passing_on.agreed_in(case, by=request.actor)
    form = PassOnForm(request.POST or None, agreed=[_choice(each) for each in agreed])
    if request.method == "POST" and form.is_valid():
        chosen = next(a for a in agreed if a.consent.pk == form.cleaned_data["consent"])
        made = None
        with telling(form):
            made = passing_on.hand(case, chosen, **_said(form), by=request.actor,
                                   unlocked=request.unlocked)  # fmt: skip
        if made is not None:
            messages.success(request, _("Passed on. They see it at their desk now."))
            return redirect("desk:referral", made.pk)
    context = {"case": case, "form": form, "agreed": agreed}
    return shown(request, "desk/pass_on.html", context, form)


@page(Permission.REFERRAL_MAKE)
def referral_page(request: Request, referral_id: UUID) -> HttpResponse:
    """One referral, from either side: facts, the note, and, to whom she was referred, her words."""
    row = the_referral(request, referral_id)
    return _shown(request, row, AnswerReferralForm(is_taken=row.status == TAKEN))


@require_POST
@page(Permission.REFERRAL_MAKE)
def referral_act_page(request: Request, referral_id: UUID, act: str) -> HttpResponse:
    """Take her in, say no, say that it is done; or take it back."""
    row = the_referral(request, referral_id)
    form = AnswerReferralForm(request.POST, is_taken=row.status == TAKEN)
    if act not in ACTS:
        raise Http404
    form.is_valid()
    with telling(form):
        ACTS[act](row, form.cleaned_data.get("because", ""), request.actor)
    if form.errors:
        return _shown(request, the_referral(request, referral_id), form)
    return redirect("desk:referral", referral_id)


@page(Permission.REFERRAL_MAKE)
def referral_file_page(request: Request, referral_id: UUID, file_id: UUID) -> HttpResponse:
    """A file beside her words, as a download, never as a page of ours."""
    file = passing_on.file_of(the_referral(request, referral_id), file_id, by=request.actor)
    if file is None:
        raise Http404
    content, media_type = attaching.attachment_bytes(file, Reader(request.unlocked))
    return as_download(content, media_type, f"attachment-{str(file.pk)[:8]}")


def the_referral(request: Request, referral_id: UUID) -> Referral:
    if row := passing_on.look(referral_id, by=request.actor):
        return row
    raise Http404


def _shown(request: Request, row: Referral, form: AnswerReferralForm) -> HttpResponse:
    is_ours, names = row.org_id == request.org_id, _names([row])
    words = None
    if request.unlocked and not is_ours:
        words = passing_on.words_of(row, unlocked=request.unlocked, by=request.actor)
    context = {
        "row": row,
        "is_ours": is_ours,
        "other": names.get(row.provider_id if is_ours else row.org_id, ""),
        "site": directory.places([row.site_id]).get(row.site_id),
        "note": passing_on.note_of(row, request.unlocked) if request.unlocked else "",
        "words": words,
        "tone": TONES.get(row.status, "stopped"),
        "is_open": row.status in ("in_progress", "accepted"),
        "stands": referring.stands(row),
        "answers": referring.is_answered_by(row, by=request.actor),
        "form": form,
    }
    return shown(request, "desk/referral.html", context, form)


def _told(rows: list[Referral], *, is_ours: bool) -> list[dict[str, Any]]:
    names, places = _names(rows), directory.places(r.site_id for r in rows)
    return [
        {
            "row": r,
            "other": names.get(r.provider_id if is_ours else r.org_id, ""),
            "site": places.get(r.site_id),
        }
        for r in rows
    ]


def _names(rows: list[Referral]) -> dict[UUID, str]:
    return directory.names({r.provider_id for r in rows} | {r.org_id for r in rows})


def _choice(each: Agreed) -> tuple[str, str]:
    until = f"{each.consent.valid_until:%-d %b %Y}"
    level = level_label(each.consent.level)
    return str(each.consent.pk), f"{each.thread} → {each.provider.name} · {level} · {until}"


def _said(form: PassOnForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("service", "note", "with_words")}


ACTS: dict[str, Any] = {
    "accept": lambda row, because, by: referring.accept(row, by=by),
    "reject": lambda row, because, by: referring.reject(row, because=because, by=by),
    "finish": lambda row, because, by: referring.finish(row, because=because, by=by),
    "take-back": lambda row, because, by: referring.revoke(row, by=by),
}
