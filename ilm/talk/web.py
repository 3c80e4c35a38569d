"""What the worker page leaves: reports sealed on her phone or on arrival, and her later words."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from ilm.channels.base import Unreadable
from ilm.talk.attaching import keep_file, keep_inline
from ilm.talk.heeding import news_of
from ilm.talk.models import Attachment, Conversation, Message
from ilm.talk.models.conversing import MessageKind, Topic
from ilm.talk.receiving import Heard
from ilm.talk.threads import (
    Thread,
    Turn,
    contacts_for,
    new_ref,
    tell_news,
    thread_of_hers,
    wake,
)
from ilm.talk.vouching import vouch as as_hers
from ilm.talk.wording import Words, plain
from ilm.vault import routing, storing, vouching
from ilm.vault.models import Grant, Person, Purpose, Receipt
from ilm.vault.sealing import public_key
from ilm.vault.storing import Sealer

CHANNEL = "web"
Item = Mapping[str, Any]
KINDS = {"photo": MessageKind.PHOTO, "voice": MessageKind.VOICE, "video": MessageKind.VIDEO}


@dataclass(frozen=True)
class Left:
    """What one form left: a new message, or None; whose consent it withdraws; who wants to be
    erased."""

    heard: Heard | None = None
    withdraws: UUID | None = None
    erases: UUID | None = None


def hear(body: bytes, *, org_id: UUID, received_at: datetime) -> Left:
    """Store one form of the worker page. Raises Unreadable for what is none of ours."""
    try:
        item = json.loads(body)
        if UUID(item["org"]) != org_id:
            raise ValueError
        if Message.objects.filter(pk=UUID(item["id"])).exists():
            return Left()  # her phone sent it twice
        left = FORMS[item["kind"]](item, org_id, received_at)
    except (KeyError, TypeError, ValueError, binascii.Error) as why:
        raise Unreadable(f"The form is not one of ours: {type(why).__name__}.") from None
    if left.heard is not None:
        wake(org_id, [left.heard.conversation.pk])
    return left


def _report(item: Item, org_id: UUID, at: datetime) -> Left:
    """From a page without JavaScript: sealed here, on arrival."""
    sealer, _, _ = storing.new_data_key(org_id, Purpose.TALK)
    thread = _begin(org_id, sealer, str(item.get("language", "")), at)
    alias_id, given = thread.conversation.alias_id, item["receipt"]
    names = ("lookup", "public", "locked")
    routing.keep_receipt(org_id, alias_id, *(_raw(given[name]) for name in names))
    words = plain(str(item["text"]), hint=thread.conversation.language, kind=MessageKind.FORM)
    beside = {name: str(item[name]) for name in ("site_hint", "answer") if item.get(name)}
    words = replace(words, more=words.more | beside)
    heard = _say(item, thread, words, at)
    _keep_files(item, heard.message, sealer)
    if contact := item.get("contact"):
        _person(org_id, alias_id, json.dumps(contact, ensure_ascii=False))
    return Left(replace(heard, is_burst=item.get("burst") is True))


def _sealed_report(item: Item, org_id: UUID, at: datetime) -> Left:
    """Sealed on her phone: nobody here can read it, and it is stored as it is."""
    sealer = _given_key(item, org_id, Purpose.TALK, item["data_public"])
    thread = _begin(org_id, sealer, str(item.get("language", ""))[:8], at)
    alias_id = thread.conversation.alias_id
    names = ("lookup", "reporter_public", "reporter_locked")
    routing.keep_receipt(org_id, alias_id, *(_raw(item[name]) for name in names))
    heard = _store(item, thread, Words("", MessageKind.FORM), _raw(item["sealed"]), at)
    for file in item.get("attachments", ()):
        row = Attachment(
            id=UUID(file["id"]), org_id=org_id, message=heard.message, kind=_kind(file)
        )
        keep_inline(row, _raw(file["sealed"]), media_type=str(file["media_type"]), sealer=sealer)
    if who := item.get("identity"):
        _given_key(who, org_id, Purpose.IDENTITY, who["public"])
        Person(
            id=UUID(item["id"]),
            org_id=org_id,
            alias_id=alias_id,
            key_id=UUID(who["key_id"]),
            sealed=_raw(who["sealed"]),
        ).save(force_insert=True)
    return Left(replace(heard, is_burst=item.get("burst") is True))


def _more(item: Item, org_id: UUID, at: datetime) -> Left:
    """She says more, by her receipt."""
    thread = _hers(item, org_id)
    words = plain(str(item["text"]), hint=thread.conversation.language)
    heard = _say(item, thread, words, at)
    _keep_files(item, heard.message, thread.sealer)
    return Left(heard)


def _keep_files(item: Item, message: Message, sealer: Sealer) -> None:
    for file in item.get("files", ()):
        row = Attachment(org_id=message.org_id, message=message, kind=_kind(file))
        keep_file(
            row,
            _raw(file["b64"]),
            media_type=str(file.get("media_type", "")),
            name=str(file.get("name", "")),
            sealer=sealer,
        )
        row.save(force_insert=True)


PRESSED = {  # what the desk reads in her thread where she pressed a button
    "yes": "[She pressed: yes, these words may be sent]",
    "no": "[She pressed: no, do not send these words]",
}
ANSWERED = {
    "yes": "[She pressed: yes, to our question]",
    "no": "[She pressed: no, to our question]",
    "partly": "[She pressed: a part of it, to our question]",
}


def _decides(answer: str) -> Callable[[Item, UUID, datetime], Left]:
    """She approves the words about to leave, or declines: heard as an answer about them."""

    def decide(item: Item, org_id: UUID, at: datetime) -> Left:
        thread = _hers(item, org_id)
        about = UUID(item["disclosure"])
        more = {"choice": item["kind"], "disclosure": str(about)}
        words = Words(PRESSED[answer], MessageKind.FORM, more=more)
        heard = _say(item, thread, words, at)
        heard.conversation.topic, heard.conversation.about_id = Topic.APPROVING, about
        return Left(replace(heard, text=answer, seen=str(item.get("words", ""))))

    return decide


def _answers(item: Item, org_id: UUID, at: datetime) -> Left:
    """She presses yes, no or partly under a question of ours."""
    thread, about, answer = _hers(item, org_id), UUID(item["check_in"]), str(item["answer"])
    words = Words(ANSWERED[answer], MessageKind.FORM, more={"choice": "answer"})
    heard = _say(item, thread, words, at)
    heard.conversation.topic, heard.conversation.about_id = Topic.VALIDATING, about
    return Left(replace(heard, text=answer, seen=""))


def _withdraw(item: Item, org_id: UUID, at: datetime) -> Left:
    """She takes her consent back, all of it."""
    thread = _hers(item, org_id)
    pressed = "[She pressed: stop, tell nobody anything more]"
    words = Words(pressed, MessageKind.FORM, more={"note": "consent_withdrawn"})
    heard = _say(item, thread, words, at)
    return Left(replace(heard, is_said=False), withdraws=thread.conversation.alias_id)


def _erase(item: Item, org_id: UUID, at: datetime) -> Left:
    """She wants to be erased: a person looks at it."""
    thread = _hers(item, org_id)
    words = Words("[She pressed: erase everything about me]", MessageKind.FORM)
    heard = _say(item, thread, replace(words, more={"note": "erasure_wanted"}), at)
    return Left(replace(heard, is_said=False), erases=thread.conversation.alias_id)


FORMS: Mapping[str, Callable[[Item, UUID, datetime], Left]] = {
    "report": _report,
    "sealed_report": _sealed_report,
    "say": _more,
    "approve": _decides("yes"),
    "decline": _decides("no"),
    "answer": _answers,
    "withdraw": _withdraw,
    "erase": _erase,
}


def _hers(item: Item, org_id: UUID) -> Thread:
    """The thread of a receipt. Raises ValueError if there is none."""
    held = Receipt.objects.filter(lookup=_raw(item["lookup"]), org_id=org_id).first()
    if held is None:
        raise ValueError("no such receipt")
    vouching.must_hold(held)  # else it may lead to somebody else's thread: kept, and told
    return thread_of_hers(Conversation.objects.select_for_update().get(alias_id=held.alias_id))


def _begin(org_id: UUID, sealer: Sealer, language: str, at: datetime) -> Thread:
    conversation = Conversation(
        org_id=org_id,
        alias_id=routing.anonymous_alias(org_id, CHANNEL),
        channel=CHANNEL,
        key_id=sealer.key_id,
        ref=new_ref(),
        language=language[:8],
        last_at=at,
    )
    as_hers(conversation).save(force_insert=True)
    return Thread(conversation, sealer, True)


def _given_key(item: Item, org_id: UUID, purpose: Purpose, public: str) -> Sealer:
    """A data key that her browser made, and its grant to the organisation. Denied: no key."""
    key_id, raw = UUID(item["key_id"]), _raw(public)
    public_key(raw)
    storing.vouched_key(org_id, key_id, purpose, raw).save(force_insert=True)
    Grant(
        org_id=org_id,
        key_id=key_id,
        purpose=purpose,
        epoch=int(item["epoch"]),
        sealed=_raw(item["grant"]),
    ).save(force_insert=True)
    return Sealer(key_id, 1, raw)


def _person(org_id: UUID, alias_id: UUID, told: str) -> None:
    row, (sealer, _, _) = uuid4(), storing.new_data_key(org_id, Purpose.IDENTITY)
    sealed = sealer.field("vault_person", row, "contact", told.encode())
    Person(id=row, org_id=org_id, alias_id=alias_id, key_id=sealer.key_id, sealed=sealed).save(
        force_insert=True
    )


def _say(item: Item, thread: Thread, words: Words, at: datetime) -> Heard:
    place = ("talk_message", UUID(item["id"]), "body")
    return _store(item, thread, words, thread.sealer.field(*place, words.sealed_form()), at)


def _store(item: Item, thread: Thread, words: Words, sealed: bytes, at: datetime) -> Heard:
    conversation = thread.conversation
    [contact] = contacts_for([Turn(conversation, at)])
    message = Message(
        id=UUID(item["id"]),
        org_id=conversation.org_id,
        conversation=conversation,
        contact_id=contact,
        is_inward=True,
        kind=words.kind,
        sealed=sealed,
        key_id=thread.sealer.key_id,
        generation=thread.sealer.generation,
        language=words.language or conversation.language,
        encoding=words.encoding,
        at=at,
        received_at=at,
    )
    message.save(force_insert=True)
    tell_news({conversation.pk: news_of(words, at)})
    return Heard(message, conversation, words.text)


def _kind(file: Item) -> str:
    return KINDS.get(str(file["kind"]), MessageKind.DOCUMENT)


def _raw(text: str) -> bytes:
    """Bytes written in hex or in base64. Raises ValueError."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return base64.b64decode(text, validate=True)
