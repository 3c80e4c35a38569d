"""Forms of promises, evidence and claims."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilm.catalog.corrective import CORRECTIVE_ACTIONS
from ilm.remedy.claiming import MOST_WORKERS
from ilm.remedy.evidence import ExhibitKind
from ilm.remedy.planning import LONGEST

SHOWS = {
    ExhibitKind.PAYMENT_RECORD: _("A record of payment"),
    ExhibitKind.PHOTO: _("A photo"),
    ExhibitKind.POLICY: _("A policy or rule"),
    ExhibitKind.LETTER: _("A letter"),
    ExhibitKind.CERTIFICATE: _("A certificate"),
    ExhibitKind.OTHER: _("Something else"),
}


ACTIONS = [(str(slug), _(remedy.label)) for slug, remedy in CORRECTIVE_ACTIONS.items()]


class PromiseForm(forms.Form):
    """One action with a day."""

    action = forms.ChoiceField(
        label=_("What will you do?"), choices=[("", _("Choose an action")), *ACTIONS]
    )
    due_on = forms.DateField(label=_("By which day?"), widget=forms.DateInput({"type": "date"}))
    text = forms.CharField(
        label=_("In more detail"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EvidenceForm(forms.Form):
    """One file. What it is, is read from its content."""

    kind = forms.ChoiceField(label=_("What does it show?"), choices=list(SHOWS.items()))
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A photo or a PDF, at most 20 MB. Place, camera, author and notes are taken out "
            "before it is kept; what was taken out is told to you."
        ),
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.png,.webp,.heic,.pdf"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (file := said.pop("file", None)) is not None:
            said |= {"upload_bytes": file.read(), "name": file.name}
        return said


class ClaimForm(forms.Form):
    """That it is done. The tick says that a claim is not the end."""

    workers = forms.IntegerField(
        label=_("For how many workers is it done?"), min_value=1, max_value=MOST_WORKERS
    )
    text = forms.CharField(
        label=_("What was done"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_understood = forms.BooleanField(
        label=_("We know that this is a claim, and that workers will be asked."),
        error_messages={"required": _("Please confirm this first.")},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said.pop("is_understood", None)
        return said
