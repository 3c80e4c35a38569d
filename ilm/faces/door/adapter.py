"""What allauth asks us: no self-made accounts, no address kept, plain words."""

import hmac
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_NO = _("That address and password do not open an account here. Look at both and try again.")
_QUIET = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _NO,
        "invalid_login": _NO,
        "account_inactive": _NO,
        "too_many_login_attempts": _("That was wrong too often. Wait a few minutes, then try."),
        "enter_current_password": _("That is not your password."),
        "incorrect_password": _("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by accepting an invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The label that `ilm.faces.forgetting` left where the address was."""
        return str(request.META["REMOTE_ADDR"])

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return str(request.META["HTTP_USER_AGENT"])

    def add_message(self, request: HttpRequest, level: int, *rest: Any, **more: Any) -> None:
        """Nobody needs to be told that they have just signed in."""
        if (rest[0] if rest else more.get("message_template")) not in _QUIET:
            super().add_message(request, level, *rest, **more)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped library
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Wait for the next one and type it again."),
        "cannot_delete_authenticator": _(
            "This is your only second factor. Add another one before you remove it."
        ),
    }

    def encrypt(self, text: str) -> str:
        return str(_cipher().encrypt(text.encode()).decode())

    def decrypt(self, encrypted_text: str) -> str:
        return str(_cipher().decrypt(encrypted_text.encode()).decode())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Every member has a second factor, so the last one cannot go."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(
            pk=authenticator.pk
        )
        return bool(
            not settings.SECOND_FACTOR_REQUIRED
            or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        )


def _cipher() -> Any:
    from base64 import urlsafe_b64encode

    from cryptography.fernet import Fernet

    return Fernet(urlsafe_b64encode(hmac.digest(settings.PEPPER, b"second factors", "sha256")))
