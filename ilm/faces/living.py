"""What the living page shows: invented rows for every component in every state."""

from typing import Any

from django import forms
from django.core.paginator import Paginator

TEMPLATE = "living.html"

NAMES = (("en", "English"), ("my", "မြန်မာ"), ("km", "ខ្មែរ"), ("ne", "नेपाली"))
ISSUES = (
    ("Wages not paid", 840, 512),
    ("Documents kept", 633, 401),
    ("Recruitment fees", 590, 377),
    ("Overtime forced", 214, 96),
    ("Threats", None, None),
)
MONTHS = (410, 455, 520, None, 610, 580, 702, 690, 745, 811, 840)
STEPS = (
    ("Assessed", "done"),
    ("Consent", "done"),
    ("Raised", "done"),
    ("Referred only", "skipped"),
    ("Worker check", "current"),
    ("Closed", "todo"),
)


class Decision(forms.Form):
    """A form that always has an error, so that errors are seen too."""

    site = forms.CharField(label="Site", help_text="As the worker names it.")
    how_many = forms.IntegerField(label="How many workers", min_value=1, required=False)
    urgency = forms.ChoiceField(
        label="Urgency",
        choices=[("high", "High"), ("low", "Low")],
        widget=forms.RadioSelect,
        help_text="The threat, not the breach.",
    )
    asked_hr = forms.BooleanField(label="She went to the personnel office first", required=False)


def sample() -> dict[str, Any]:
    """Context of `living.html`; no database, no clock, plainly fictitious."""
    return {
        "page": Paginator(range(120), 25).page(2),
        "form": Decision({"site": "", "how_many": "0", "urgency": ""}),
        "languages": NAMES,
        "bars": [
            {"label": label, "value": value, "second": second, "withheld": value is None}
            for label, value, second in ISSUES
        ],
        "points": [
            {"label": f"2026-{month:02}", "value": value, "withheld": value is None}
            for month, value in enumerate(MONTHS, 1)
        ],
        "steps": [{"label": label, "state": state} for label, state in STEPS],
    }
