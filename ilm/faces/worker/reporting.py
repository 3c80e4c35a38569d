"""The report form, with and without JavaScript. Never refuses a report; only size has a limit."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ilm.faces.http import open_to_all
from ilm.faces.refusals import is_full, is_too_large, not_now, too_large
from ilm.faces.worker import assets, bursts, envelope, intake, tokens
from ilm.faces.worker.forms import ReportForm
from ilm.faces.worker.views import show
from ilm.kit import disk
from ilm.vault import receipts


@open_to_all("anybody may report; no name is asked")
@require_http_methods(["GET", "HEAD", "POST"])
@assets.pressed
def report_page(request: HttpRequest) -> HttpResponse:
    if is_too_large(request):
        return too_large(request)
    takers = intake.takers(get_language() or "en")
    taker = _chosen(takers, request.GET.get("org", ""))
    if taker is None:
        return show(request, "choose", {"takers": takers})
    if request.method != "POST":
        return _asked(request, taker)
    if is_full(disk.WORDS):
        return not_now(request)
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


def _asked(request: HttpRequest, taker: intake.Taker) -> HttpResponse:
    """The empty form. Where many come from one place its token asks for work; a phone without
    scripts waits first, and the page goes on by itself with a token that was waited with."""
    heat, given = bursts.felt(request, bursts.REPORT), request.GET.get("pass", "")
    held = tokens.read(given)
    waited = held and held.has_waited
    token = given if waited else tokens.new_token(bits=heat.bits)
    form = ReportForm(initial={"token": token, "answer": "here"})
    form.is_later = heat.is_burst
    if waited:
        return _form(request, taker, form)
    if not heat.is_hot:
        return _form(request, taker, form)
    if not held or not held.wait:
        given, left = tokens.new_token(wait=heat.wait), heat.wait
    else:
        left = round(held.wait - held.age) + 1
    return _form(request, taker, form, wait={"seconds": left, "onward": given})


def _form(
    request: HttpRequest, taker: intake.Taker, form: ReportForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = more | {
        "halt": assets.address("wait.css"),
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
    mine, token = receipts.issue(), form.given
    heat = bursts.counted(request, bursts.REPORT)
    waited = not heat.is_hot or (token.has_waited and bursts.is_first(token))
    report = envelope.plain_report(taker.org_id, form.said, form.attached, mine)
    report |= envelope.marked(heat.is_burst or not waited)
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
    """201 new, 409 had it, 428 works first; 400, 413 and 503 say why: her phone keeps it."""
    if no := _no_room(request):
        return no
    try:
        report, words, nonce = envelope.sealed_report(request.body)
    except envelope.Malformed as wrong:
        why = _("This report did not arrive whole. It is kept on this phone.")
        return _said(400, why, str(wrong))
    if (token := tokens.read(words)) is None:
        return _said(400, _("Please open this page again. Your report is kept on this phone."))
    taker = intake.taker_of(UUID(report["org"]))
    if taker is None:
        return _said(400, _("This organisation takes no reports here. It is kept on this phone."))
    heat = bursts.felt(request, bursts.REPORT)
    if not bursts.has_worked(token, words, report["id"], nonce, needs=heat.bits):
        return ask_for_work(heat)
    return _taken(request, taker, report | envelope.marked(heat.is_burst))


def _no_room(request: HttpRequest) -> JsonResponse | None:
    if is_too_large(request):
        return _said(413, _("This is too large to send. It is kept on this phone."))
    if is_full(disk.WORDS):
        why = _("We cannot take this now. It is kept on this phone, and we try again.")
        return _said(503, why)
    return None


def _taken(request: HttpRequest, taker: intake.Taker, report: dict[str, Any]) -> JsonResponse:
    if not intake.hand_over(taker, report, key=report["id"]):
        return _said(409, _("This report is already here."))
    bursts.counted(request, bursts.REPORT)
    return _said(201, _("Sent."))


def ask_for_work(heat: bursts.Heat) -> JsonResponse:
    """Not a no: her phone works for this token, and sends the same again by itself."""
    return JsonResponse({"token": tokens.new_token(bits=heat.bits)}, status=428)


def _said(status: int, sentence: str, field: str = "") -> JsonResponse:
    return JsonResponse({"said": sentence} | ({"field": field} if field else {}), status=status)
