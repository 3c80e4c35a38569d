"""Forms about the organisation itself: the vault, its members, channels and sites."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ilm.access.roles import ROLES
from ilm.catalog.contacts import AffectedBasis
from ilm.catalog.sectors import SECTORS
from ilm.channels.email import trying
from ilm.channels.email.adapter import Email
from ilm.channels.http import leads_inside
from ilm.faces.desk.choices import countries, languages, of, spelled
from ilm.kit import clock
from ilm.parties.models import Organisation, SiteKind
from ilm.talk.templates import PURPOSES


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        strip=False,
    )
    before = forms.CharField(
        label=_("Your password from before"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        strip=False,
        required=False,
        help_text=_("Only if the vault says that it still opens with that one. It asks once."),
    )


class NewKeysForm(forms.Form):
    """Giving up one's own keys: with the account's password, and knowing what is lost."""

    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )
    is_understood = forms.BooleanField(
        label=_("I know what is lost, and will wait until I am let in again."),
        error_messages={"required": _("Please confirm this first.")},
    )


class SharesForm(forms.Form):
    """Two of the three printed shares."""

    one = forms.CharField(label=_("One share"), max_length=120, widget=forms.Textarea(
        attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}))  # fmt: skip
    other = forms.CharField(label=_("Another share"), max_length=120, widget=forms.Textarea(
        attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}))  # fmt: skip

    def both(self) -> tuple[str, str]:
        """What `vault.recovery` takes."""
        return self.cleaned_data["one"], self.cleaned_data["other"]


class ShareSetForm(forms.Form):
    """Making shares. `replaces` marks the set that stood on the page, so that sending the form
    twice does not make the printed ones worthless."""

    OUTSIDE = "outside"

    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)
    first = forms.ChoiceField(label=_("Who takes the first share"))
    second = forms.ChoiceField(label=_("Who takes the second share"))
    third = forms.ChoiceField(
        label=_("Who takes the third share"),
        help_text=_("Best somebody outside the daily team: they open it once with a printed link."),
    )

    def __init__(self, *given: Any, members: dict[UUID, str], **more: Any) -> None:
        super().__init__(*given, **more)
        people = [(str(user), called) for user, called in members.items()]
        for name in ("first", "second", "third"):
            choices = [*people, (self.OUTSIDE, _("Somebody outside"))]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def keepers(self) -> list[UUID | None]:
        """What `vault.recovery` takes; None is somebody outside."""
        chosen = [self.cleaned_data[name] for name in ("first", "second", "third")]
        return [None if each == self.OUTSIDE else UUID(each) for each in chosen]


class InviteForm(forms.Form):
    role = forms.ChoiceField(
        label=_("What they do here"),
        choices=[(str(r.slug), r.label) for r in ROLES.values() if r.face == "desk"],
        help_text=_("A supervisor may reveal people, countersign, invite and add channels."),
    )


class AdmitForm(forms.Form):
    """That a colleague read out this very fingerprint. It travels with the form, so that keys
    exchanged in between are not let in."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=60)
    is_compared = forms.BooleanField(
        label=_("They read this fingerprint to me, by voice or face to face, and it matches."),
        error_messages={
            "required": _("Compare the fingerprint by voice or face to face first, then tick.")
        },
    )


