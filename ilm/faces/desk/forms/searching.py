"""What is looked for in messages. It is posted, and stands in no address, history or log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ilm.talk.finding import LONGEST, Place


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
    before = PlaceField(required=False)
