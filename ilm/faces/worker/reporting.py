"""The report form, with and without JavaScript. Never refuses a report; only size has a limit."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ilm.faces.http import open_to_all
from ilm.faces.worker import assets, envelope, intake, tokens
from ilm.faces.worker.forms import ReportForm
from ilm.faces.worker.views import show
from ilm.vault import receipts

MOST = 30 * 1024 * 1024  # bytes of one request; above 32 MiB Django would drop its files unsaid


def is_too_large(request: HttpRequest) -> bool:
    return int(request.META.get("CONTENT_LENGTH") or 0) > MOST


@open_to_all("anybody may report; no name is asked")
@require_http_methods(["GET", "HEAD", "POST"])
@assets.pressed
def report_page(request: HttpRequest) -> HttpResponse:
    if is_too_large(request):
        why = _("This is too large to send. Go back: your words are still there. Send fewer files.")
        return render(request, "refused.html", {"why": why, "status": 413}, status=413)
    takers = intake.takers(get_language() or "en")
    taker = _chosen(takers, request.GET.get("org", ""))
    if taker is None:
        return show(request, "choose", {"takers": takers})
    if request.method != "POST":
        form = ReportForm(initial={"token": tokens.new_token(), "answer": "here"})
        return _form(request, taker, form)
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        form.renewed()
        return _form(request, taker, form, status=422)
    return _received(request, taker, form)


def _chosen(takers: list[intake.Taker], slug: str) -> intake.Taker | None:
    """The one she chose, or the only one; None if she must choose. 404 for one we do not know."""
    if not slug:
        return takers[0] if len(takers) == 1 else None
    for taker in takers:
        if taker.slug == slug:
            return taker
    raise Http404


def _form(
    request: HttpRequest, taker: intake.Taker, form: ReportForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "taker": taker,
        "key": intake.seal_key(taker.org_id),
        "script": "report.js",
        "kept": f"org={taker.slug}",
    }
    return show(request, "report", context, status=status)


def _received(request: HttpRequest, taker: intake.Taker, form: ReportForm) -> HttpResponse:
    """Words are handed over sealed; her code is shown in this answer and nowhere else.

    Each press of the button is a report of its own: a second one that took the place of the first
    would leave her with a code that opens nothing.
    """
    mine = receipts.issue()
    report = envelope.plain_report(taker.org_id, form.said, form.attached, mine)
    intake.hand_over(taker, report, key=report["id"])
    context: dict[str, Any] = {
        "taker": taker,
        "code": receipts.show(mine.receipt),
        "picture": mark_safe(receipts.qr_svg(mine.receipt)),  # noqa: S308  # digits, drawn by us
    }
    return show(request, "received", context)


@open_to_all("her phone sealed it; the server cannot read it")
@require_POST
def sealed(request: HttpRequest) -> HttpResponse:
    """201 new, 409 had it; 400 and 413 say why, and her phone keeps the report."""
    if is_too_large(request):
        return _said(413, _("This is too large to send. It is kept on this phone."))
    try:
        report, token = envelope.sealed_report(request.body)
    except envelope.Malformed as wrong:
        why = _("This report did not arrive whole. It is kept on this phone.")
        return _said(400, why, str(wrong))
    if tokens.once(token) is None:
        return _said(400, _("Please open this page again. Your report is kept on this phone."))
    taker = intake.taker_of(UUID(report["org"]))
    if taker is None:
        return _said(400, _("This organisation takes no reports here. It is kept on this phone."))
    is_new = intake.hand_over(taker, report, key=report["id"])
    return _said(201, _("Sent.")) if is_new else _said(409, _("This report is already here."))


def _said(status: int, sentence: str, field: str = "") -> JsonResponse:
    return JsonResponse({"said": sentence} | ({"field": field} if field else {}), status=status)
