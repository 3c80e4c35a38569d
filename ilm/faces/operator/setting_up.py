"""The first rows of an installation: an organisation, whom it invites, where it is written to."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user_model

from ilm.access.actor import operator
from ilm.channels import CHANNELS
from ilm.channels.africas_talking import trying as talking
from ilm.channels.base import Http
from ilm.channels.email import trying as email
from ilm.channels.errors import SendError
from ilm.channels.kannel import trying as kannel
from ilm.channels.line import trying as line
from ilm.channels.messenger import trying as messenger
from ilm.channels.telegram import trying as telegram
from ilm.channels.twilio import trying as twilio
from ilm.channels.viber import trying as viber
from ilm.channels.voice import trying as voice
from ilm.channels.whatsapp import trying as whatsapp
from ilm.faces.operator import vaults
from ilm.kit.errors import Refused
from ilm.parties import membership, organisations
from ilm.parties.models import Member, Organisation
from ilm.talk import accounts, handing, templates
from ilm.talk.models import ChannelAccount, Template
from ilm.vault import resetting
from ilm.wall.entering import entering

OURS = {  # words we choose, the provider repeats
    "whatsapp": "verify_token",
    "messenger": "verify_token",
    "telegram": "secret",
    "kannel": "secret",
    "africas-talking": "secret",
}
USUAL = {
    "whatsapp": {"graph_url": whatsapp.USUAL_URL},
    "kannel": {"send_url": kannel.USUAL_URL},
    "twilio": {"api_url": twilio.USUAL_URL},
    "voice": {"api_url": twilio.USUAL_URL, "languages": "en"},
    "africas-talking": {"api_url": talking.USUAL_URL},
}
TRIES: Mapping[str, Callable[..., str]] = {
    "email": email.trouble,
    "line": line.trouble,
    "messenger": messenger.trouble,
    "telegram": telegram.trouble,
    "viber": viber.trouble,
    "whatsapp": whatsapp.trouble,
    "kannel": kannel.trouble,
    "twilio": twilio.trouble,
    "voice": voice.trouble,
    "africas-talking": talking.trouble,
}
ENTER: Mapping[str, str] = {  # what is left to do at the provider
    "line": "Enter in LINE Developers, Messaging API: webhook URL {url}; switch on Use webhook and"
    " Webhook redelivery",
    "messenger": "Enter at Meta, Messenger > Settings: callback URL {url}, verify token {ours};"
    " then subscribe the page to messages, messaging_postbacks, message_deliveries, message_reads,"
    " message_echoes, message_edits and messaging_referrals",
    "telegram": "Ask Telegram for setWebhook with url={url} and secret_token={ours}",
    "whatsapp": "Enter at Meta, WhatsApp > Configuration: callback URL {url}, verify token {ours};"
    " then subscribe to the field messages. A day after her last word only words that Meta approved"
    " go out: write them down with ilm template set.",
    "viber": "Ask Viber for set_webhook with url={url}, send_name=false, send_photo=false and"
    " event_types delivered, seen, failed, subscribed, unsubscribed, conversation_started",
    "kannel": "Enter in Kannel, group sms-service: post-url = "
    '"{url}?id=%I&ts=%T&sender=%p&to=%P&charset=%C&coding=%c"',
    "twilio": "Enter at the number, A message comes in: {url} by POST, and the same as fallback.",
    "africas-talking": "Enter there as callback of incoming messages and of reports: {url}",
    "email": "Nothing is left to enter: ilm up waits at the mailbox by itself; where processes run"
    " apart, start ilm mail. Mail to the address with +anything must reach it too.",
    "voice": "Enter at the number, A call comes in: {url} by POST, and the same as fallback; Call"
    " status changes: {url}?step=ended. Then record the sentences at the desk, under Calls.",
    "web": "Workers write at {home}/w/",
    "phone": "Nothing is left to do: calls are written down at the desk.",
}


def add_organisation(
    *, slug: str, name: str, kind: str, country: str, languages: Sequence[str]
) -> Organisation:
    """Found an organisation. Refused as `parties.organisations.found` refuses, or for its slug."""
    with entering("owner"):
        return organisations.found(
            slug=_slug(slug), name=name, kind=kind, country=country, languages=languages
        )


def invite_member(*, organisation: str, face: str, role: str) -> str:
    """The link that makes whoever opens it first, within seven days, a member. Shown once."""
    with entering("owner"):
        org = named(organisation)
        token = membership.invite(org.pk, face=face, role=role, by=operator(org.pk))
    return f"{settings.PUBLIC_URL}/door/invitation/{token}/"


def members_of(organisation: str) -> list[str]:
    """One line for each member who has not left: the start of its id, face, name, who let it in."""
    with entering("owner"):
        rows = Member.objects.filter(org_id=named(organisation).pk, is_active=True)
        slugs = dict(Organisation.objects.values_list("pk", "slug"))
        return [
            f"{str(row.pk)[:8]}  {row.face}  {row.called}"
            + (f"  let in by {slugs[row.invited_by_org]} alone" if row.invited_by_org else "")
            for row in rows.order_by("joined_at")
        ]


def confirm_member(*, organisation: str, member: str) -> str:
    """She works there: from now on she hears everybody who tells that partner something."""
    with entering("owner"):
        row = _member(organisation, member)
        membership.confirm(row, by=operator(row.org_id))
    return f"{row.called} hears everybody who writes to {organisation}."


def end_member(*, organisation: str, member: str) -> str:
    """Let any member of any organisation go."""
    with entering("owner"):
        row = _member(organisation, member)
        membership.deactivate(row, by=operator(row.org_id))
        handing.settle(unlocked=None, by=operator(row.org_id))
        is_due = vaults.is_rotation_due(row.org_id)
    done = f"{row.called} sees nothing of {organisation} any more."
    return f"{done} New keys are due: a supervisor begins them at the desk." if is_due else done


def reset_member(*, organisation: str, member: str, may_lose: bool) -> str:
    """A new password for a member's account, said once; her keys go with the old one."""
    with entering("owner"):
        row = _member(organisation, member)
        resetting.reset_by_operator(row.user_id, org_id=row.org_id, may_lose=may_lose)
        user, password = get_user_model().objects.get(pk=row.user_id), secrets.token_urlsafe(15)
        user.set_password(password)
        user.save(update_fields=["password"])
    return (
        f"The new password of {row.called}: {password}\nHand it over in person; it should be"
        " changed at once. The keys are gone: a colleague who holds them lets this member in again."
    )


