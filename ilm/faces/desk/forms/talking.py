"""Forms of a conversation: the reply, a call, the safe-contact plan, consent, a reveal."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from ilm.catalog.consent import Form, Purpose, RecipientKind
from ilm.channels import CHANNELS
from ilm.faces.desk import choices
from ilm.faces.desk.forms.casework import LEVELS
from ilm.kit import clock
from ilm.talk.models import How
from ilm.talk.readying import LONGEST_NAME
from ilm.talk.safety import FLAGS, WORDS
from ilm.vault.reveal import Reason

ZONES = sorted(z for z in available_timezones() if z.startswith(("Asia/", "Europe/", "Pacific/")))
DAYS = [
    (n, d)
    for n, d in enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")))
]
TEXT = {
    "worker_contacts_us_only": _("Only she contacts us"),
    "may_leave_message": _("We may leave a message"),
    "may_say_organisation_name": _("We may say the name of our organisation"),
    "employer_may_monitor_device": _("Her employer could look into her phone"),
    "is_phone_shared": _("Somebody else uses her phone"),
    "cover_story": _("If somebody asks, we are"),
    "code_word": _("Word that proves it is us"),
    "distress_word": _("Word that means: hang up"),
    "notification_text": _("Neutral words a message may show"),
}


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 4, "aria-keyshortcuts": "r", "autocomplete": "off"}),
    )


class ReadyForm(forms.Form):
    """A ready reply in one language. `group` stands in it where it is a translation or a change."""

    name = forms.CharField(label=_("What you call it"), max_length=LONGEST_NAME)
    language = forms.ChoiceField(label=_("Language"), choices=choices.languages)
    text = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        help_text=_("Places: {me}, {organisation}, {hours}. Sealed: put nobody in them even so."),
    )
    group = forms.UUIDField(required=False, widget=forms.HiddenInput)


class LinkForm(forms.Form):
    """Another thread of the same person, and how that is known."""

    ref = forms.CharField(
        label=_("The other thread"),
        max_length=10,
        help_text=_("Its reference: eight letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "mono"}),
    )
    how = forms.TypedChoiceField(
        label=_("How you know that it is she"),
        choices=[
            (How.CODE_WORD, _("She said the code word of her plan")),
            (How.RECEIPT, _("She showed the code of her report")),
            (How.MEMBER, _("I know it in another way, and write it down")),
        ],
        coerce=How,
        widget=forms.RadioSelect,
    )
    proof = forms.CharField(
        label=_("The word, the code, or what you know"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("Word and code are compared and kept nowhere. The rest becomes a note."),
    )


class CallForm(forms.Form):
    number = forms.CharField(
        label=_("Her number, if she gave it"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_(
            "With the country: +66… It is sealed, and finds her thread when she calls again."
        ),
    )
    language = forms.ChoiceField(label=_("Language"), choices=choices.languages)
    minutes_ago = forms.IntegerField(
        label=_("How many minutes ago the call began"),
        min_value=0,
        max_value=7 * 24 * 60,
        initial=5,
    )
    text = forms.CharField(
        label=_("What she said"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Sealed: only your organisation reads it."),
    )

    def call(self) -> dict[str, Any]:
        """What `talk.calling.log_call` takes."""
        said = self.cleaned_data
        began_at = clock.now() - timedelta(minutes=said["minutes_ago"])
        kept = {name: said[name] for name in ("language", "text")}
        return kept | {"number": said["number"] or None, "began_at": began_at}


class PlanForm(forms.Form):
    """Her safe-contact plan. Outside it nothing is sent."""

    channels = forms.MultipleChoiceField(
        label=_("Safe ways to reach her"),
        choices=[(slug, door.label) for slug, door in CHANNELS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: every way."),
    )
    from_hour = forms.IntegerField(
        label=_("From, hour of her day"), min_value=0, max_value=23, initial=0
    )
    to_hour = forms.IntegerField(label=_("Until, hour"), min_value=1, max_value=24, initial=24)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: every day."),
    )
    time_zone = forms.ChoiceField(
        label=_("Her time zone"), choices=[(z, z) for z in ZONES], initial="Asia/Bangkok"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FLAGS:
            self.fields[name] = forms.BooleanField(label=TEXT[name], required=False)
        for name in WORDS:
            self.fields[name] = forms.CharField(label=TEXT[name], required=False, max_length=200)
        self.fields["call_code"] = forms.CharField(
            label=_("Code of six digits that she types when we call"),
            required=False,
            max_length=6,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            help_text=_("Agree on it with her. Nobody sees it again; empty leaves the one before."),
        )

    def plan(self, *, is_open: bool) -> dict[str, Any]:
        """What `talk.safety.keep_plan` takes. In a closed vault her words do not show: what is left
        empty there was not taken out."""
        sealed = (*WORDS, "call_code")
        limits = {k: v for k, v in self.cleaned_data.items() if k not in sealed}
        words = {name: self.cleaned_data[name] for name in sealed}
        return limits | {"words": {k: v for k, v in words.items() if v or is_open}}


class RevealForm(forms.Form):
    because = forms.TypedChoiceField(
        label=_("Why you must know who she is"),
        choices=choices.of(Reason.values),
        coerce=Reason,
        widget=forms.RadioSelect,
        help_text=_("It is written down before you see it, and she can read that you did."),
    )


class ConsentForm(forms.Form):
    """One yes: a level, for one recipient and purpose."""

    level = forms.ChoiceField(
        label=_("What she agreed to"), choices=LEVELS, initial="L2", widget=forms.RadioSelect
    )
    recipient = forms.ChoiceField(label=_("Who may be told"), choices=choices.of(RecipientKind))
    for_org = forms.TypedChoiceField(
        label=_("Only this one"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=_("Brands, authorities, other organisations and services must be named."),
    )
    purpose = forms.ChoiceField(
        label=_("For what"), choices=choices.of(Purpose), initial=Purpose.DISCLOSURE_TO_OTHERS
    )
    withheld = forms.CharField(
        label=_("What must be kept back"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("One per line: a trait such as “nationality”, or words."),
    )
    language = forms.ChoiceField(label=_("In which language you asked"), choices=choices.languages)
    form = forms.ChoiceField(label=_("How she agreed"), choices=choices.of(Form))

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(b.pk), f"{b.name} · {choices.spelled(b.kind).lower()}") for b in bodies]
        self.fields["for_org"].choices = [("", _("Any of this kind")), *named]  # type: ignore[attr-defined]

    def terms(self) -> dict[str, Any]:
        """What `disclosure.consenting.grant` takes."""
        said = dict(self.cleaned_data)
        return said | {"withheld": said["withheld"].splitlines()}
