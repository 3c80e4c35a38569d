"""Signing out, changing the password and second factors: allauth's steps, and what we add."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LogoutView, PasswordChangeView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode

from ilm.faces.frame import VAULT_COOKIE
from ilm.faces.http import open_to_all
from ilm.vault import relocking
from ilm.wall import doors

_BEHIND = _("The vault still opens with a password from before. It asks you for that one, once.")


class SignOut(LogoutView):  # type: ignore[misc]  # untyped library
    """Signing out also closes the vault, in the browser and in the database."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        user_id = self.request.user.pk
        response: HttpResponse = super().post(*args, **kwargs)
        if user_id:
            doors.lock_vault(user_id)
        response.delete_cookie(VAULT_COOKIE, path="/desk/", samesite="Strict")
        return response


class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # untyped library
    """A new password ends every other session, closes the vault, and locks the ring anew: all of
    it or nothing."""

    def form_valid(self, form: Any) -> HttpResponse:
        user_id, given = self.request.user.pk, form.cleaned_data
        with doors.at_once():
            end_other_sessions(self.request, self.request.user)
            has_followed = relocking.follow(
                user_id, old=given["oldpassword"], new=given["password1"]
            )
            response: HttpResponse = super().form_valid(form)
            doors.lock_vault(user_id)
        if not has_followed:
            messages.warning(self.request, _BEHIND)
        response.delete_cookie(VAULT_COOKIE, path="/desk/", samesite="Strict")
        return response


class _Enrolling:
    """Who has just shown a second factor has passed it; sessions that have not are ended."""

    request: Any

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        record_authentication(self.request, self.request.user, method="mfa")
        end_other_sessions(self.request, self.request.user)
        return response


class ActivateTotp(_Enrolling, ActivateTOTPView):  # type: ignore[misc]  # untyped library
    pass


class AddPasskey(_Enrolling, AddWebAuthnView):  # type: ignore[misc]  # untyped library
    pass


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # untyped library
    """The last second factor stays: another one must be there first. Its lock goes with it."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        credential = websafe_decode(self.object.data.get("credential", {}).get("rawId", ""))
        with doors.at_once():
            doors.drop_passkey_lock(self.request.user.pk, credential)
            return super().form_valid(form)  # type: ignore[no-any-return]


_OWN = open_to_all("Acts on the account that is signed in, and on no other.")
sign_out = _OWN(SignOut.as_view())
change_password = _OWN(login_required(ChangePassword.as_view()))
activate_totp = _OWN(login_required(ActivateTotp.as_view()))
add_passkey = _OWN(login_required(AddPasskey.as_view()))
remove_passkey = _OWN(login_required(RemovePasskey.as_view()))
