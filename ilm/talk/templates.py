"""Words a provider approved: neutral, fixed, one for each purpose and language of an account."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.channels import CHANNELS
from ilm.kit.errors import Forbidden, Refused
from ilm.language.languages import LANGUAGES
from ilm.ledger.moves import record
from ilm.parties.models import Organisation
from ilm.talk.models import ChannelAccount, Template

PURPOSES: Final[Mapping[str, str]] = {
    "answer": "We have an answer for you, write to us",
    "check_in": "We would like to ask you something, write to us",
}
USUAL = "en"  # where there is none in her language
NAME = re.compile(r"[a-z0-9_]{1,512}")
CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2,3})?")
LINKS = re.compile(r"\{\{|https?:|www\.|\d")
# Words that would tell whoever looks at the screen what this is about.
BETRAY = re.compile(
    r"\b(abus|authorit|boss|case|complain|compan|contract|employ|factor|forced|government"
    r"|grievan|helpline|hotline|hr\b|inspect|job|labou?r|law|legal|manager|ngo|overtime|passport"
    r"|pay|police|polic|recruit|remed|report|right|salar|supervisor|supplier|traffick|union"
    r"|victim|violat|wage|work)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Missing:
    """A purpose that an account has no template for in a language."""

    purpose: str
    language: str


def keep_template(
    account: ChannelAccount,
    *,
    purpose: str,
    language: str,
    name: str,
    wording: str,
    code: str = "",
    button: str = "",
    by: Actor,
) -> Template:
    """Write down what the provider approved, in place of the one before.

    `name` and `code` (else `language`) as they stand at the provider, `wording` and `button` (a
    quick reply) word for word. Refused where the words say more than that somebody wants to write.
    """
    by.must(Permission.CHANNEL_ADD)
    if by.org_id != account.org_id:
        raise Forbidden("This account belongs to another organisation.")
    wording, code = wording.strip(), code or language
    _check(account, purpose, language, name, code)
    for words in (wording, button):
        _check_words(words, account.org_id)
    if not wording:
        raise Refused("Give the words as they were approved.")
    fields = {"name": name, "code": code, "wording": wording, "button": button.strip()}
    row = Template.objects.filter(account=account, purpose=purpose, language=language).first()
    row = row or Template(
        org_id=account.org_id, account=account, purpose=purpose, language=language
    )
    for field, value in fields.items():
        setattr(row, field, value)
    row.save()
    record(row, "template.kept", by=by)
    return row


def drop_template(template: Template, *, by: Actor) -> None:
    """It is no longer approved: nothing goes out by it any more."""
    by.must(Permission.CHANNEL_ADD)
    if by.org_id != template.org_id:
        raise Forbidden("This account belongs to another organisation.")
    record(template, "template.dropped", by=by)
    template.delete()


def _check(account: ChannelAccount, purpose: str, language: str, name: str, code: str) -> None:
    if not CHANNELS[account.channel].can.templates:
        raise Refused(f"{CHANNELS[account.channel].label} has no templates.")
    if purpose not in PURPOSES:
        raise Refused(f"There is no purpose {purpose}. There are: {', '.join(sorted(PURPOSES))}.")
    if language not in LANGUAGES:
        raise Refused(f"There is no language {language}. Write it like my, km or en.")
    if not NAME.fullmatch(name):
        raise Refused("A template's name has small letters, digits and underscores alone.")
    if not CODE.fullmatch(code):
        raise Refused("A language's code at the provider looks like en or en_US.")


def _check_words(words: str, org_id: UUID) -> None:
    if LINKS.search(words):
        raise Refused("A template names nobody and nothing: no {{place}}, no number, no link.")
    if found := BETRAY.search(words):
        raise Refused(
            f"“{found.group()}” tells whoever sees her screen what this is about."
            " Say only that you would like to write."
        )
    for name in Organisation.objects.filter(id=org_id).values_list("name", flat=True):
        if name.casefold() in words.casefold():
            raise Refused("A template does not name the organisation.")


def template_for(account_id: UUID, purpose: str, language: str) -> Template | None:
    """The one in her language, else the English one; None where there is neither."""
    rows = Template.objects.filter(account_id=account_id, purpose=purpose)
    found = {row.language: row for row in rows.filter(language__in=[language, USUAL])}
    return found.get(language) or found.get(USUAL)


def is_button(account_id: UUID | None, text: str) -> bool:
    """Whether she pressed what stands under one of this account's templates."""
    labels = Template.objects.filter(account_id=account_id).exclude(button="")
    return text.strip().casefold() in {
        b.casefold() for b in labels.values_list("button", flat=True)
    }


def missing(account: ChannelAccount) -> list[Missing]:
    """Purposes and languages of the organisation that nothing is approved for."""
    if not account.is_open or not CHANNELS[account.channel].can.templates:
        return []
    languages = Organisation.objects.values_list("languages", flat=True).get(id=account.org_id)
    had = set(Template.objects.filter(account=account).values_list("purpose", "language"))
    return [
        Missing(purpose, language)
        for purpose in sorted(PURPOSES)
        for language in languages or [USUAL]
        if (purpose, language) not in had
    ]
