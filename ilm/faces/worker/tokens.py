"""A signed, dated word in each form: what a session would be for, without a cookie."""

from secrets import token_urlsafe

from django.core.signing import BadSignature, TimestampSigner

HOURS = 48
_SIGNER = TimestampSigner(salt="worker form")


def new_token() -> str:
    """A fresh one: random part, time, signature."""
    return _SIGNER.sign(token_urlsafe(9))


def once(token: str) -> str | None:
    """The random part, the same for each press of one form's button; None if old or not ours."""
    try:
        return _SIGNER.unsign(token, max_age=HOURS * 3600)
    except BadSignature:
        return None
