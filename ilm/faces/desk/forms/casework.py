"""Forms of triage, of an issue's axes, of evidence and findings."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ilm.cases.triage import LeafClaim
from ilm.catalog.axes import ForcedLabour, Legality
from ilm.catalog.consent import Level
from ilm.catalog.contacts import (
    AffectedBasis,
    ContactKind,
    EvidenceKind,
    InternalOutcome,
    InternalTried,
    InternalWhyNot,
    Verdict,
)
from ilm.catalog.forced_labour import Answer
from ilm.catalog.screening_questions import QUESTIONS
from ilm.catalog.urgency import Urgency
from ilm.faces.desk import choices
from ilm.parties.models import Organisation, Site

MOST_URGENT_FIRST = list(reversed(Urgency))
BASIS = choices.of(AffectedBasis)
LEVELS = [(str(level), choices.level_label(level)) for level in Level]
AGES = [("", _("Not known")), *[(a, a) for a in ("0-17", "18-24", "25-34", "35-44", "45+")]]
GENDERS = [("", _("Not known")), ("woman", _("Woman")), ("man", _("Man")), ("other", _("Other"))]


class LeafForm(forms.Form):
    """One issue of the account: which, how many, how we know, how urgent."""

    leaf = forms.ChoiceField(label=_("Issue"), choices=choices.leaves)
    affected = forms.IntegerField(label=_("Workers affected"), min_value=1, initial=1)
    basis = forms.ChoiceField(label=_("How we know"), choices=BASIS, initial="estimate_worker")
    urgency = forms.ChoiceField(
        label=_("Urgency"),
        choices=choices.of(MOST_URGENT_FIRST, blank=str(_("As usual for this issue"))),
        required=False,
    )
    urgency_reason = forms.CharField(label=_("Why not as usual"), max_length=200, required=False)
    other_text = forms.CharField(label=_("If “other”: what is it"), max_length=200, required=False)

    def claim(self) -> LeafClaim:
        """The claim that triage takes."""
        said = self.cleaned_data
        return LeafClaim(**(said | {"urgency": said["urgency"] or None}))


LeafForms = forms.formset_factory(LeafForm, extra=0, min_num=1, validate_min=True, max_num=20)


class TriageForm(forms.Form):
    """What the reporter told. Joining an existing case needs no site and no summary."""

    site = forms.ModelChoiceField(
        label=_("Workplace"),
        queryset=Site._default_manager.none(),
        empty_label=_("Choose a workplace"),
    )
    summary = forms.CharField(
        label=_("What is wrong, in your words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("No name, no number: this text is read without opening the vault."),
    )
    internal_tried = forms.ChoiceField(
        label=_("Did she go to HR or the internal grievance mechanism?"),
        choices=choices.of(InternalTried),
        initial=InternalTried.NOT_ASKED,
        widget=forms.RadioSelect,
    )
    internal_why_not = forms.ChoiceField(
        label=_("If not, why not?"), choices=choices.of(InternalWhyNot, blank="–"), required=False
    )
    internal_outcome = forms.ChoiceField(
        label=_("If so, how did it go?"),
        choices=choices.of(InternalOutcome, blank="–"),
        required=False,
    )
    consent_level = forms.ChoiceField(label=_("What she agreed to"), choices=LEVELS, initial="L0")
    is_third_party = forms.BooleanField(label=_("Somebody else tells it for her"), required=False)
    nationality = forms.ChoiceField(
        label=_("Nationality"), choices=choices.countries, required=False
    )
    origin = forms.ChoiceField(label=_("Comes from"), choices=choices.countries, required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=GENDERS, required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=AGES, required=False)
    departure_within_days = forms.IntegerField(
        label=_("Days until she leaves for the job"), min_value=0, max_value=365, required=False
    )
    recruiter = forms.ModelChoiceField(
        label=_("Recruiter, if one is involved"),
        queryset=Organisation._default_manager.none(),
        empty_label=_("None"),
        required=False,
    )

    def __init__(
        self, *args: Any, sites: Any, recruiters: Any, is_joining: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        self.fields["recruiter"].queryset = recruiters  # type: ignore[attr-defined]
        if is_joining:
            del self.fields["site"], self.fields["summary"], self.fields["recruiter"]
            for name in ("internal_tried", "internal_why_not", "internal_outcome"):
                del self.fields[name]

    def told(self) -> dict[str, Any]:
        """Everything but site and summary, as `cases.triage.Told`."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("site", "summary")}


class SignpostForm(forms.Form):
    as_kind = forms.ChoiceField(
        label=_("What kind of contact it was"), choices=choices.of(ContactKind, blank="Choose")
    )


class AxesForm(forms.Form):
    """Two of the three axes; the third belongs to the case."""

    urgency = forms.ChoiceField(label=_("Urgency"), choices=choices.of(MOST_URGENT_FIRST))
    urgency_reason = forms.CharField(label=_("Why, if it changes"), max_length=200, required=False)
    legality = forms.ChoiceField(label=_("Is a law violated?"), choices=choices.of(Legality))
    provision = forms.CharField(label=_("Which law"), max_length=160, required=False)


class AffectedForm(forms.Form):
    number = forms.IntegerField(label=_("Workers affected"), min_value=1)
    basis = forms.ChoiceField(label=_("How we know"), choices=BASIS)


class AssignForm(forms.Form):
    to = forms.TypedChoiceField(
        label=_("Who has this case"), coerce=UUID, empty_value=None, required=False
    )

    def __init__(self, *args: Any, members: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((str(k), v) for k, v in members.items()), key=lambda pair: pair[1])
        self.fields["to"].choices = [("", _("Nobody yet")), *named]  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=choices.of(EvidenceKind))
    is_corroborating = forms.TypedChoiceField(
        label=_("It speaks"),
        choices=[("yes", _("For what the worker says")), ("no", _("Against it"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    seen_on = forms.DateField(
        label=_("Seen on"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    note = forms.CharField(
        label=_("What it shows"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Sealed: only your organisation reads it."),
    )


class VerdictForm(forms.Form):
    finding = forms.ChoiceField(
        label=_("Finding"), choices=choices.of(Verdict), widget=forms.RadioSelect
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"),
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    narrative = forms.CharField(
        label=_("In words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Sealed: only your organisation reads it."),
    )

    REASONS = (
        "several_workers_agree", "document_seen", "seen_on_visit", "employer_confirmed",
        "documents_contradict", "workers_contradict", "not_at_this_site", "too_little_to_tell",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = choices.of(self.REASONS)  # type: ignore[attr-defined]


class ScreenForm(forms.Form):
    """Thirty-two questions, four answers each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slug, question in QUESTIONS.items():
            self.fields[slug] = forms.ChoiceField(
                label=question.asks,
                choices=choices.of(Answer),
                initial=Answer.NOT_ASKED,
                widget=forms.RadioSelect,
            )

    def table(self, number: int) -> list[Any]:
        """The fields of one of the four tables."""
        return [self[slug] for slug, q in QUESTIONS.items() if q.table == number]

    def answers(self) -> dict[str, str]:
        return {str(slug): str(answer) for slug, answer in self.cleaned_data.items()}


class FindingForm(forms.Form):
    """The finding a person signs beside what was computed."""

    assessment = forms.ChoiceField(
        label=_("What you find"),
        choices=choices.of(v for v in ForcedLabour if v != ForcedLabour.NOT_ASSESSED),
        widget=forms.RadioSelect,
    )
