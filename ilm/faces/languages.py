"""In which language a page speaks: what the address asks for, else what the browser prefers."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language_from_request

OURS = frozenset(code for code, _ in settings.LANGUAGES)


def language_of(request: Any) -> str:
    """`?lang=` wins; the browser's wish comes next. No cookie: a phone may be looked through."""
    asked = request.GET.get("lang", "")
    if asked in OURS:
        return str(asked)
    if request.face in ("worker", "public"):
        return get_language_from_request(request) or "en"
    return "en"
