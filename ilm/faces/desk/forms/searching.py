"""What is looked for in messages. It is posted, and stands in no address, history or log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ilm.channels import CHANNELS
from ilm.faces.desk import choices
from ilm.talk.finding import LONGEST, Narrow, Place


class PlaceField(forms.CharField):
    """Where a page of hits begins: the time and the id of the last hit before it."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """None where it is empty; an error where it is no place."""
        at, _tilde, pk = str(value or "").partition("~")
        try:
            return (datetime.fromisoformat(at), UUID(pk)) if at else None
        except ValueError:
            raise ValidationError(_("Start again from the newest.")) from None


def told(place: Place | None) -> str:
    """A place as the form carries it."""
    return f"{place[0].isoformat()}~{place[1]}" if place else ""


DAY = forms.DateInput(attrs={"type": "date"})


def every_language() -> choices.Choices:
    return choices.languages(blank=str(_("Every language")))


class SearchForm(forms.Form):
    words = forms.CharField(
        label=_("Words"),
        max_length=LONGEST,
        help_text=_(
            "In any language: said in one thread within one month, in a case, a workplace or a"
            " ready reply; or a reference."
        ),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    channel = forms.TypedChoiceField(
        label=_("Channel"),
        choices=[
            ("", _("Every channel")),
            *((slug, door.label) for slug, door in CHANNELS.items()),
        ],
        required=False,
        empty_value=None,
    )
    language = forms.TypedChoiceField(
        label=_("Language"), choices=every_language, required=False, empty_value=None
    )
    since = forms.DateField(label=_("From the month of"), required=False, widget=DAY)
    until = forms.DateField(label=_("To the month of"), required=False, widget=DAY)
    before = PlaceField(required=False)

    def within(self) -> Narrow:
        """Where alone she wants to look."""
        names = ("channel", "language", "since", "until")
        return Narrow(**{name: self.cleaned_data[name] for name in names})
