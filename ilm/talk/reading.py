"""Threads for people who may read them: the inbox by time, and one conversation opened."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import shorten
from typing import Any
from uuid import UUID

from django.db.models import Q

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit.errors import Forbidden
from ilm.ledger.moves import record
from ilm.talk.models import Attachment, Conversation, Message
from ilm.talk.threads import wake
from ilm.vault import saying
from ilm.vault.models import DataKey
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied

PAGE = 50
BEGINNING = 120  # letters
Place = tuple[datetime, UUID]  # last_at and id of the last conversation on the page before


@dataclass(frozen=True)
class Shown:
    """A message, opened. `raw`: as it came, where that differs; `more`: note, location, choice …

    A message that she took back, or that cannot be opened, has no text. `is_signed` is False for
    words of ours that nobody answers for: from before there were signatures, or written by
    somebody who writes to the database.
    """

    message: Message
    text: str = field(repr=False)
    raw: str | None = field(repr=False)
    attachments: list[Attachment]
    at: datetime
    more: dict[str, Any] = field(default_factory=dict, repr=False)
    is_readable: bool = True
    is_signed: bool = True  # of ours: by whom it names as its author


def inbox(actor: Actor, *, before: Place | None = None, limit: int = PAGE) -> list[Conversation]:
    """The latest conversations, `limit` at most, from `before` on. Forbidden without the right."""
    actor.must(Permission.INBOX_READ)
    rows = Conversation.objects.visible_to(actor).latest_first()
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(last_at__lt=at) | Q(last_at=at, id__lt=pk))
    return list(rows[:limit])


def thread(conversation: Conversation, reader: Reader) -> list[Shown]:
    """Every message, oldest first, opened with an unlocked member's keys."""
    messages = list(Message.objects.filter(conversation=conversation, org_id=conversation.org_id))
    files: dict[UUID, list[Attachment]] = {}
    for each in Attachment.objects.filter(message__conversation=conversation):
        files.setdefault(each.message_id, []).append(each)
    signers = saying.Signers(conversation.org_id)
    return [opened(m, files.get(m.pk, []), reader, signers) for m in messages]


def beginnings(threads: Sequence[Conversation], reader: Reader) -> dict[UUID, str]:
    """How each thread begins, for whoever looks at many; nothing for what cannot be opened."""
    reader.expect(thread.key_id for thread in threads)
    rows = Message.objects.filter(conversation__in=threads, is_inward=True, is_withdrawn=False)
    found: dict[UUID, str] = {}
    for message in rows.order_by("conversation", "at", "received_at", "id").distinct(
        "conversation"
    ):
        with suppress(Denied):
            text = str(body_of(message, reader).get("text", ""))
            found[message.conversation_id] = shorten(text, BEGINNING, placeholder="…")
    return found


def is_erased(conversation: Conversation) -> bool:
    """Whether nobody can read it any more: its key is gone."""
    return not DataKey.objects.filter(pk=conversation.key_id).exists()


def opened(
    message: Message,
    attachments: list[Attachment],
    reader: Reader,
    signers: saying.Signers | None = None,
) -> Shown:
    """One message with its files, opened as far as this member's keys go."""
    if message.is_withdrawn:
        return Shown(message, "", None, [], message.at, {"note": "withdrawn"})
    try:
        told = body_of(message, reader)
    except Denied:
        return Shown(message, "", None, attachments, message.at, is_readable=False)
    text, raw, mark = str(told.pop("text", "")), told.pop("raw", None), told.pop("said", "")
    known = signers or saying.Signers(message.org_id)
    ours = _is_signed(message, mark, text, known)
    return Shown(message, text, raw, attachments, message.at, told, is_signed=ours)


def _is_signed(message: Message, mark: object, text: str, signers: saying.Signers) -> bool:
    if message.is_inward:
        return True  # she signs nothing
    by = signers.of(message.author)
    return saying.is_signed(by, mark, message.pk, message.conversation_id, text)


def body_of(message: Message, reader: Reader) -> dict[str, Any]:
    """The sealed JSON of one message. Denied without a grant."""
    raw = reader.field(
        message.key_id,
        message.generation,
        "talk_message",
        message.pk,
        "body",
        bytes(message.sealed),
    )
    try:
        told = json.loads(raw)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {"text": raw.decode("utf-8", "replace")}


def mark_read(conversation: Conversation, by: Actor) -> Conversation:
    """The desk has seen her last word."""
    by.must(Permission.CONVERSATION_READ)
    if by.org_id != conversation.org_id:
        raise Forbidden("This conversation is with another organisation.")
    if conversation.unread:
        conversation.unread = conversation.alarm = 0
        conversation.save(update_fields=["unread", "alarm"])
        record(conversation, "conversation.read", by=by)
        wake(conversation.org_id, [conversation.pk])
    return conversation
