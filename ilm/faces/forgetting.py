"""Nobody's address and nobody's browser: forgotten at the gate, before anything can keep them."""

import hmac
import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ilm.faces.labels import hourly
from ilm.kit import clock

_KEY = os.urandom(
    32
)  # ends with the process: with a key that is kept, all addresses are soon tried
UNSEEN = "2001:db8::"  # RFC 3849: an address that is nobody's
COUNTED = "/w/"  # pages where a burst is told by its label
_TOLD = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_X_CLIENT_IP",
    "HTTP_VIA",
    "REMOTE_HOST",
    "REMOTE_PORT",
)
_FAMILIES = (("Firefox", "Firefox"), ("Edg", "Edge"), ("Chrome", "Chrome"), ("Safari", "Safari"))


class Forgetting:
    """Replaces the address by a label of the day and the browser by its family."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta, address = request.META, sender(request.META)
        if request.path_info.startswith(COUNTED):
            request.label = hourly(address)  # type: ignore[attr-defined]  # for `worker.bursts`
        meta["REMOTE_ADDR"] = label(address)
        meta["HTTP_USER_AGENT"] = coarse(meta.get("HTTP_USER_AGENT", ""))
        for name in _TOLD:
            meta.pop(name, None)
        request.__dict__.pop("headers", None)  # cached before we looked
        return self.get_response(request)


def sender(meta: dict[str, Any]) -> str:
    """Whoever knocks; behind our own proxy the one that it names last, whatever came before."""
    told = str(meta.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return told if settings.IS_PROXIED and told else str(meta.get("REMOTE_ADDR", ""))


def label(address: str) -> str:
    """A keyed label of the day in the shape of an address: enough for limits, good for no more."""
    word = f"{clock.today()}|{address}".encode()
    seen = hmac.digest(_KEY, word, "sha256").hex()[:8]
    return f"{UNSEEN}{seen[:4]}:{seen[4:]}"


def coarse(agent: str) -> str:
    """`Firefox on a phone`: a member knows which session is which, nobody else learns much."""
    family = next((name for sign, name in _FAMILIES if sign in agent), "Browser")
    return f"{family} on a {'phone' if 'Mobi' in agent else 'computer'}"
