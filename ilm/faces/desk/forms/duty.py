"""Forms of the rota: a shift, her own card, the end of a shift, who goes on with something."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from ilm.duty.ending import LONGEST
from ilm.duty.planning import WEEKS
from ilm.faces.desk import choices

ZONES = [(z, z) for z in sorted(available_timezones()) if "/" in z and not z.startswith("Etc/")]
ZONES = [("UTC", "UTC"), *ZONES]


class ShiftForm(forms.Form):
    """One shift, or the same week after week."""

    member = forms.ChoiceField(label=_("Who"))
    on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    begins = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Not later than it begins: it ends on the next day."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone of these hours"),
        choices=ZONES,
        help_text=_("Where she works. The hours stay the same there when clocks change."),
    )
    weeks = forms.IntegerField(
        label=_("For how many weeks"), min_value=1, max_value=WEEKS, initial=1
    )

    def __init__(self, *given: Any, members: choices.Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["member"].choices = members  # type: ignore[attr-defined]


class CardForm(forms.Form):
    """What the rota knows of a member."""

    zone = forms.ChoiceField(label=_("Your time zone"), choices=ZONES)
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak with workers"),
        choices=choices.languages,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Colleagues see them: they say which hours are covered in which language."),
    )


class EndForm(forms.Form):
    """What the next must know."""

    text = forms.CharField(
        label=_("What the next must know"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Sealed. References are enough: the threads and cases hold the rest."),
    )
    is_nothing = forms.BooleanField(label=_("There is nothing to say"), required=False)


class HandOnForm(forms.Form):
    """Something goes to another member."""

    to = forms.ChoiceField(label=_("Hand to"))

    def __init__(self, *given: Any, members: choices.Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["to"].choices = members  # type: ignore[attr-defined]
