"""The page "call us": telephone numbers, and a call from her browser without one."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ilm.channels.http import HttpxClient
from ilm.faces.http import open_to_all
from ilm.faces.worker import assets, bursts, tokens
from ilm.faces.worker.views import show
from ilm.kit.errors import Refused
from ilm.talk import calling_in

LARGEST = 40 * 1024  # bytes of what her browser offers
ANSWERS_IN = 25.0  # seconds: the gateway asks us where the call goes before it answers


@open_to_all("anybody may call; no number is asked")
@require_safe
@assets.pressed
def call_page(request: HttpRequest) -> HttpResponse:
    """The numbers of the organisation that she chose, or whom there is to choose."""
    slug, there = request.GET.get("org", ""), calling_in.lines(get_language() or "en")
    takers = list({line.slug: line for line in reversed(there)}.values())[::-1]
    slug = slug or (takers[0].slug if len(takers) == 1 else "")
    mine = [line for line in there if line.slug == slug]
    if slug and not mine:
        raise Http404
    context: dict[str, Any] = {"takers": takers, "lines": mine, "script": "call.js"}
    if mine:
        context |= {"taker": mine[0], "token": tokens.new_token(), "kept": f"org={slug}"}
    return show(request, "call", context)


@open_to_all("her browser calls; nobody is named")
@require_POST
def begun(request: HttpRequest) -> JsonResponse:
    """201 with the gateway's answer; 400, 429 and 503 say what to do instead."""
    told = _told(request)
    there = [line for line in calling_in.lines(get_language() or "en") if line.slug == told["org"]]
    if not there or tokens.read(told["token"]) is None:
        return _said(400, _("Please open this page again."))
    if bursts.felt(request, bursts.CALL).is_hot:
        return _said(429, _("Many calls come from here now. Please telephone, or write to us."))
    language = get_language() or ""
    try:
        with _http() as http:
            line, name, answer = calling_in.call(there, told["offer"], language=language, http=http)
    except Refused:
        return _said(503, _("Nobody takes calls from this page now. Please telephone, or write."))
    finally:  # last: what is counted is locked until we have answered
        bursts.counted(request, bursts.CALL)
    return JsonResponse({"sid": tokens.of_call(line.id, name), "answer": answer}, status=201)


@open_to_all("her browser hangs up; who has our word for a call is in it")
@require_POST
def ended(request: HttpRequest) -> JsonResponse:
    """Of a call that we gave her alone: a name that somebody made up is asked of nobody."""
    told = _told(request)
    if tokens.read(told["token"]) is not None and (mine := tokens.call_in(told["sid"])):
        line_id, name = mine
        with _http() as http:
            for line in calling_in.lines():
                if str(line.id) == line_id:
                    calling_in.hang_up(line, name, http=http)
    return JsonResponse({})


def _http() -> HttpxClient:
    return HttpxClient(connect=3.0, answer=ANSWERS_IN, reaches=settings.REACHES)


def _told(request: HttpRequest) -> dict[str, str]:
    """What her page sends; empty words where it is no page of ours."""
    names = ("org", "token", "offer", "sid")
    is_long = int(request.headers.get("Content-Length") or 0) > LARGEST
    try:
        found = {} if is_long else json.loads(request.body)
    except ValueError:
        found = {}
    given = found if isinstance(found, dict) else {}
    return {name: word if isinstance(word := given.get(name), str) else "" for name in names}


def _said(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"said": sentence}, status=status)
