"""The form by which every partner answers a notice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ilm.remedy.planning import LONGEST, STANCES


class AnswerForm(forms.Form):
    stance = forms.ChoiceField(
        label=_("How do you see it?"),
        choices=[(slug, _(words)) for slug, words in STANCES.items()],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Write about the problem, not about people. Name nobody."),
    )
