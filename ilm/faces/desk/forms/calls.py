"""Forms of the hotline: who takes calls, and its sentences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilm.faces.desk import choices


class TakingForm(forms.Form):
    """Where a member's telephone rings."""

    address = forms.CharField(
        label=_("Your SIP address or mobile number"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Like sip:ann@phones.example or +66810000000. Colleagues do not see it."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you take calls in"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: all."),
    )

    def __init__(self, *given: Any, spoken: list[str], **more: Any) -> None:
        super().__init__(*given, **more)
        known = dict(choices.languages())
        languages: Any = self.fields["languages"]
        languages.choices = [(code, known.get(code, code)) for code in spoken]


class JoinForm(forms.Form):
    """Whom to bring into a call: a colleague who takes calls, or anybody's telephone."""

    colleague = forms.UUIDField(required=False)
    address = forms.CharField(required=False, max_length=120)


class SoundForm(forms.Form):
    """One sentence as a file, or as the browser recorded it."""

    name = forms.SlugField(widget=forms.HiddenInput)
    sound = forms.FileField(label=_("A sound file"))
