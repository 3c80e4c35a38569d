"""Forms of passing somebody on to another organisation, and of what became of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ilm.catalog.referral import ReferralOutcome, Service
from ilm.faces.desk import choices


class PassOnForm(forms.Form):
    """Whom, by her consent, to which organisation, for which help, and what they are told."""

    consent = forms.TypedChoiceField(label=_("Who is passed on, and to whom"), coerce=UUID)
    service = forms.ChoiceField(label=_("Kind of help"), choices=choices.of(Service))
    note = forms.CharField(
        label=_("What they should know and do"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_(
            "Sealed: only their desk and yours can open it. Who she is stands here only if she"
            " agreed that they know."
        ),
    )
    with_words = forms.BooleanField(
        label=_("Her conversation too, also what she says from now on"),
        required=False,
        help_text=_("Only where she agreed that they know who she is (L4)."),
    )

    def __init__(self, *args: Any, agreed: choices.Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].choices = agreed  # type: ignore[attr-defined]


class AnswerReferralForm(forms.Form):
    """How it ended, where it did not end well. `is_taken`: they took her in before."""

    because = forms.ChoiceField(label=_("If you cannot: why"), required=False)

    def __init__(self, *args: Any, is_taken: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, blank = self.fields["because"], _("She was helped") if is_taken else _("Choose")
        field.choices = choices.of(ReferralOutcome, blank=str(blank))  # type: ignore[attr-defined]
        if is_taken:
            field.label = _("How it ended")
