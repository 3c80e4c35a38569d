"""The forms of the door: joining by invitation, and allauth's without ways this house has not."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from ilm.faces.door.models import User


class JoinForm(forms.Form):
    """For somebody who has an account: only what colleagues call them."""

    called = forms.CharField(
        label=_("What colleagues call you"),
        max_length=80,
        help_text=_("Your organisation sees it. It need not be your full name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


class AccountForm(JoinForm):
    """For somebody new: an address and a password as well."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Four or five words that nobody would guess do well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(
                _("If this address is yours, sign in first and open the invitation again.")
            )
        return email

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("password") and given["password"] != given.get("again"):
            self.add_error("again", _("The two passwords are not the same."))


class SignInForm(LoginForm):  # type: ignore[misc]  # untyped library
    """No `Forgot your password?`: nothing is sent by e-mail from here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        _plain(self)


class AgainForm(ReauthenticateForm):  # type: ignore[misc]  # untyped library
    """The password once more, before something that changes who gets in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # untyped library
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _("At least 12 characters.")
        _plain(self)


def _plain(form: forms.Form) -> None:
    """Labels stand above their fields, so nothing is said twice inside them."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name in ("password", "oldpassword"):
            field.help_text = ""
