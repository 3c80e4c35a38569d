"""What to do with the ticked reports of a burst: one of two things, for all of them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ilm.cases.models import Issue, Report
from ilm.catalog.contacts import ContactKind
from ilm.faces.desk import choices


class BurstForm(forms.Form):
    reports = forms.MultipleChoiceField(
        error_messages={
            "required": _("Tick at least one report."),
            "invalid_choice": _("A colleague was quicker with some of them. Look again."),
        }
    )
    issue = forms.ChoiceField(
        label=_("They are accounts of this incident"),
        required=False,
        help_text=_("For a new incident open a case from one of them first."),
    )
    as_kind = forms.ChoiceField(
        label=_("Or there is no issue in any of them"),
        choices=choices.of(ContactKind, blank="–"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        reports: Iterable[Report],
        issues: Iterable[Issue],
        ticks_all: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._ticks_all = ticks_all
        self._issues = {str(row.pk): row for row in issues if not row.kind.must_carry_text}
        said = [
            (pk, f"{row.case.ref} · {row.kind.label} · {row.site.name}")
            for pk, row in self._issues.items()
        ]
        self.fields["issue"].choices = [("", "–"), *said]  # type: ignore[attr-defined]
        self.fields["reports"].choices = [(str(r.pk), "") for r in reports]  # type: ignore[attr-defined]

    def clean_issue(self) -> Issue | None:
        return self._issues.get(self.cleaned_data["issue"])

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        said = self.cleaned_data
        if not self.errors and bool(said.get("issue")) == bool(said.get("as_kind")):
            raise ValidationError(_("Choose an incident, or what kind of contact they were."))
        return said

    @property
    def ticked(self) -> set[str]:
        """Which reports are ticked when the page is shown: those that were sent, or, asked for it,
        all. None by itself: somebody in danger may be among them."""
        if self.is_bound:
            return set(self.data.getlist("reports"))  # type: ignore[attr-defined]  # a QueryDict
        if not self._ticks_all:
            return set()
        return {pk for pk, _label in self.fields["reports"].choices}  # type: ignore[attr-defined]
