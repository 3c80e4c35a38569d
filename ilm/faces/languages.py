"""In which language a page speaks: what the address asks for, else what the browser prefers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language_from_request

OURS = frozenset(code for code, _ in settings.LANGUAGES)
PARTNERS = ("respondent", "buyer", "authority")
KEPT = "language"


def language_of(request: Any) -> str:
    """`?lang=` wins; the browser's wish comes next. No cookie: a phone may be looked through."""
    asked = request.GET.get("lang", "")
    if asked in OURS:
        return str(asked)
    if request.face in ("worker", "public", *PARTNERS):
        return get_language_from_request(request) or "en"
    return "en"


@contextmanager
def speaking(request: Any) -> Iterator[None]:
    """Partners have a session, so what they chose once stays until they sign out."""
    if request.face not in PARTNERS:
        yield
        return
    if (asked := request.GET.get("lang", "")) in OURS:
        request.session[KEPT] = asked
    with translation.override(request.session.get(KEPT) or language_of(request)):
        request.LANGUAGE_CODE = translation.get_language()
        yield
