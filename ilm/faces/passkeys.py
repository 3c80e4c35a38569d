"""A passkey asked by a page of ours: a challenge, and the proof that its owner was just there."""

import json
from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext as _
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import UserVerificationRequirement

from ilm.kit.errors import Refused
from ilm.wall import doors

STATE = "vault.passkey"


def names(user: Any) -> dict[bytes, str]:
    """Passkey (its credential id) → what its owner calls it."""
    with doors.asking():
        ids = [c.credential_id for c in auth.get_credentials(user)]
        return {c: auth.get_authenticator_by_credential_id(user, c).wrap().name for c in ids}


def begin(request: Any, asked: dict[bytes, bytes]) -> dict[str, Any] | None:
    """What the browser is told: a challenge for these passkeys of the account, and what each is
    asked about (`asked`: passkey → input). None where the account has none of them."""
    with doors.asking():
        mine = [c for c in auth.get_credentials(request.user) if c.credential_id in asked]
    if not mine:
        return None
    options, state = auth.get_server().authenticate_begin(
        credentials=mine, user_verification=UserVerificationRequirement.REQUIRED
    )
    about = {websafe_encode(c.credential_id): websafe_encode(asked[c.credential_id]) for c in mine}
    request.session[STATE] = {"state": state, "asked": about}
    return {"publicKey": dict(options)["publicKey"], "asked": about}


def finish(request: Any, answer: str) -> tuple[bytes, bytes]:
    """(passkey, what it was asked about), verified as a second factor just shown. A challenge is
    good once. Refused otherwise."""
    kept = request.session.pop(STATE, None)
    with doors.asking():
        mine = auth.get_credentials(request.user)
    try:
        credential = auth.get_server().authenticate_complete(
            kept["state"], mine, json.loads(answer)
        )
        asked = kept["asked"][websafe_encode(credential.credential_id)]
    except (ValueError, TypeError, KeyError, InvalidSignature):
        raise Refused(_("The passkey could not be checked. Try again.")) from None
    with doors.asking():
        used = auth.get_authenticator_by_credential_id(request.user, credential.credential_id)
        post_authentication(request, used, reauthenticated=True)
    return credential.credential_id, websafe_decode(asked)
