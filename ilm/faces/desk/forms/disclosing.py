"""Forms of words that may leave, and of what follows them."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from ilm.catalog.closing import ClosingReason
from ilm.disclosure.anonymity import KNOWN, USUALLY_NEEDED
from ilm.disclosure.signing import Emergency
from ilm.faces.desk import choices
from ilm.language.languages import LANGUAGES

TRAITS = ("unit", "shift", "date", "nationality", "gender", "language", "role", "event")
WORDS = ("text", "alias_id", "needed", "translation", "is_checked")
HELP = {
    "date": _("A day as 2026-11-24; it becomes the month where too few people fit."),
    "nationality": _("Two letters, such as MM."),
    "gender": _("female or male"),
    "event": _("Something that happened to her alone."),
}


CHECKED = _("I read both languages, and wrote or checked this translation myself")


class DraftForm(forms.Form):
    """A text, whom it is for, whose story it is, and all that it states or implies."""

    to = forms.ChoiceField(label=_("Who is told"))
    alias_id = forms.TypedChoiceField(label=_("Whose story it is"), coerce=UUID)
    text = forms.CharField(
        label=_("The words"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Yours, never hers. Mark what may fall away: “Workers[nationality| from {nationality}] "
            "in sewing were not paid.”"
        ),
    )
    written_in = forms.ChoiceField(
        label=_("Language of the words"), choices=choices.languages, initial="en"
    )
    translation = forms.CharField(
        label=_("The same words in her language"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_(
            "What she is asked to agree to, where she reads another language. Mark phrases alike. "
            "You can write it later, or a colleague can."
        ),
    )
    is_checked = forms.BooleanField(label=CHECKED, required=False)
    needed = forms.MultipleChoiceField(
        label=_("What the fix needs to know"),
        choices=choices.of(sorted(KNOWN)),
        initial=sorted(USUALLY_NEEDED),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, targets: choices.Choices, workers: choices.Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = targets  # type: ignore[attr-defined]
        self.fields["alias_id"].choices = workers  # type: ignore[attr-defined]
        for name in TRAITS:
            self.fields[name] = forms.CharField(
                label=choices.spelled(name), required=False, max_length=60,
                help_text=HELP.get(name, ""),
            )  # fmt: skip

    @property
    def traits(self) -> list[Any]:
        """The fields of the traits, for the template."""
        return [self[name] for name in TRAITS]

    def words(self) -> dict[str, Any]:
        """What `disclosure.drafting` takes, beside the issue and the actor."""
        said = self.cleaned_data
        recipient, _colon, to_org = said["to"].partition(":")
        traits = {name: said[name] for name in TRAITS if said[name].strip()}
        kept = {name: said[name] for name in WORDS} | {"language": said["written_in"]}
        return kept | {"recipient": recipient, "to_org": UUID(to_org), "traits": traits}


class TranslationForm(forms.Form):
    """The exact words in her language, and who answers for them."""

    text = forms.CharField(label="", widget=forms.Textarea(attrs={"rows": 6}))
    is_checked = forms.BooleanField(label=CHECKED, required=False)

    def __init__(self, *args: Any, hers: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = LANGUAGES.get(hers)
        self.fields["text"].label = (
            now("Exactly these words in %s") % known.english if known else _("In her language")
        )
        self.fields["text"].widget.attrs["lang"] = hers


class OverrideForm(forms.Form):
    because = forms.ChoiceField(label=_("Which emergency"), choices=choices.of(Emergency))


class SettleForm(forms.Form):
    """By the workers' word where there is one; for another reason where there cannot be."""

    reason = forms.ChoiceField(
        label=_("How it ends"),
        choices=[("", _("As the workers' answers say")), *choices.of(ClosingReason)],
        required=False,
    )


class EscalateForm(forms.Form):
    """Which words go up, and why."""

    disclosure_id = forms.TypedChoiceField(label=_("Which words"), coerce=UUID)
    because = forms.ChoiceField(label=_("Why it goes up"))

    def __init__(
        self, *args: Any, drafts: choices.Choices, because: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disclosure_id"].choices = drafts  # type: ignore[attr-defined]
        self.fields["because"].choices = list(because.items())  # type: ignore[attr-defined]
