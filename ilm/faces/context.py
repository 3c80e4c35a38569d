"""What every template may say: which face, which languages, whether strings were reviewed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ilm.faces.catalogues import reviewed

REVIEWED = reviewed()  # catalogues that a speaker has checked; the others are drafts
DRAFTS = [name for code, name in settings.LANGUAGES if code not in REVIEWED]


def house(request: HttpRequest) -> dict[str, Any]:
    code = getattr(request, "LANGUAGE_CODE", "en")
    return {
        "face": getattr(request, "face", "public"),
        "language": code,
        "languages": settings.LANGUAGES,
        "is_draft_language": code not in REVIEWED,
        "draft_languages": DRAFTS,
        "actor": getattr(request, "actor", None),
        "organisation": getattr(request, "organisation", ""),
        "called": getattr(request, "called", ""),
        "unlocked": getattr(request, "unlocked", None),
        "events_url": "/events/" if getattr(request, "face", "") == "desk" else "",
    }