class SignatureForm(forms.Form):
    """One name under what is published. `read` marks the words that stood on the page."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)
    is_read = forms.BooleanField(
        label=_("I have read which tables, definitions and rules these are, and answer for them."),
        error_messages={"required": _("Please confirm this first.")},
    )


class ChannelForm(forms.Form):
    """An account at a provider: what it is called, and what the provider gave us."""

    name = forms.SlugField(
        label=_("Name in the address"),
        max_length=60,
        help_text=_("Small letters and dashes. It stands in the address you give the provider."),
    )
    label = forms.CharField(label=_("What colleagues call it"), max_length=80)

    def __init__(
        self, *args: Any, wanted: tuple[str, ...], channel: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.wanted, self.channel = wanted, channel
        for name in wanted:
            self.fields[name] = forms.CharField(
                label=spelled(name),
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )

    def clean(self) -> None:
        for name in self.wanted:
            where = self.cleaned_data.get(name, "")
            if name.endswith("_url") and where and leads_inside(where, but=settings.REACHES):
                self.add_error(name, _("This leads into the network of this server."))
            host = f"//{where}" if name.endswith("_host") and where else ""
            if host and leads_inside(host, but=settings.REACHES):
                self.add_error(name, _("This leads into the network of this server."))
        if self.channel == "email" and not self.errors:
            self._try_mail()

    def _try_mail(self) -> None:
        """Does the mailbox let us in, and the way out? What is missing is said by the adapter."""
        try:
            account = Email(**self.credentials())
        except TypeError:
            return
        if why := trying.trouble(account):
            self.add_error(None, why)

    def credentials(self) -> dict[str, str]:
        """What was filled in; the adapter says whether something is missing."""
        return {name: self.cleaned_data[name] for name in self.wanted if self.cleaned_data[name]}


class TemplateForm(forms.Form):
    """What the provider approved, as it stands there. The words name nobody and nothing."""

    purpose = forms.ChoiceField(label=_("What for"), choices=list(PURPOSES.items()))
    language = forms.ChoiceField(label=_("In which language"), choices=languages)
    name = forms.CharField(label=_("Its name at the provider"), max_length=512)
    code = forms.CharField(
        label=_("Language code there"), max_length=12, required=False,
        help_text=_("Like en_US. Leave it empty where it is the same."),
    )  # fmt: skip
    wording = forms.CharField(
        label=_("The words, as approved"), max_length=300,
        help_text=_("Only that you would like to write. Her screen may be seen by others."),
    )  # fmt: skip
    button = forms.CharField(
        label=_("What she may press"), max_length=25, required=False,
        help_text=_("The quick reply under it, if it has one."),
    )  # fmt: skip


class SiteForm(forms.Form):
    """A workplace on the map that all worker organisations share."""

    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=SiteKind.choices)
    country = forms.ChoiceField(label=_("Country"), choices=countries)
    region = forms.CharField(label=_("Region"), max_length=80, required=False)
    industry = forms.ChoiceField(label=_("Industry"), choices=[(s, s) for s in sorted(SECTORS)])
    owner = forms.ModelChoiceField(
        label=_("Run by"),
        queryset=Organisation._default_manager.none(),
        required=False,
        empty_label=_("Not known"),
    )
    owner_name = forms.CharField(
        label=_("… or a new company"), max_length=160, required=False,
        help_text=_("It can be told only once it has an account."),
    )  # fmt: skip

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]


class HeadsForm(forms.Form):
    """How many people share these traits; none of them filled in is everybody."""

    number = forms.IntegerField(label=_("How many people"), min_value=0)
    basis = forms.ChoiceField(label=_("How we know"), choices=of(AffectedBasis))
    unit = forms.CharField(label=_("Unit"), required=False, max_length=60)
    shift = forms.CharField(label=_("Shift"), required=False, max_length=60)
    nationality = forms.CharField(label=_("Nationality, two letters"), required=False, max_length=2)
    gender = forms.CharField(label=_("Gender"), required=False, max_length=12)
    language = forms.CharField(label=_("Language, two letters"), required=False, max_length=8)
    role = forms.CharField(label=_("Role"), required=False, max_length=60)

    def count(self) -> dict[str, Any]:
        """What `parties.sites.count_heads` takes."""
        said = dict(self.cleaned_data)
        kept = {name: said.pop(name) for name in ("number", "basis")}
        return kept | {"traits": said}


class SupplyForm(forms.Form):
    """That this workplace is in a buyer's chain."""

    buyer = forms.ModelChoiceField(
        label=_("Buyer"),
        queryset=Organisation._default_manager.none(),
        empty_label=_("Choose a buyer"),
    )
    tier = forms.IntegerField(label=_("Tier (1 is direct)"), min_value=1, max_value=9, initial=1)
    source = forms.CharField(label=_("How it is known"), max_length=80)

    def __init__(self, *args: Any, buyers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buyer"].queryset = buyers  # type: ignore[attr-defined]


class PeriodForm(forms.Form):
    """From the first to the last day of a report."""

    starts = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))


class WholeMonthsForm(PeriodForm):
    """For what goes to a partner: two files a day apart would tell what came between."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and not (starts < ends < clock.today() and _is_whole(starts, ends)):
            self.add_error(None, _("A report covers whole months that are over."))
        return given


def _is_whole(starts: date, ends: date) -> bool:
    return starts.day == 1 and (ends + timedelta(days=1)).day == 1
