"""Forms about what is kept: why somebody is erased, a legal hold, a shorter rule."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from ilm.catalog.keeping import KEPT, Because, HeldFor
from ilm.faces.desk import choices
from ilm.kit import clock


class EraseForm(forms.Form):
    because = forms.ChoiceField(
        label=_("Why she is to be erased"),
        choices=choices.of(Because),
        widget=forms.RadioSelect,
        help_text=_("Written down with her alias. Another member must confirm before it is done."),
    )


class HoldForm(forms.Form):
    because = forms.ChoiceField(label=_("What needs it longer"), choices=choices.of(HeldFor))
    ends_on = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        initial=lambda: clock.today() + timedelta(days=180),
        help_text=_("Nothing of this case's people ends before. In force once another confirms."),
    )


class TermForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What"),
        choices=[(str(k.slug), k.label) for k in KEPT.values() if k.may_be_shortened],
    )
    days = forms.IntegerField(
        label=_("Days"), min_value=1, help_text=_("The usual number takes your own rule back.")
    )
