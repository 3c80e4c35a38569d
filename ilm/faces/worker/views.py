"""The way in, the rights, and the sheet and scripts of the pages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ilm.community.guides import published
from ilm.faces.http import open_to_all
from ilm.faces.worker import assets
from ilm.talk import calling_in


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this face; `script` in the context names its script, else only the exit works."""
    script = context.get("script", "leave.js")
    frame = {
        "look": assets.address("look.css"),
        "script": assets.address(script),
        "exit_url": settings.EXIT_URL,
        "tongue": f"lang={get_language()}",
    }
    return render(request, f"worker/{template}.html", {**context, **frame}, status=status)


@open_to_all("says what this is; knows nobody")
@require_safe
@assets.pressed
def home_page(request: HttpRequest) -> HttpResponse:
    return show(request, "home", {"has_line": bool(calling_in.lines())})


@open_to_all("rights are for everybody")
@require_safe
@assets.pressed
def guides_page(request: HttpRequest) -> HttpResponse:
    return show(request, "guides", {"guides": published(get_language() or "en")})


@open_to_all("style and scripts hold no data")
@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    return assets.serve(request, name)
