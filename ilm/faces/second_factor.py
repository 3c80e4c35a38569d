"""Has this session shown a second factor? Asked in one place, before any signed-in face (W9)."""

from types import SimpleNamespace
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings

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
