"""What allauth asks us: no self-made accounts, no address kept, plain names for devices."""

import hmac
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from ilm.kit import clock

UNSEEN = "2001:db8::"  # RFC 3849: an address that is nobody's


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by accepting an invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed label of the day instead of an address: enough for limits, good for nothing else."""
        seen = request.META.get("REMOTE_ADDR", "")
        label = hmac.digest(
            settings.PEPPER or b"-", f"{clock.today()}|{seen}".encode(), "sha256"
        ).hex()[:8]
        return f"{UNSEEN}{label[:4]}:{label[4:]}"

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """A coarse name, so that a member knows which session is which."""
        agent = request.headers.get("User-Agent", "")
        kind = "phone" if "Mobile" in agent else "computer"
        family = next((n for n in ("Firefox", "Edg", "Chrome", "Safari") if n in agent), "browser")
        return f"{'Edge' if family == 'Edg' else family} on a {kind}"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped library
    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Any:
    from base64 import urlsafe_b64encode

    from cryptography.fernet import Fernet

    return Fernet(urlsafe_b64encode(hmac.digest(settings.PEPPER, b"second factors", "sha256")))
