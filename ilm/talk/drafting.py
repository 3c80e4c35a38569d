"""An answer that is not sent yet: kept sealed while it is written; a crash costs nothing."""

import json
from datetime import timedelta
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Locked, Refused
from ilm.talk import claiming
from ilm.talk.models import Conversation, Draft
from ilm.talk.models.desking import DraftQuerySet
from ilm.talk.threads import thread_of
from ilm.vault import saying
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic

LONGEST = 20_000  # characters, of a message as of a draft
KEPT_FOR = timedelta(days=14)


def keep_draft(
    conversation: Conversation, *, text: str, unlocked: Unlocked | None, by: Actor
) -> Draft | None:
    """Keep what she has written so far in place of what was there; nothing is kept of nothing.

    Who writes, claims the thread, where nobody else does. Locked without an unlocked vault: it is
    signed, so that nobody who writes to the database begins an answer in her place.
    """
    by.must(Permission.CONVERSATION_REPLY)
    if unlocked is None:
        raise Locked("Unlock the vault to go on writing.")
    if len(text) > LONGEST:
        raise Refused("This is too long for one message. Send it in several.")
    if not text.strip():
        drop_draft(conversation, by=by)
        return None
    sealer = thread_of(conversation).sealer
    claiming.claim(conversation, by=by)
    with atomic():
        draft = _of(conversation, by.person).select_for_update().first() or Draft(
            org_id=conversation.org_id, conversation=conversation, user_id=by.person
        )
        draft.key_id, draft.generation = sealer.key_id, sealer.generation
        private = unlocked.ring.signs.private
        mark = saying.sign(draft.pk, conversation.pk, text, private=private)
        body = json.dumps({"text": text, "said": mark}, ensure_ascii=False).encode()
        draft.sealed = sealer.field("talk_draft", draft.pk, "body", body)
        draft.kept_at = clock.now()
        draft.save()
    return draft


def draft_of(conversation: Conversation, reader: Reader, by: Actor) -> str:
    """What she had written; nothing where there is none, or none that she signed."""
    draft = _of(conversation, by.person).first()
    if draft is None:
        return ""
    place = ("talk_draft", draft.pk, "body", bytes(draft.sealed))
    try:
        told = json.loads(reader.field(draft.key_id, draft.generation, *place))
    except Denied:
        return ""
    mine, text = saying.signers_of(draft.org_id, by.user_id), str(told.get("text", ""))
    ours = saying.is_signed(mine, told.get("said"), draft.pk, conversation.pk, text)
    return text if ours else ""


def drop_draft(conversation: Conversation, *, by: Actor) -> None:
    """It was sent, or is not wanted."""
    _of(conversation, by.person).delete()


def drop_old() -> int:
    """Drafts that nobody touched for KEPT_FOR; how many. By the clock."""
    old = Draft.objects.filter(kept_at__lt=clock.now() - KEPT_FOR)
    return old.delete()[0]


def _of(conversation: Conversation, user_id: UUID) -> DraftQuerySet:
    rows = Draft.objects.filter(conversation=conversation, org_id=conversation.org_id)
    return rows.filter(user_id=user_id)
