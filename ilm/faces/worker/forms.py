"""What she may fill in. Nothing is required but something to go on: words, a picture or a voice."""

import re
from base64 import b64encode
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ilm.faces.refusals import is_full
from ilm.faces.worker import tokens
from ilm.faces.worker.words import ANSWER
from ilm.kit import disk
from ilm.kit.errors import Refused
from ilm.vault import receipts

TEXT_MOST, FILE_MOST = 64 * 1024, 20 * 1024 * 1024  # bytes; security.md 4.3
_CODE = re.compile(r"(?:\d[\s.,-]*){40}")


def holds_a_code(text: str) -> bool:
    """Is a receipt written in these words, in any script's digits? Readers could use it."""
    for found in _CODE.finditer(text):
        try:
            receipts.read(found[0])
        except Refused:
            continue
        return True
    return False


def check_words(text: str) -> None:
    """ValidationError, in a sentence for her, if the words are too long or hold a code."""
    if len(text.encode()) > TEXT_MOST:
        raise ValidationError(_("This is too long to send at once. Please send it in parts."))
    if holds_a_code(text):
        raise ValidationError(
            _("Your secret code is in these words. Please take it out: keep it to yourself.")
        )


class Files(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class FilesField(forms.FileField):
    """Any number of files; the cleaned value is a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given if one]
        if any((file.size or 0) > FILE_MOST for file in files):
            raise ValidationError(_("This file is too large. Please send a smaller one."))
        if files and is_full(disk.FILES):
            raise ValidationError(
                _("We cannot keep files now. Send your words alone, and the files later.")
            )
        return files


class Dated(forms.Form):
    """A form of this face: its token says that our page made it, not long ago."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    given: tokens.Token  # what the token says, where it is good

    def clean_token(self) -> str:
        if (found := tokens.read(self.cleaned_data["token"])) is None:
            raise ValidationError(
                _("This page was open for a long time. Please press the button once more.")
            )
        self.given = found
        return found.part

    def forgive(self, name: str) -> None:
        """An empty field is good after all."""
        if self.has_error(name, "required"):
            del self.errors[name]
            self.cleaned_data[name] = ""

    def renewed(self, **asks: int) -> "Dated":
        """The same form to show again, with a token that is good: one that she has waited with
        stays, unless a new one asks for something."""
        given = {name: self.data[name] for name in self.data}
        if asks or not getattr(self, "given", None) or not self.given.wait:
            given["token"] = tokens.new_token(**asks)
        self.data = given
        return self


class WithFiles(Dated):
    """A form that takes pictures and a voice."""

    photo = FilesField(
        label=_("Photo"),
        help_text=_("Look first: could somebody see that it was you who took it?"),
        widget=Files(attrs={"accept": "image/*", "multiple": True}),
        required=False,
    )
    voice = FilesField(
        label=_("Your voice"),
        help_text=_("A voice can be recognised. Only the people who help you hear it."),
        widget=Files(attrs={"accept": "audio/*"}),
        required=False,
    )

    @property
    def attached(self) -> list[dict[str, str]]:
        """Her files for the envelope, in base64."""
        return [
            {
                "kind": kind,
                "media_type": (file.content_type or "application/octet-stream").split(";")[0],
                "name": file.name or "",
                "b64": b64encode(file.read()).decode(),
            }
            for kind in ("photo", "voice")
            for file in self.cleaned_data[kind]
        ]


class ReportForm(WithFiles):
    """`is_later`: so many come that files are asked for later, with her code; those that are sent
    are taken."""

    use_required_attribute = False
    is_later = False

    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("Use your own words. Do not write your name here."),
        widget=forms.Textarea(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write, say or show what happened.")},
        validators=[check_words],
    )
    site_hint = forms.CharField(
        label=_("Where?"),
        help_text=_("The name of the workplace, the boat, the agent or the town."),
        required=False,
        max_length=200,
    )
    answer = forms.ChoiceField(
        label=_("How may we answer you?"),
        choices=[
            ("here", _("Here. I will look with my code.")),
            ("contact", _("Use the contact that I give below.")),
        ],
        widget=forms.RadioSelect,
        initial="here",
        required=False,
    )
    contact = forms.CharField(
        label=_("Your phone number or account"),
        help_text=_("Only if it is safe that we call or write. Other people may see your phone."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        required=False,
        max_length=200,
    )
    field_order = ("token", "text", "site_hint", "voice", "photo", "answer", "contact")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("photo") or self.cleaned_data.get("voice"):
            self.forgive("text")
        if not (self.cleaned_data.get("contact") or "").strip():
            self.cleaned_data["answer"] = "here"  # nobody promises a call that cannot come
        return self.cleaned_data

    @property
    def said(self) -> dict[str, str]:
        """Her words for the envelope: text always, the rest where she gave it."""
        given = {name: self.cleaned_data[name] for name in ("site_hint", "answer", "contact")}
        return {"text": self.cleaned_data["text"]} | {k: v for k, v in given.items() if v}


class CodeForm(Dated):
    receipt = forms.CharField(
        label=_("Your code"),
        help_text=_("40 digits, in any script."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )

    def clean_receipt(self) -> bytes:
        try:
            return receipts.read(self.cleaned_data["receipt"])
        except Refused:
            raise ValidationError(
                _("A digit is missing or not right. Please compare it with your code.")
            ) from None


ACTS = ("say", "answer", "approve", "decline", "withdraw", "erase")


class ActForm(WithFiles):
    """One answer with her code: its proof stands for it, which the server does not keep."""

    use_required_attribute = False

    proof = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[(a, a) for a in ACTS])
    disclosure = forms.UUIDField(required=False)
    words = forms.RegexField(r"^[0-9a-f]{64}$", required=False)
    check_in = forms.UUIDField(required=False)
    answer = forms.ChoiceField(choices=[(a, a) for a in ANSWER], required=False)
    text = forms.CharField(
        label=_("Your words"),
        widget=forms.Textarea(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write something.")},
        validators=[check_words],
    )

    def clean(self) -> dict[str, Any]:
        has_files = self.cleaned_data.get("photo") or self.cleaned_data.get("voice")
        if self.cleaned_data.get("act") != "say" or has_files:
            self.forgive("text")
        return self.cleaned_data