def _member(organisation: str, beginning: str) -> Member:
    """The one whose id begins so. Refused where none does, or several do."""
    rows = Member.objects.filter(org_id=named(organisation).pk)
    found = [row for row in rows if beginning and str(row.pk).startswith(beginning)]
    if len(found) != 1:
        raise Refused("No one member begins so. Run `ilm member list` and take the first word.")
    return found[0]


def add_channel(
    *,
    organisation: str,
    channel: str,
    name: str,
    label: str,
    credentials: Mapping[str, str],
    http: Http | None,
) -> list[str]:
    """Open an account and say what is left to do, one sentence each.

    The provider is asked first (not without `http`) whether it knows these credentials. Refused
    where it says no; nothing is kept then. A provider that cannot be reached refuses nothing.
    """
    given = _completed(channel, credentials)
    told = [_trouble(channel, given, http)] if http and channel in TRIES else []
    with entering("owner"):
        org = named(organisation)
        opened = accounts.open_account(
            org.pk, channel=channel, name=_slug(name), label=label, credentials=given,
            by=operator(org.pk),
        )  # fmt: skip
        url = accounts.hook_url(opened)
    left = ENTER.get(channel, "Enter at the provider: {url}")
    ours = given.get(OURS.get(channel, ""), "")
    return [*filter(None, told), left.format(url=url, ours=ours, home=settings.PUBLIC_URL)]


def set_template(
    *,
    channel: str,
    name: str,
    purpose: str,
    language: str,
    template: str,
    wording: str,
    code: str = "",
    button: str = "",
) -> list[str]:
    """Write down neutral words that the provider approved for the account `name`; what is missing
    still, one sentence each. Refused as `talk.templates.keep_template` refuses."""
    with entering("owner"):
        account = _account(channel, name)
        templates.keep_template(
            account,
            purpose=purpose,
            language=language,
            name=template,
            code=code,
            wording=wording,
            button=button,
            by=operator(account.org_id),
        )
        return _missing(account)


def remove_template(*, channel: str, name: str, purpose: str, language: str) -> list[str]:
    """Forget what is no longer approved; what is missing now. Refused where there is none."""
    with entering("owner"):
        account = _account(channel, name)
        rows = Template.objects.filter(account=account, purpose=purpose, language=language)
        if (row := rows.first()) is None:
            raise Refused(f"{name} has no template for {purpose} in {language}.")
        templates.drop_template(row, by=operator(account.org_id))
        return _missing(account)


def _account(channel: str, name: str) -> ChannelAccount:
    row = ChannelAccount.objects.filter(channel=channel, name=name).first()
    if row is None:
        raise Refused(f"There is no {channel} account called {name}.")
    return row


def _missing(account: ChannelAccount) -> list[str]:
    return [
        f"Nothing is approved yet for {each.purpose} in {each.language}."
        for each in templates.missing(account)
    ]


def _completed(channel: str, credentials: Mapping[str, str]) -> dict[str, str]:
    """With the usual address, and with our own word where none was given. Refused: incomplete."""
    if channel not in CHANNELS:
        raise Refused(f"There is no channel {channel}. There are: {', '.join(sorted(CHANNELS))}.")
    given = {**USUAL.get(channel, {}), **credentials}
    if (ours := OURS.get(channel)) and not given.get(ours):
        given[ours] = secrets.token_urlsafe(24)
    known = set(_fields(channel))
    if unknown := sorted(given.keys() - known):
        raise Refused(f"{channel} knows no {unknown[0]}. It knows: {', '.join(sorted(known))}.")
    if missing := [word for word, must in _fields(channel).items() if must and not given.get(word)]:
        raise Refused(f"{channel} needs {', '.join(missing)} as well.")
    return given


def _fields(channel: str) -> dict[str, bool]:
    """What a channel's account is made of: name → whether it must be given."""
    wanted = fields(cast(Any, CHANNELS[channel]))
    return {each.name: each.default is MISSING for each in wanted}


def _trouble(channel: str, given: dict[str, str], http: Http) -> str:
    try:
        why = TRIES[channel](CHANNELS[channel](**given), http=http)
    except SendError:
        return "The provider cannot be reached from here, so nobody has tried these credentials."
    if why:
        raise Refused(why)
    return "The provider knows these credentials."


def named(slug: str) -> Organisation:
    row = Organisation.objects.filter(slug=slug).first()
    if row is None:
        known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise Refused(f"There is no organisation {slug}. There are: {known or 'none yet'}.")
    return row


def _slug(word: str) -> str:
    parts = word.split("-")
    if not all(part.isascii() and part.isalnum() and part == part.lower() for part in parts):
        raise Refused(f"{word} stands in addresses: small letters, digits and dashes alone.")
    return word


def pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """`key=value` words as key and value. Refused without the sign."""
    for word in words:
        key, sign, value = word.partition("=")
        if not sign:
            raise Refused(f"{word} is not of the form key=value.")
        yield key, value
