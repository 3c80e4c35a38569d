"""Handing somebody's case to another worker organisation: coded facts, a sealed note, and, where
she agreed to be known to them, her own words, each by a grant of the key they lie under.

Notes, evidence and findings of the case are never passed on: they are about others too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as hour
from typing import Any
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Audience
from ilm.assistance.models import Referral, ReferralQuerySet
from ilm.assistance.referring import PROVIDERS, consent_for, make, prepared, refer, stands
from ilm.cases.models import Case, Report
from ilm.catalog.consent import TO_NAME, TO_RAISE_IN_DETAIL
from ilm.disclosure.consenting import live_grants
from ilm.disclosure.keeping import open_grants
from ilm.disclosure.models import Consent
from ilm.disclosure.stating import withheld_in
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.ledger.moves import record
from ilm.parties.models import Kind, Organisation
from ilm.talk import vouching
from ilm.talk.models import Attachment, Conversation, Message
from ilm.talk.reading import Shown, opened
from ilm.vault import passing
from ilm.vault.models import Purpose
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.storing import new_data_key
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, atomic

PLACE = ("assistance_referral", "note")


@dataclass(frozen=True)
class Agreed:
    """What somebody of a case agreed to: passing her on to one organisation."""

    consent: Consent
    provider: Organisation
    thread: str  # the reference of her conversation

    @property
    def can_be_sealed_to(self) -> bool:
        """Whether they have a desk here, so that words can be passed on."""
        return self.provider.kind == Kind.WORKER_ORGANISATION


def between(by: Actor, *, ours: bool | None = None) -> ReferralQuerySet:
    """Referrals that the actor's organisation made (`ours`), received (not), or both (None)."""
    by.must(Permission.REFERRAL_MAKE)
    rows = Referral.objects
    if ours is None:
        return rows.between(by)
    return rows.visible_to(by) if ours else rows.addressed_to(by)


def look(referral_id: UUID, *, by: Actor) -> Referral | None:
    """One referral of either side; None where there is none. What ended on ours meanwhile gets its
    new keys."""
    passing.renew(by=by)
    return between(by).filter(pk=referral_id).first()


def agreed_in(case: Case, *, by: Actor) -> list[Agreed]:
    """Who of this case may be passed on to whom, by what they agreed to; newest first."""
    by.must(Permission.REFERRAL_MAKE)
    told = Report.objects.visible_to(by).filter(case=case).select_related("conversation")
    threads = {row.alias_id: row.conversation.ref for row in told}
    found = []
    for alias_id, ref in threads.items():
        grants = {g.for_org for g in live_grants(alias_id) if g.for_org}
        kinds = [str(kind) for kind in PROVIDERS]
        for provider in Organisation.objects.filter(pk__in=grants, kind__in=kinds):
            if consent := consent_for(alias_id, provider):
                found.append(Agreed(consent, provider, ref))
    return sorted(found, key=lambda a: (a.thread, a.provider.name))


def hand(
    case: Case, agreed: Agreed, *, service: str, note: str, with_words: bool,
    unlocked: Unlocked | None, by: Actor,
) -> Referral:  # fmt: skip
    """What she agreed to, done: with a note to a desk here; as a record alone for who has none."""
    alias_id, provider = agreed.consent.alias_id, agreed.provider
    if not agreed.can_be_sealed_to and not note.strip() and not with_words:
        return refer(case, alias_id=alias_id, service=service, provider=provider, by=by)
    return pass_on(
        case, alias_id=alias_id, service=service, provider=provider, note=note,
        with_words=with_words, unlocked=unlocked, by=by,
    )  # fmt: skip


def pass_on(
    case: Case, *, alias_id: UUID, service: str, provider: Organisation, note: str,
    with_words: bool, unlocked: Unlocked | None, by: Actor,
) -> Referral:  # fmt: skip
    """Refer her to another worker organisation, with a note that only they and we can open.

    `with_words`: her conversation as well, also what she says while it lasts. Refused below L3 of
    her consent, with words below L4 or while she keeps something back from them, and where the
    note says what she keeps back. Locked without an unlocked vault.
    """
    if unlocked is None:
        raise Locked("Unlock the vault first: what you pass on is sealed to them.")
    if provider.kind != Kind.WORKER_ORGANISATION:
        raise Refused("They have no desk here. Refer her without a note, and tell them yourself.")
    if not note.strip():
        raise Refused("Write to them what they should know and do.")
    told = {"alias_id": alias_id, "service": service, "provider": provider}
    with atomic():
        row, consent = prepared(case, **told, by=by)  # type: ignore[arg-type]
        _must_be_covered(consent, note, with_words=with_words, unlocked=unlocked)
        passing.must_receive(provider.pk)
        sealer, _, _ = new_data_key(case.org_id, Purpose.TALK)
        row.key_id, row.has_words = sealer.key_id, with_words
        row.note = sealer.field(*PLACE[:1], row.pk, *PLACE[1:], note.strip().encode())
        make(row, by=by)
        keys = {sealer.key_id} | (_keys_of(alias_id, case.org_id) if with_words else set())
        for key_id in sorted(keys):
            passing.pass_on(key_id, provider.pk, ground=row.pk, unlocked=unlocked)
        record(row, "referral.passed_on", by=by, keys=len(keys), words=with_words)
    return row


