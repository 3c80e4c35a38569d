"""What her code opens, and what she answers. The code is read, used and dropped; never in a URL."""

from base64 import b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ilm.faces.http import open_to_all
from ilm.faces.refusals import is_full, is_too_large, not_now, too_large
from ilm.faces.worker import assets, bursts, envelope, intake, tokens
from ilm.faces.worker.forms import ActForm, CodeForm
from ilm.faces.worker.reading import Thread, key_of, thread, with_replies, with_words
from ilm.faces.worker.reporting import ask_for_work
from ilm.faces.worker.views import show
from ilm.kit import disk
from ilm.kit.errors import Refused
from ilm.vault import receipts

PRESSED = frozenset({"proof", "act", "disclosure", "words", "check_in", "answer"})
"""What a page of ours fills in by itself."""


@open_to_all("only a code opens a thread")
@require_http_methods(["GET", "HEAD", "POST"])
@assets.pressed
def receipt_page(request: HttpRequest) -> HttpResponse:
    """Asks for her code; a code that fits shows the thread in the same answer."""
    if request.method != "POST":
        return _ask(request, CodeForm(initial={"token": tokens.new_token()}))
    form = CodeForm(request.POST)
    if not form.is_valid():
        form.renewed()
        return _ask(request, form, status=422)
    heat = bursts.counted(request, bursts.LOOKUP)
    if heat.is_hot and not (form.given.has_waited and bursts.is_first(form.given)):
        form.add_error("receipt", _wait(heat.wait))
        form.renewed(wait=heat.wait)
        return _ask(request, form, status=429)
    receipt = form.cleaned_data["receipt"]
    shown = receipts.proof(receipt)
    found = thread(receipts.lookup_of(shown))
    if found is None:
        form.add_error("receipt", _("We do not know this code yet. Try again in some minutes."))
        form.renewed()
        return _ask(request, form, status=404)
    opened = with_words(found, receipt)
    return _thread(request, opened, shown, replies=with_replies(found, receipt))


@open_to_all("only the proof of a code finds anything; replies stay sealed")
@require_POST
def replies(request: HttpRequest) -> HttpResponse:
    """For her browser, which opens the replies itself: JSON as status.js reads it, or 404; 428
    where it works first."""
    heat, shown = bursts.counted(request, bursts.LOOKUP), request.POST.get("proof", "")
    if not _has_worked(request, heat, shown):
        return ask_for_work(heat)
    try:
        found = thread(receipts.lookup_of(bytes.fromhex(shown)))
    except ValueError:
        found = None
    if found is None:
        return JsonResponse({}, status=404)
    return JsonResponse(_as_read(found))


def _as_read(found: Thread) -> dict[str, Any]:
    """A thread as status.js reads it: what is sealed goes as base64 and opens on her phone."""
    return {
        "status": found.state,
        "thread": str(found.id or ""),
        "signers": [each.hex() for each in found.signers],
        "reporter_public": b64encode(found.reporter_public).decode(),
        "reporter_locked": b64encode(found.reporter_locked).decode(),
        "check_in": found.check_in,
        "question": found.question,
        "is_answered": found.is_answered,
        "is_stopped": found.is_stopped,
        "is_erasing": found.is_erasing,
        "asked": [
            {"question": a.question, "day": date_format(a.on), "answer": a.answer}
            for a in found.asked
        ],
        "issues": [{"name": name, "state": state} for name, state in found.issues],
        "told": [vars(one) | {"sealed": b64encode(one.sealed).decode()} for one in found.told],
        "opened": [{"day": date_format(on), "because": why} for on, why in found.opened],
        "replies": [
            {
                "id": one.id,
                "at": one.on.isoformat(),
                "day": date_format(one.on),
                "generation": one.generation,
                "sealed": b64encode(one.sealed).decode(),
            }
            for one in found.replies
        ],
    }


