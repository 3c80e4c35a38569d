"""What colleagues write to each other about a thread: sealed apart from it, and who is told."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.ledger.moves import record
from ilm.parties.models import Member
from ilm.talk.models import Conversation, Mention, Note
from ilm.talk.models.desking import NoteKind
from ilm.talk.threads import thread_of, wake
from ilm.vault import saying
from ilm.vault.models import DataKey, Passed, Purpose
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.storing import Sealer, new_data_key, sealer_for
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic

LONGEST = 4_000  # characters
AT = re.compile(r"(?<!\S)@")


@dataclass(frozen=True)
class Written:
    """A note, opened. `is_signed` is False where its author does not answer for these words."""

    note: Note
    text: str = field(repr=False)
    is_readable: bool = True
    is_signed: bool = True


def note_down(
    conversation: Conversation,
    *,
    text: str,
    unlocked: Unlocked | None,
    by: Actor,
    kind: NoteKind = NoteKind.NOTE,
    tell: Iterable[UUID | None] = (),
) -> Note:
    """Keep a note. Whoever stands in it as @name is told that there is one, unless a machine wrote
    it, and so are `tell`.

    Locked without an unlocked vault: the author signs. Refused where nothing is written, where it
    is too long, or where the thread was erased.
    """
    by.must(Permission.CONVERSATION_REPLY)
    if by.role.reach is not Reach.OWN_ORGANISATION or by.org_id != conversation.org_id:
        raise Forbidden("Notes are written and read by case workers and supervisors alone.")
    if unlocked is None:
        raise Locked("Unlock the vault to write a note.")
    if not (said := text.strip()):
        raise Refused("Write something first.")
    if len(said) > LONGEST:
        raise Refused("This is too long for a note. Write the rest in the case.")
    thread_of(conversation)  # refused where it was erased
    with atomic():
        note = _kept(conversation, said, kind, unlocked, by)
        by_name = set() if kind is NoteKind.MACHINE else named(said, colleagues(by))
        _tell(note, {*by_name, *tell} - {None, by.user_id}, by)
        record(conversation, "conversation.noted", by=by, kind=kind)
        wake(conversation.org_id, [conversation.pk])
    return note


def colleagues(by: Actor) -> dict[UUID, str]:
    """Who can be told by a note: active members of the desk who may read one."""
    desk = Member.objects.visible_to(by).filter(face="desk", is_active=True)
    return dict(desk.exclude(role="interpreter").values_list("user_id", "called"))


def named(text: str, called: Mapping[UUID, str]) -> set[UUID]:
    """Whoever stands in a text as @name, capitals or not; the longest name that fits."""
    found: set[UUID] = set()
    names = sorted({name for name in called.values() if name}, key=len, reverse=True)
    for at in AT.finditer(text):
        rest = text[at.end() :].casefold()
        name = next((n for n in names if _begins(rest, n.casefold())), None)
        found |= {user for user, each in called.items() if name and each == name}
    return found


def _begins(rest: str, name: str) -> bool:
    return rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()


def notes_of(conversation: Conversation, reader: Reader, by: Actor) -> list[Written]:
    """Every note of the thread, oldest first, for those who may read them."""
    rows, signers = Note.objects.visible_to(by), saying.Signers(conversation.org_id)
    return [_opened(n, reader, signers) for n in rows.filter(conversation=conversation)]


def see(conversation: Conversation, by: Actor) -> None:
    """She has it before her: what names her there is news no more."""
    rows = Mention.objects.visible_to(by).filter(conversation=conversation, user_id=by.person)
    rows.filter(seen_at__isnull=True).update(seen_at=clock.now())


def _kept(
    conversation: Conversation, text: str, kind: NoteKind, unlocked: Unlocked, by: Actor
) -> Note:
    row, sealer = uuid4(), _sealer(conversation)
    mark = saying.sign(row, conversation.pk, text, private=unlocked.ring.signs.private)
    body = json.dumps({"text": text, "said": mark}, ensure_ascii=False).encode()
    note = Note(
        id=row, org_id=conversation.org_id, conversation=conversation, kind=kind,
        key_id=sealer.key_id, generation=sealer.generation,
        sealed=sealer.field("talk_note", row, "body", body), author=by.person, at=clock.now(),
    )  # fmt: skip
    note.save(force_insert=True)
    return note


def _sealer(conversation: Conversation) -> Sealer:
    """The key of this thread's notes: that of the first, or a new one. Never one that a thread lies
    under or that is passed on, whatever a row says: others may hold those."""
    rows = Note.objects.filter(conversation=conversation, org_id=conversation.org_id)
    known = rows.order_by("-at").values_list("key_id", flat=True).first()
    if known is not None and DataKey.objects.filter(pk=known).exists():
        lent = Conversation.objects.filter(key_id=known), Passed.objects.filter(key_id=known)
        if not any(found.exists() for found in lent):
            return sealer_for(known)
    return new_data_key(conversation.org_id, Purpose.TALK)[0]


def _tell(note: Note, whom: set[UUID | None], by: Actor) -> None:
    known = colleagues(by)
    Mention.objects.bulk_create(
        Mention(org_id=note.org_id, note=note, conversation_id=note.conversation_id, user_id=user)
        for user in whom
        if user in known
    )


def _opened(note: Note, reader: Reader, signers: saying.Signers) -> Written:
    place = ("talk_note", note.pk, "body", bytes(note.sealed))
    try:
        told = json.loads(reader.field(note.key_id, note.generation, *place))
    except Denied:
        return Written(note, "", is_readable=False)
    by, text = signers.of(note.author), str(told.get("text", ""))
    ours = saying.is_signed(by, told.get("said"), note.pk, note.conversation_id, text)
    return Written(note, text, is_signed=ours)