def note_of(referral: Referral, unlocked: Unlocked | None) -> str:
    """The note, for either of the two. Empty where none was written or it can be opened no more:
    for the other from when her consent ended, also before the clock takes the key."""
    if not referral.note or referral.key_id is None:
        return ""
    if unlocked and unlocked.org_id != referral.org_id and not stands(referral):
        return ""
    place = (PLACE[0], referral.pk, PLACE[1], bytes(referral.note))
    try:
        return Reader(unlocked).field(referral.key_id, 1, *place).decode()
    except Denied:
        return ""


def words_of(referral: Referral, *, unlocked: Unlocked | None, by: Actor) -> list[Shown]:
    """Her conversation as the receiving organisation reads it: the day, no hour. Empty where only
    a note was passed on, or it was taken back. Written down for her and for those who referred her,
    once a day."""
    by.must(Permission.REFERRAL_MAKE)
    if by.org_id != referral.provider_id:
        raise Forbidden("Only the organisation that she was referred to reads this here.")
    reader, rows = Reader(unlocked), ask("select * from wall.referred_words(%s)", [referral.pk])
    messages = [_message(row) for row in rows]
    files: dict[UUID, list[Attachment]] = {}
    for each in _files(referral, messages):
        files.setdefault(each.message_id, []).append(each)
    if messages:
        _note_opening(referral, by)
    return [opened(message, files.get(message.pk, []), reader) for message in messages]


def file_of(referral: Referral, attachment_id: UUID, *, by: Actor) -> Attachment | None:
    """One file beside her words, still sealed; None where none of that id was passed on."""
    by.must(Permission.REFERRAL_MAKE)
    messages = [
        _message(row) for row in ask("select * from wall.referred_words(%s)", [referral.pk])
    ]
    found = [each for each in _files(referral, messages) if each.pk == attachment_id]
    return found[0] if found else None


def _must_be_covered(consent: Consent, note: str, *, with_words: bool, unlocked: Unlocked) -> None:
    if consent.level < TO_RAISE_IN_DETAIL:
        raise Refused("She agreed that they hear of it in general terms only. Ask her first.")
    every = live_grants(consent.alias_id).filter(for_org=consent.for_org)
    kept_back = sorted({each for one in open_grants(every, unlocked) for each in one.withheld})
    if with_words and consent.level < TO_NAME:
        raise Refused(
            "She has not agreed that they know who she is, and her own words may say it. Pass on"
            " your note alone, or ask her first."
        )
    if with_words and kept_back:
        raise Refused(
            "She keeps something back from them, and a conversation cannot be passed on in parts."
            " Pass on your note alone."
        )
    if said := withheld_in(note, {}, withheld=kept_back):
        raise Refused(f"She keeps this back from them: {', '.join(said)}. Take it out of the note.")


def _keys_of(alias_id: UUID, org_id: UUID) -> set[UUID]:
    """The key that her conversation lies under. Not those that a message of it names beside: a
    thread is vouched for with its key, and a message could name the key of another thread."""
    keys: set[UUID] = set()
    for thread in Conversation.objects.filter(alias_id=alias_id, org_id=org_id):
        vouching.must_be_whole(thread)  # else they are given the key of another thread
        keys.add(thread.key_id)
    return keys


def _message(row: Sequence[Any]) -> Message:
    """A row of `wall.referred_words`, never saved."""
    names = (
        "id", "org_id", "conversation_id", "is_inward", "kind", "sealed", "key_id", "generation",
        "language", "at", "author", "is_withdrawn",
    )  # fmt: skip
    told = dict(zip(names, row, strict=True))
    return Message(**told | {"at": datetime.combine(told["at"], hour(), UTC)})


def _files(referral: Referral, messages: Sequence[Message]) -> list[Attachment]:
    by_id = {message.pk: message for message in messages}
    names = ("id", "org_id", "message_id", "kind", "record", "is_inline", "state")
    found = []
    for row in ask("select * from wall.referred_files(%s)", [referral.pk]):
        file = Attachment(**dict(zip(names, row, strict=True)))
        file.message = by_id[file.message_id]
        found.append(file)
    return found


def _note_opening(referral: Referral, by: Actor) -> None:
    if referral.opened_on == clock.today():
        return
    with atomic():
        referral.opened_on = clock.today()
        referral.save(update_fields=["opened_on"])
        record(referral, "referral.opened", by=by, audience=frozenset({Audience.WORKER}))