def _has_worked(request: HttpRequest, heat: bursts.Heat, shown: str) -> bool:
    if not heat.bits:
        return True
    words, nonce = request.POST.get("token", ""), request.POST.get("work", "")
    token = tokens.read(words)
    number = int(nonce) if nonce.isascii() and nonce.isdigit() and len(nonce) < 11 else None
    return bool(token and bursts.has_worked(token, words, shown, number, needs=heat.bits))


def _wait(seconds: int) -> str:
    said = _("Many codes are being tried from your network. Wait %(n)s seconds, then press again.")
    return said % {"n": seconds}


@open_to_all("whoever has the proof had the code")
@require_http_methods(["GET", "HEAD", "POST"])
def thread_page(request: HttpRequest) -> HttpResponse:
    """One act of hers, handed over and thanked for; the page shows at once that it has arrived."""
    if request.method != "POST":
        return redirect(f"{reverse('worker:receipt')}?lang={get_language()}")
    if is_too_large(request):
        return too_large(request)
    if is_full(disk.WORDS):
        return not_now(request)
    form = ActForm(request.POST, request.FILES)
    form.is_valid()
    if PRESSED & form.errors.keys():
        raise Refused(_("This page is not complete. Please enter your code again."))
    shown = bytes.fromhex(form.cleaned_data["proof"])
    lookup = receipts.lookup_of(shown)
    found = thread(lookup)
    taker = found and intake.taker_of(found.org_id)
    if not found or not taker:
        raise Refused(_("We do not know this code yet. Try again in some minutes."))
    if form.errors:
        form.renewed()
        return _thread(request, found, shown, form=form, status=422)
    _answer(taker, found, lookup, form)
    return _thread(request, thread(lookup) or found, shown, done=form.cleaned_data["act"])


def _answer(taker: intake.Taker, found: Thread, lookup: bytes, form: ActForm) -> None:
    """Hands it over once, however often the button was pressed."""
    given, key, rest = form.cleaned_data, "", {}
    kind = given["act"]
    if kind == "say":
        key, rest = f"say:{given['token']}", {"text": given["text"], "files": form.attached}
    elif kind in ("withdraw", "erase"):
        key, rest = key_of(kind, found.alias_id), {}
    elif kind == "answer":
        key, rest = _to_our_question(found, given)
    else:
        key, rest = _to_the_words(found, kind, given)
    act = envelope.act(kind, taker.org_id, lookup, **rest)
    intake.hand_over(taker, act, key=key)


def _to_the_words(found: Thread, kind: str, given: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Her yes counts for the words that stand there now; her no for whatever stands there."""
    told = next((t for t in found.told if t.id == str(given["disclosure"])), None)
    is_again = told and told.answered == {"approve": "yes", "decline": "no"}[kind]
    if not told or not (is_again or getattr(told, f"may_{kind}")):
        raise Refused(_("This can no longer be changed. Please enter your code again."))
    if kind == "decline":
        return key_of(kind, told.id), {"disclosure": told.id}
    if given["words"] != told.words:
        raise Refused(_("These words have changed. Please enter your code again and read them."))
    return key_of(kind, told.id, told.words), {"disclosure": told.id, "words": told.words}


def _to_our_question(found: Thread, given: dict[str, Any]) -> tuple[str, dict[str, str]]:
    asked, answer = str(given["check_in"] or ""), given["answer"]
    if not answer or not asked or asked != found.check_in:
        raise Refused(_("This can no longer be changed. Please enter your code again."))
    return key_of("answer", asked), {"check_in": asked, "answer": answer}


def _ask(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "act": _blank(), "script": "thread.js"}
    return show(request, "receipt", context, status=status)


def _blank(proof: str = "") -> ActForm:
    return ActForm(initial={"token": tokens.new_token(), "proof": proof}, auto_id="say_%s")


def _thread(
    request: HttpRequest, found: Thread, shown: bytes, *, form: ActForm | None = None,
    replies: list[Any] | None = None, done: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "thread": found,
        "replies": replies,
        "act": form or _blank(shown.hex()),
        "done": done,
    }
    return show(request, "thread", context, status=status)
