"""Conversations and contacts, found or begun for many people with a handful of statements."""

import json
import logging
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings

from ilm.access.actor import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.talk import vouching
from ilm.talk.models import Contact, Conversation
from ilm.talk.writing import insert_all
from ilm.vault.models import DataKey, Grant, Purpose
from ilm.vault.storing import Sealer, current_key, new_data_key
from ilm.vault.vouching import CHANGED, holds, of_key
from ilm.wall.arrays import Array
from ilm.wall.entering import ask, bulk, current_face, current_login

log = logging.getLogger(__name__)
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
ONE_CONTACT = timedelta(hours=24)  # what is said within a day is one interaction
IN_ONE_NOTE = 150  # ids; PostgreSQL carries less than 8,000 bytes
COLUMNS = [str(field.attname) for field in Conversation._meta.concrete_fields]
HELD = (
    f"select {', '.join(COLUMNS)} from talk_conversation"  # noqa: S608 - names of our own
    " where org_id = %s and alias_id = any(%s::uuid[]) order by id for update"
)


@dataclass(frozen=True)
class Thread:
    """A conversation that can be written to, by whoever cannot read it."""

    conversation: Conversation
    sealer: Sealer
    is_new: bool = False


def new_ref() -> str:
    """Eight letters and digits that nobody mistakes for each other."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))


def threads(
    org_id: UUID,
    channel: str,
    account_id: UUID | None,
    aliases: Iterable[UUID],
    *,
    at: datetime,
    language: str = "",
) -> dict[UUID, Thread]:
    """The conversation of each alias, begun where there is none. Locks those that exist."""
    wanted = list(dict.fromkeys(aliases))
    rows = bulk(HELD, [org_id, Array("uuid", wanted)])
    known = [Conversation.from_db(current_login(), COLUMNS, row) for row in rows]
    sealers = _sealers(known)
    found = {c.alias_id: Thread(c, _for_hers(c, sealers[c.key_id])) for c in known}
    fresh = [a for a in wanted if a not in found]
    if fresh:
        blank = Conversation(
            org_id=org_id, channel=channel, account_id=account_id, language=language, last_at=at
        )
        found |= _begin(blank, fresh)
    return found


def thread_of(conversation: Conversation) -> Thread:
    """One conversation that is at hand. Refused where it was erased, or turned over to another
    person or key underneath."""
    sealer = _sealer_of(conversation)
    vouching.must_be_whole(conversation)
    if sealer is None:
        raise Refused(CHANGED)
    return Thread(conversation, sealer)


def thread_of_hers(conversation: Conversation) -> Thread:
    """As `thread_of`, for what comes in: under a new key where somebody changed the old one."""
    return Thread(conversation, _for_hers(conversation, _sealer_of(conversation)))


def _sealer_of(conversation: Conversation) -> Sealer | None:
    sealers = _sealers([conversation])
    if conversation.key_id not in sealers:
        raise Refused("This conversation has been erased. Nothing can be written in it.")
    return sealers[conversation.key_id]


def _for_hers(conversation: Conversation, sealer: Sealer | None) -> Sealer:
    """What comes in is never refused: under a new key, where somebody changed the old one. What
    staff write down is. A thread that was turned over stays as it is until somebody has looked."""
    is_whole = vouching.is_whole(conversation)
    if is_whole and sealer is not None:
        return sealer
    if current_face() != "parse":
        raise Refused(CHANGED)
    log.error("conversation %s was changed underneath; a new key seals what comes", conversation.pk)
    fresh, _, _ = new_data_key(conversation.org_id, Purpose.TALK)
    if is_whole:
        conversation.key_id = fresh.key_id
        vouching.vouch(conversation).save(update_fields=["key_id", "vouched"])
    record(conversation, "conversation.key_replaced", by=clock())
    return fresh


def _sealers(conversations: Sequence[Conversation]) -> dict[UUID, Sealer | None]:
    """By the id of the key; None where the row names another public half than was made."""
    rows = bulk(
        "select id, org_id, generation, public, vouched from vault_datakey"
        " where id = any(%s::uuid[])",
        [Array("uuid", [c.key_id for c in conversations])],
    )
    found: dict[UUID, Sealer | None] = {}
    for pk, org_id, generation, public, mark in rows:
        is_right = holds(mark, of_key(org_id, pk, generation, public))
        found[pk] = Sealer(pk, generation, public) if is_right else None
    return found


def _begin(blank: Conversation, aliases: Sequence[UUID]) -> dict[UUID, Thread]:
    key = current_key(blank.org_id, Purpose.TALK)
    made = [new_data_key(blank.org_id, Purpose.TALK, key=key, save=False) for _ in aliases]
    DataKey.objects.bulk_create([row for _, row, _ in made])
    Grant.objects.bulk_create([grant for _, _, grant in made])
    begun = [
        vouching.vouch(
            Conversation(
                org_id=blank.org_id,
                alias_id=alias,
                channel=blank.channel,
                account_id=blank.account_id,
                key_id=sealer.key_id,
                ref=new_ref(),
                language=blank.language,
                last_at=blank.last_at,
            )
        )
        for alias, (sealer, _, _) in zip(aliases, made, strict=True)
    ]
    Conversation.objects.bulk_create(begun)
    return {
        c.alias_id: Thread(c, sealer, True) for c, (sealer, _, _) in zip(begun, made, strict=True)
    }


@dataclass(frozen=True)
class Turn:
    """One message on its way into a thread, as far as contacts are concerned."""

    conversation: Conversation
    at: datetime
    is_call: bool = False


def contacts_for(turns: Sequence[Turn]) -> list[UUID]:
    """The contact that each turn belongs to, in the same order; new ones are stored.

    A call is always a contact of its own; other words join one that began within 24 hours.
    """
    latest = _latest({t.conversation.pk for t in turns})
    made: list[Contact] = []
    found: list[UUID] = []
    for turn in turns:
        pk, began_at = latest.get(turn.conversation.pk, (None, turn.at))
        if turn.is_call or pk is None or turn.at - began_at >= ONE_CONTACT:
            pk = uuid4()
            made.append(
                Contact(
                    id=pk,
                    org_id=turn.conversation.org_id,
                    conversation_id=turn.conversation.pk,
                    channel=turn.conversation.channel,
                    began_at=turn.at,
                )
            )
            latest[turn.conversation.pk] = pk, turn.at
        found.append(pk)
    insert_all(made)
    return found


def _latest(conversations: set[UUID]) -> dict[UUID, tuple[UUID, datetime]]:
    """Conversation → its newest contact and when that began."""
    rows = bulk(
        "select distinct on (conversation_id) conversation_id, id, began_at from talk_contact"
        " where conversation_id = any(%s::uuid[]) order by conversation_id, began_at desc",
        [Array("uuid", list(conversations))],
    )
    return {conversation: (pk, began_at) for conversation, pk, began_at in rows}


@dataclass(frozen=True)
class News:
    """What a batch changes on one conversation."""

    unread: int
    at: datetime
    language: str = ""
    encoding: str = ""
    alarm: int = 0  # see `heeding.alarm`

    def and_then(self, other: "News") -> "News":
        return replace(
            other,
            unread=self.unread + other.unread,
            at=max(self.at, other.at),
            language=other.language or self.language,
            encoding=other.encoding or self.encoding,
            alarm=max(self.alarm, other.alarm),
        )


def tell_news(news: dict[UUID, News]) -> None:
    """Counts and times of many conversations, with one statement. The language is set once."""
    rows = list(news.items())
    if not rows:
        return
    given = [
        Array("uuid", [pk for pk, _ in rows]),
        Array("int", [n.unread for _, n in rows]),
        Array("timestamptz", [n.at for _, n in rows]),
        Array("text", [n.language for _, n in rows]),
        Array("text", [n.encoding for _, n in rows]),
        Array("int", [n.alarm for _, n in rows]),
    ]
    bulk(
        "update talk_conversation c set unread = c.unread + v.unread,"
        " last_at = greatest(c.last_at, v.at), last_inward_at = greatest(c.last_inward_at, v.at),"
        " language = coalesce(nullif(c.language, ''), v.language),"
        " encoding = coalesce(nullif(v.encoding, ''), c.encoding), snoozed_until = null,"
        " alarm = greatest(c.alarm, v.alarm)"
        " from unnest(%s, %s, %s, %s, %s, %s)"
        " as v(id, unread, at, language, encoding, alarm) where c.id = v.id",
        given,
    )


def wake(org_id: UUID, conversations: Iterable[UUID]) -> None:
    """Tell open pages that these conversations changed, once this transaction is durable."""
    ids = [str(pk) for pk in dict.fromkeys(conversations)]
    notes = [
        json.dumps({"org": str(org_id), "ids": ids[first : first + IN_ONE_NOTE]})
        for first in range(0, len(ids), IN_ONE_NOTE)
    ]
    if notes:
        ask(
            "select pg_notify(%s, note) from unnest(%s::text[]) as note",
            [settings.LIVE_CHANNEL, notes],
        )
