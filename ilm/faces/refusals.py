"""How a no is shown: the rule's own words, on a page, with what to do next."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ilm.kit import disk
from ilm.kit.errors import Locked, Refused


def as_page(request: HttpRequest, error: Exception) -> HttpResponse:
    """404 says nothing about what is there; a refusal is shown as it stands."""
    if isinstance(error, Http404):
        return render(request, "404.html", status=404)
    status = error.status if isinstance(error, Refused) else 500
    said = {"why": _(str(error)), "status": status, "unlock": _unlocking(request, status)}
    return render(request, "refused.html", said, status=status)


def _unlocking(request: HttpRequest, status: int) -> str:
    """Where the vault opens, and from there back to the page that asked; empty for other noes."""
    if status != Locked.status:
        return ""
    came_from = urlsplit(request.headers.get("Referer", "")).path
    here = request.path if request.method == "GET" else came_from
    return f"{reverse('desk:unlock')}?{urlencode({'next': here})}"


MOST = 30 * 1024 * 1024  # bytes of one request; above 32 MiB Django would drop its files unsaid
METHODS = ("GET", "HEAD", "POST")


class NoSuchAct(Refused):
    """Asked in a way that no page of ours is asked."""

    status = 405


def is_too_large(request: HttpRequest) -> bool:
    """More than we take, or sent without saying how much it is: then Django would read nothing."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) > MOST if said.isdecimal() else "HTTP_TRANSFER_ENCODING" in request.META


def too_large(request: HttpRequest) -> HttpResponse:
    why = _("This is too large to send. Go back: your words are still there. Send fewer files.")
    return render(request, "refused.html", {"why": why, "status": 413}, status=413)


def is_full(share: float) -> bool:
    """Whether less than this share of a disk of ours is free (`disk.FILES`, `disk.WORDS`)."""
    return disk.left(settings.DISKS) < share


def not_now(request: HttpRequest) -> HttpResponse:
    """503: nothing of it was kept, and it may come again."""
    why = _(
        "We cannot take this now. Go back: your words are still there. Try again in some minutes."
    )
    answer = render(request, "refused.html", {"why": why, "status": 503}, status=503)
    answer.headers["Retry-After"] = "120"
    return answer


def no_such_act(request: HttpRequest) -> HttpResponse:
    """405 with the ways in which our pages are asked."""
    answer = as_page(request, NoSuchAct("Pages here are opened or sent, nothing else."))
    answer.headers["Allow"] = ", ".join(METHODS)
    return answer


class Forged(Refused):
    """A form that did not come from our own page, or from one left open too long."""

    status = 403


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF check said no."""
    why = _("This page was open for too long, or was not sent by us. Go back and try again.")
    return as_page(request, Forged(why))
