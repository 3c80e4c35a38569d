"""Has this session shown a second factor? Asked in one place, before any signed-in face (W9)."""

from types import SimpleNamespace
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from ilm.kit import clock
from ilm.wall import doors

FRESH = 15 * 60  # seconds
AFTERWARDS = "afterwards"  # where somebody wanted to go before a second factor was asked for


def is_missing(session: Any, user: Any) -> bool:
    """True while a second factor is required and this session has shown none.

    The session remembers how it was opened: a session of the days before the factor was set up
    does not pass because the account has one now.
    """
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    records = get_authentication_records(SimpleNamespace(session=session), user)
    return not any(record.get("method") == "mfa" for record in records)


def is_stale(session: Any, user: Any) -> bool:
    """True where a second factor is required and this session's last is older than 15 minutes."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    records = get_authentication_records(SimpleNamespace(session=session), user)
    shown = [record["at"] for record in records if record.get("method") == "mfa"]
    return clock.now().timestamp() - max(shown, default=0) > FRESH


def stepping_up(request: Any) -> HttpResponse | None:
    """Where to show the second factor again before this page, and back; None if it is fresh."""
    if not is_stale(request.session, request.user):
        return None
    with doors.asking():
        has_app = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    where = reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")
    return redirect(f"{where}?{urlencode({'next': request.path})}")
