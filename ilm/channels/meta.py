"""What WhatsApp and Messenger have in common: Meta's first question, and how it signs."""

import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

from ilm.channels.base import Answer, RawRequest, Rejected, Reply


def must_be_signed(raw: RawRequest, *, app_secret: str) -> None:
    """Raises Rejected unless the raw bytes are signed with the app's secret."""
    given = raw.header("X-Hub-Signature-256").encode()
    right = hmac.new(app_secret.encode(), raw.body, hashlib.sha256).hexdigest()
    if not app_secret or not hmac.compare_digest(given, f"sha256={right}".encode()):
        raise Rejected("The signature is missing or wrong.")


def challenge(raw: RawRequest, *, verify_token: str) -> Reply | None:
    """The answer to the question when an address is entered; None: it is not that question."""
    asked = parse_qs(urlsplit(raw.url).query, keep_blank_values=True)
    if raw.method != "GET" or asked.get("hub.mode") != ["subscribe"]:
        return None
    given = asked.get("hub.verify_token", [""])[0].encode()
    if not verify_token or not hmac.compare_digest(given, verify_token.encode()):
        raise Rejected("The verify token is missing or wrong.")
    return Reply(asked.get("hub.challenge", [""])[0])


def codes(answer: Answer) -> tuple[int | None, int | None]:
    """Code and subcode of an error, where there is one."""
    error = answer.json().get("error")
    told = error if isinstance(error, dict) else {}
    code, subcode = told.get("code"), told.get("error_subcode")
    return code if type(code) is int else None, subcode if type(subcode) is int else None


def wait(answer: Answer, otherwise: float) -> float:
    """Seconds that we are asked to wait."""
    asked = {name.lower(): value for name, value in answer.headers.items()}.get("retry-after", "")
    return float(asked) if asked.isdecimal() else otherwise
