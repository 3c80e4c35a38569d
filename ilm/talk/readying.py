"""Words that are often needed, kept ready in her languages: written by one, reviewed by another."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.language.languages import LANGUAGES
from ilm.ledger.moves import record
from ilm.talk.models import ReadyReply, SafePlan
from ilm.talk.replying import LONGEST
from ilm.vault import saying
from ilm.vault.models import DataKey, Purpose
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.storing import Sealer, new_data_key, sealer_for
from ilm.vault.unlocking import Unlocked

LONGEST_NAME = 60  # characters
USUAL = "en"
PLACES: Mapping[str, str] = {
    "me": "your working name",
    "organisation": "your organisation's name, where her plan allows it",
    "hours": "her safe hours",
}
PLACE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Ready:
    """One reply in one language, opened."""

    row: ReadyReply
    name: str = field(repr=False)
    text: str = field(repr=False)
    is_signed: bool = (
        True  # by whom it names: else somebody who writes to the database put it there
    )

    @property
    def is_reviewed(self) -> bool:
        return self.row.reviewed_by is not None


def keep_reply(
    *,
    name: str,
    text: str,
    language: str,
    unlocked: Unlocked | None,
    by: Actor,
    group: UUID | None = None,
) -> ReadyReply:
    """Keep it, in place of the words before; in a `group` it is a translation. Not reviewed yet.

    Locked without an unlocked vault: its author signs. Refused for a language or a {place} that
    there is not, and for words too long to send.
    """
    _must(by)
    if unlocked is None:
        raise Locked("Unlock the vault to keep a ready reply.")
    name, text = name.strip(), text.strip()
    _check(name, text, language)
    mine = ReadyReply.objects.visible_to(by)
    if group is not None and not mine.filter(group=group).exists():
        raise Refused("Translate a reply that there is.")
    known = mine.filter(group=group, language=language).first() if group else None
    row = known or ReadyReply(org_id=by.organisation, group=group or uuid4(), language=language)
    sealer = _sealer(by.organisation)
    told = {"name": name, "text": text, "said": _sign(row, name, text, unlocked)}
    body = json.dumps(told, ensure_ascii=False).encode()
    row.key_id, row.generation = sealer.key_id, sealer.generation
    row.sealed = sealer.field("talk_readyreply", row.pk, "body", body, is_shared=True)
    row.written_by, row.written_at = by.person, clock.now()
    row.reviewed_by = row.reviewed_at = None
    row.save()
    record(row, "reply.kept", by=by)
    return row


def review(row: ReadyReply, *, by: Actor) -> ReadyReply:
    """Somebody else than its author read it and found it right."""
    _must(by)
    if row.written_by == by.user_id:
        raise Refused("A colleague reviews what you wrote, not you.")
    row.reviewed_by, row.reviewed_at = by.user_id, clock.now()
    row.save(update_fields=["reviewed_by", "reviewed_at"])
    record(row, "reply.reviewed", by=by)
    return row


def drop_reply(row: ReadyReply, *, by: Actor) -> None:
    """It is offered no more in this language."""
    _must(by)
    record(row, "reply.dropped", by=by)
    row.delete()


def ready(reader: Reader, by: Actor, *, first: str = USUAL) -> list[Ready]:
    """Those of the organisation that open: in the language `first`, then English, then others."""
    rows, signers = ReadyReply.objects.visible_to(by), saying.Signers(by.organisation)
    opened = [found for row in rows if (found := _opened(row, reader, signers))]
    order = {first: 0, USUAL: 1} if first != USUAL else {first: 0}
    return sorted(opened, key=lambda r: (order.get(r.row.language, 2), r.name, r.row.language))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what stands in its places; a place without a value stays as it is."""
    return PLACE.sub(lambda found: values.get(found[1]) or found[0], text)


def why_not(text: str, plan: SafePlan | None) -> str:
    """Why these words may not go to her, before any are filled in; empty if they may."""
    if "{organisation}" in text and plan is not None and not plan.may_say_organisation_name:
        return "Her plan does not allow the name of your organisation."
    return ""


def _check(name: str, text: str, language: str) -> None:
    if not name or not text:
        raise Refused("A ready reply has a name and words.")
    if len(name) > LONGEST_NAME or len(text) > LONGEST:
        raise Refused("This is too long for a ready reply.")
    if language not in LANGUAGES:
        raise Refused(f"There is no language {language}. Write it like my, km or en.")
    if unknown := {place for place in PLACE.findall(text) if place not in PLACES}:
        raise Refused(
            f"There is no place {{{sorted(unknown)[0]}}}."
            f" There are: {', '.join('{' + place + '}' for place in PLACES)}."
        )


def _must(by: Actor) -> None:
    by.must(Permission.CONVERSATION_REPLY)
    if by.role.reach is not Reach.OWN_ORGANISATION:
        raise Forbidden("Ready replies are kept by case workers and supervisors.")


def _sealer(org_id: UUID) -> Sealer:
    known = ReadyReply.objects.filter(org_id=org_id).values_list("key_id", flat=True).first()
    if known is not None and DataKey.objects.filter(pk=known).exists():
        return sealer_for(known)
    return new_data_key(org_id, Purpose.TALK)[0]


def _opened(row: ReadyReply, reader: Reader, signers: saying.Signers) -> Ready | None:
    place = ("talk_readyreply", row.pk, "body", bytes(row.sealed))
    try:
        told = json.loads(reader.field(row.key_id, row.generation, *place))
    except Denied:
        return None
    name, text = str(told["name"]), str(told["text"])
    by = signers.of(row.written_by)
    ours = saying.is_signed(by, told.get("said"), row.pk, row.group, _signed(row, name, text))
    return Ready(row, name, text, is_signed=ours)


def _sign(row: ReadyReply, name: str, text: str, unlocked: Unlocked) -> str:
    private = unlocked.ring.signs.private
    return saying.sign(row.pk, row.group, _signed(row, name, text), private=private)


def _signed(row: ReadyReply, name: str, text: str) -> str:
    return json.dumps([row.language, name, text])
