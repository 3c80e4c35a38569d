"""Calls that a person took and wrote down: heard, not written."""

import json
from datetime import datetime
from uuid import UUID

import phonenumbers

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.moves import record
from ilm.talk.models import Conversation, Message
from ilm.talk.models.conversing import MessageKind
from ilm.talk.threads import Thread, Turn, contacts_for, threads, wake
from ilm.talk.wording import plain
from ilm.vault import routing
from ilm.vault.unlocking import Unlocked

LONGEST = 20_000  # characters


def log_call(
    org_id: UUID,
    *,
    number: str | None,
    language: str,
    text: str,
    began_at: datetime,
    by: Actor,
    unlocked: Unlocked | None = None,
    kind: str = "phone",
) -> Conversation:
    """Write a call down: always a contact of its own. `number` None: withheld, or never asked.

    Whoever writes need not be able to read: `unlocked` may be None. Refused for an empty note, a
    number that is none, or a call that lies ahead.
    """
    by.must(Permission.CALL_LOG)
    if by.org_id != org_id:
        raise Forbidden("This line belongs to another organisation.")
    now = clock.now()
    if not text.strip():
        raise Refused("Write down what was said, if only a few words.")
    if len(text) > LONGEST:
        raise Refused("This note is too long. Write the rest as a second call.")
    if began_at > now:
        raise Refused("This call has not begun yet. Check its time.")
    thread = _thread(org_id, kind, number, began_at, language)
    message = _note(thread, text, began_at, now, language, by)
    conversation = thread.conversation
    conversation.last_at = max(conversation.last_at, now)
    conversation.last_inward_at = max(filter(None, (conversation.last_inward_at, began_at)))
    conversation.language = conversation.language or language
    conversation.save(update_fields=["last_at", "last_inward_at", "language"])
    record(message, "call.logged", by=by)
    wake(org_id, [conversation.pk])
    return conversation


def _thread(
    org_id: UUID, kind: str, number: str | None, began_at: datetime, language: str
) -> Thread:
    if number and number.strip():
        address = canonical(number)
        alias_id = routing.aliases_for(org_id, kind, [address])[address].alias_id
    else:
        alias_id = routing.anonymous_alias(org_id, kind)
    found = threads(org_id, kind, None, [alias_id], at=began_at, language=language)
    return found[alias_id]


def canonical(number: str) -> str:
    """A telephone number as the whole world writes it (E.164). Refused if it is none."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        raise Refused("Write the number with its country code, like +66 2 000 0000.") from None
    if not phonenumbers.is_possible_number(parsed):
        raise Refused("This number has too many digits, or too few. Please check it.")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _note(
    thread: Thread, text: str, began_at: datetime, now: datetime, language: str, by: Actor
) -> Message:
    conversation = thread.conversation
    [contact] = contacts_for([Turn(conversation, began_at, is_call=True)])
    words = plain(text, hint=language)
    message = Message(
        org_id=conversation.org_id,
        conversation=conversation,
        contact_id=contact,
        is_inward=True,
        kind=MessageKind.CALL_NOTE,
        key_id=thread.sealer.key_id,
        generation=thread.sealer.generation,
        language=words.language or language,
        at=began_at,
        received_at=now,
        author=by.user_id,
    )
    told = {"text": words.text, "note": "heard, not written"}
    body = json.dumps(told, ensure_ascii=False).encode()
    message.sealed = thread.sealer.field("talk_message", message.pk, "body", body)
    message.save(force_insert=True)
    return message
