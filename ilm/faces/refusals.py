"""How a no is shown: the rule's own words, on a page, with what to do next."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ilm.kit.errors import Refused


def as_page(request: HttpRequest, error: Exception) -> HttpResponse:
    """404 says nothing about what is there; a refusal is shown as it stands."""
    if isinstance(error, Http404):
        return render(request, "404.html", status=404)
    status = error.status if isinstance(error, Refused) else 500
    return render(request, "refused.html", {"why": _(str(error)), "status": status}, status=status)


class Forged(Refused):
    """A form that did not come from our own page, or from one left open too long."""

    status = 403


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF check said no."""
    why = _("This page was open for too long, or was not sent by us. Go back and try again.")
    return as_page(request, Forged(why))
