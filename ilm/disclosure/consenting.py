"""What a worker allows, to whom, until when; taken back at once; and her word on an exact text."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import models

from ilm.access import actor
from ilm.access.actor import Actor
from ilm.access.roles import Audience
from ilm.cases.models import AffectedWorker, Report
from ilm.catalog.consent import NAMED_KINDS, Form, Level, Purpose, RecipientKind, valid_until
from ilm.disclosure.approving import approve, decline, must_be_hers
from ilm.disclosure.binding import is_as_shown
from ilm.disclosure.lifecycle import DECLINE, DisclosureStatus
from ilm.disclosure.models import Consent, Disclosure
from ilm.kit import clock
from ilm.kit.errors import Refused, WrongState
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.talk.checking_in import answer_in
from ilm.talk.models import Conversation, Message
from ilm.vault.models import Purpose as Keys
from ilm.vault.storing import new_data_key
from ilm.wall.entering import atomic

WEB = "web"  # there she presses a button: what she writes is more of her report
WORKER = frozenset({Audience.WORKER})


class Terms(TypedDict, total=False):
    """`withheld`: traits or words to keep back. `text_version`: of what she was read or shown."""

    for_org: UUID | None
    withheld: Sequence[str]
    language: str
    form: str
    text_version: str
    valid_until: date | None


def grant(
    alias_id: UUID,
    *,
    org_id: UUID,
    level: str,
    recipient: str,
    purpose: str,
    by: Actor,
    **terms: Unpack[Terms],
) -> Consent:
    """One yes: a level for one recipient and purpose, for 180 days unless said otherwise."""
    must_be_hers(alias_id, by)
    _must_be_known(level, recipient, purpose, terms)
    today = clock.today()
    consent = Consent(
        org_id=org_id, alias_id=alias_id, level=level, recipient=recipient, purpose=purpose,
        for_org=terms.get("for_org"), language=terms.get("language", "en"),
        form=terms.get("form", Form.SPOKEN), text_version=terms.get("text_version", "1"),
        valid_from=today, valid_until=terms.get("valid_until") or valid_until(today),
        recorded_by=by.id,
    )  # fmt: skip
    with atomic():
        _keep_back(consent, [item.strip() for item in terms.get("withheld", ()) if item.strip()])
        consent.save(force_insert=True)
        record(
            consent, "consent.given", by=by, audience=WORKER,
            level=Slug(level), recipient=Slug(recipient), purpose=Slug(purpose),
        )  # fmt: skip
        _show_level(alias_id, at_least=Level(level))
    return consent


def withdraw(alias_id: UUID, *, by: Actor) -> int:
    """Take every consent back at once; what has not left yet stays. How many were withdrawn."""
    must_be_hers(alias_id, by)
    with atomic():
        live = list(live_grants(alias_id).select_for_update())
        for consent in live:
            consent.withdrawn_at = clock.now()
            consent.save(update_fields=["withdrawn_at"])
            record(consent, "consent.withdrawn", by=by, audience=WORKER)
        pending = Disclosure.objects.filter(alias_id=alias_id, status__in=DECLINE.source)
        for disclosure in pending:
            decline(disclosure, by=by)
        _show_level(alias_id, at_least=Level.L0, is_withdrawn=True)
    return len(live)


def hear_approval(message: Message, text: str, seen: str | None = None) -> Disclosure | None:
    """Her yes or no to the exact words she was shown; None where it is neither.

    `seen`: the binding of the words her page showed, None where she said it elsewhere. A yes to
    others than stand there now is none, nor is one on a page that does not say what it showed.
    """
    thread = message.conversation
    answer = answer_in(text)
    if thread.about_id is None or answer not in ("yes", "no"):
        return None
    if answer == "no":
        return hear_no(message, text)
    shown = _about(thread, {DisclosureStatus.SHOWN})
    if seen is None and thread.channel != WEB:
        seen = shown.shown_words if shown else ""
    if shown is None or not seen or not is_as_shown(shown, seen=seen):
        return None
    her = actor.worker(thread.alias_id, thread.org_id)
    try:
        return approve(shown, how="message", seen=seen, by=her)
    except Refused:  # other words were put in their place this moment
        return None


def hear_no(
    message: Message, text: str, *, among: Collection[str] = DECLINE.source
) -> Disclosure | None:
    """Her no, also after her yes, to words that have not left; None where it is none.

    `among`: how far the words may be for it to count.
    """
    thread = message.conversation
    told = _about(thread, among) if answer_in(text) == "no" else None
    try:
        return told and decline(told, by=actor.worker(thread.alias_id, thread.org_id))
    except WrongState:  # they left this moment
        return None


def _about(thread: Conversation, among: Collection[str]) -> Disclosure | None:
    rows = Disclosure.objects.filter(alias_id=thread.alias_id, status__in=among)
    return rows.filter(pk=thread.about_id).first() if thread.about_id else None


def live_grants(alias_id: UUID, *, on: date | None = None) -> models.QuerySet[Consent]:
    """Grants in force on a day, newest first."""
    on = on or clock.today()
    rows = Consent.objects.filter(alias_id=alias_id, withdrawn_at__isnull=True)
    return rows.filter(valid_from__lte=on, valid_until__gte=on).order_by("-valid_from", "-id")


def _keep_back(consent: Consent, items: Sequence[str]) -> None:
    """Seal what she wants kept back to a key of its own, which no interpreter of hers has."""
    if not items:
        return
    sealer, _, _ = new_data_key(consent.org_id, Keys.TALK)
    said = json.dumps(items, ensure_ascii=False).encode()
    consent.key_id, consent.withheld = sealer.key_id, items
    consent.kept_back = sealer.field("disclosure_consent", consent.pk, "kept_back", said)


def _show_level(alias_id: UUID, *, at_least: Level, is_withdrawn: bool = False) -> None:
    """Reports and affected workers carry the highest level she gave; none after withdrawal."""
    for rows in (
        Report.objects.filter(alias_id=alias_id, is_third_party=False),
        AffectedWorker.objects.filter(alias_id=alias_id),
    ):
        lower = rows if is_withdrawn else rows.filter(consent_level__lt=at_least)
        lower.update(consent_level=at_least)


def _must_be_known(level: str, recipient: str, purpose: str, terms: Terms) -> None:
    form, until = terms.get("form", Form.SPOKEN), terms.get("valid_until")
    lists = ((level, Level), (recipient, RecipientKind), (purpose, Purpose), (form, Form))
    if any(value not in list(known) for value, known in lists):
        raise Refused("Choose level, recipient, purpose and form from the lists.")
    if recipient in NAMED_KINDS and terms.get("for_org") is None:
        raise Refused("Name the organisation she allows: of these there are many.")
    if until and until < clock.today():
        raise Refused("A consent cannot end before it begins.")
