"""What is published in everybody's name: who signed, what the gate let out, how it would look."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ilm.access.permissions import Permission
from ilm.faces import board
from ilm.faces.desk import directory
from ilm.faces.desk.acting import shown, telling
from ilm.faces.desk.forms.organising import SignatureForm
from ilm.faces.http import Request, page
from ilm.faces.languages import OURS
from ilm.insight import rehearsing, signing
from ilm.insight.figures import rehearsed
from ilm.insight.metrics import Metric
from ilm.insight.models import Rehearsal, Release
from ilm.insight.standing import Standing, standing


@page(Permission.PUBLICATION_SIGN)
def sign_page(request: Request) -> HttpResponse:
    """The terms word for word; one's own name under them, as the first or the second of two."""
    form = SignatureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            made = signing.sign(read=form.cleaned_data["read"], by=request.actor)
        if not form.errors:
            messages.success(request, _signed(made is not None))
            return redirect("desk:publication-sign")
    found = standing(request.actor)
    context = {
        "found": found,
        "form": form,
        "is_mine": bool(found.first and found.first.signed_by == request.actor.user_id),
        "first": found.first and _name(request, found, found.first.signed_by),
        "signers": _signers(request, found),
        "tables": [_table(metric, dims, found) for metric, dims in found.tables],
        "releases": [_release(row) for row in found.releases],
    }
    return shown(request, "desk/publication.html", context, form)


@require_POST
@page(Permission.PUBLICATION_SIGN)
def rehearse_page(request: Request) -> HttpResponse:
    """Ask how it would look; the clock answers within minutes."""
    rehearsing.ask_rehearsal(by=request.actor)
    messages.success(request, _("The rehearsal is being made. Look again in a few minutes."))
    return redirect("desk:publication-sign")


@page(Permission.PUBLICATION_SIGN)
def preview_page(request: Request) -> HttpResponse:
    """The public board with the figures of the newest rehearsal that the gate let through."""
    last = rehearsing.newest_rehearsal()
    row = last and Rehearsal.objects.visible_to(request.actor).filter(pk=last.pk).first()
    if not row or not row.has_passed:
        raise Http404
    asked = request.GET.get("lang", "")
    context = {
        **board.whole(request.GET, rehearsed(row)),
        "board_url": reverse("desk:publication-preview"),
        "lang": asked if asked in OURS else "",
        "carry": f"?lang={asked}" if asked in OURS else "",
    }
    return render(request, "desk/publication_preview.html", context)


def _signed(is_complete: bool) -> str:
    if is_complete:
        return _("Signed by two. The next release follows these terms.")
    return _("Your signature is kept. Another supervisor must give the second within 30 days.")


def _signers(request: Request, found: Standing) -> list[str]:
    if found.definition is None:
        return []
    both = (found.definition.signed_by, found.definition.countersigned_by)
    return [_name(request, found, user) for user in both]


def _name(request: Request, found: Standing, user_id: UUID) -> str:
    """A colleague by the name we call them, somebody else by the organisation."""
    if ours := directory.called(request.actor).get(user_id):
        return ours
    org = found.signers.get(user_id)
    named = directory.names([org]) if org else {}
    return next(iter(named.values()), _("a supervisor"))


def _table(metric: Metric, dims: list[tuple[str, ...]], found: Standing) -> dict[str, Any]:
    cuts = [
        {"dims": cut, "is_new": f"{metric.slug}/{'-'.join(cut) or 'all'}" in found.new}
        for cut in dims
    ]
    return {"metric": metric, "cuts": cuts, "new": sum(cut["is_new"] for cut in cuts)}


def _release(row: Release) -> dict[str, Any]:
    return {"row": row, "reasons": row.gate.get("reasons", [])}
