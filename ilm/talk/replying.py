"""Words on their way to her: sealed to the thread, to her receipt, and to the sender."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.channels import CHANNELS
from ilm.channels.cutting import cut
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.ledger.moves import record
from ilm.talk import asking, claiming, drafting, safety
from ilm.talk.models import Call, ChannelAccount, Conversation, Message, Part
from ilm.talk.models.conversing import MessageKind, Topic
from ilm.talk.threads import thread_of, wake
from ilm.vault import deployment, saying, vouching
from ilm.vault.models import Alias, Receipt, StandingAddress
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied, bind, pad, seal
from ilm.vault.storing import Sealer
from ilm.vault.unlocking import Unlocked

ANSWERS_LIVE = timedelta(hours=24)  # an answer that is older says the wrong thing
HELD_FOR = timedelta(days=14)  # one that could not go and waits for her to write
LONGEST = drafting.LONGEST
NOT_YOURS = "Her address opens to a supervisor alone by now. Ask one to answer her."
NO_WORDS = "Nobody reads words on a telephone. Call her, or write to her by another channel."
TALK = "talk"  # what a call of ours is about that a person takes over
RINGS_LIVE = timedelta(minutes=50)  # before the next try, an hour later
KEPT = "kept"  # no provider: it lies here until she looks, or a person calls


@dataclass(frozen=True)
class Asks:
    """What words are for: the check-in or disclosure they ask about, or an answer to her."""

    purpose: str = "answer"
    about_id: UUID | None = None
    is_bulk: bool = False
    spoken: str = ""  # on a telephone: what is said there, of the hotline's sentences
    agent: UUID | None = None  # whom she is put through to


def reply(
    conversation: Conversation, *, text: str, unlocked: Unlocked | None, by: Actor
) -> Message:
    """Answer her. Refused, in the plan's own sentence, where her safe-contact plan says no.

    Locked without an unlocked vault: a reply is written by somebody who can read the thread.
    """
    by.must(Permission.CONVERSATION_REPLY)
    if by.org_id != conversation.org_id:
        raise Forbidden("This conversation is with another organisation.")
    reader = Reader(unlocked)
    claiming.must_be_free(conversation, by=by)
    message = _write(conversation, text, by=by, asks=Asks(), unlocked=unlocked, reader=reader)
    drafting.drop_draft(conversation, by=by)
    record(conversation, "conversation.answered", by=by)
    return message


def ring(conversation: Conversation, *, text: str, unlocked: Unlocked | None, by: Actor) -> Message:
    """Call her and, once she can talk, put her through to whoever asked. `text` is what stands in
    the thread. Refused where her plan says no, or on a channel that is no telephone."""
    by.must(Permission.CONVERSATION_REPLY)
    if not CHANNELS[conversation.channel].can.speaks or conversation.account_id is None:
        raise Refused("She did not reach us by the hotline. Call her from your own telephone.")
    asks = Asks(spoken=TALK, agent=by.person)
    reader = Reader(unlocked) if unlocked else None
    message = _write(conversation, text, by=by, asks=asks, unlocked=unlocked, reader=reader)
    record(conversation, "conversation.rung", by=by)
    return message


def show_text(
    conversation: Conversation,
    *,
    text: str,
    by: Actor,
    topic: str = "",
    about_id: UUID | None = None,
    unlocked: Unlocked | None = None,
    spoken: str = "",
) -> Message:
    """Show her a text that may go with nobody unlocked: words to approve, a check-in. Signed by the
    member where the vault is open, else by the house.

    With `topic`, her next words are heard as the answer to it. Refused where her plan says no,
    where we hold no address to send to, or while another question of ours is open.
    """
    by.must(Permission.MESSAGE_SEND)
    purpose = "check_in" if topic == Topic.VALIDATING else "answer"
    asks = Asks(purpose, about_id if topic else None, is_bulk=True, spoken=spoken)
    if topic and about_id:
        asking.must_be_free(conversation, about_id)
    message = _write(conversation, text, by=by, asks=asks, unlocked=unlocked)
    if topic:
        conversation.topic, conversation.about_id = topic, about_id
        conversation.asked_at = message.at
        conversation.save(update_fields=["topic", "about_id", "asked_at"])
    return message


def _write(
    conversation: Conversation,
    text: str,
    *,
    by: Actor,
    asks: Asks,
    unlocked: Unlocked | None,
    reader: Reader | None = None,
) -> Message:
    text, now = text.strip(), clock.now()
    _must_go(conversation, text, now, spoken=asks.spoken)
    thread = thread_of(conversation)
    message = Message(
        id=uuid4(),
        org_id=conversation.org_id,
        conversation=conversation,
        is_inward=False,
        kind=MessageKind.TEXT,
        key_id=thread.sealer.key_id,
        generation=thread.sealer.generation,
        language=conversation.language,
        at=now,
        received_at=now,
        author=by.user_id,
        state=KEPT,
    )
    _seal(message, text, thread.sealer, unlocked)
    parts = _parts(message, text, asks=asks, reader=reader)
    if parts:
        message.state = "queued"
    message.save(force_insert=True)
    Part.objects.bulk_create(parts)
    if asks.spoken:
        Call.objects.bulk_create([_call_of(part, conversation, asks) for part in parts])
    conversation.last_at = now
    conversation.save(update_fields=["last_at"])
    wake(conversation.org_id, [conversation.pk])
    return message


def _must_go(conversation: Conversation, text: str, now: datetime, *, spoken: str) -> None:
    if not text:
        raise Refused("Write something first.")
    if len(text) > LONGEST:
        raise Refused("This is too long for one message. Send it in several.")
    plan = safety.plan_of(conversation.alias_id)
    if why := safety.may_send(plan, channel=conversation.channel, at=now):
        raise Refused(why)
    if CHANNELS[conversation.channel].can.speaks:
        if not spoken:
            raise Refused(NO_WORDS)
        if spoken != TALK and not (plan and plan.call_code_key):
            raise Refused("She has no code for calls yet: nobody is asked before a code is right.")


def _seal(message: Message, text: str, sealer: Sealer, unlocked: Unlocked | None) -> None:
    """The words and who answers for them: to the thread and, where she holds a receipt, to her."""
    private = unlocked.ring.signs.private if unlocked else None
    mark = saying.sign(message.pk, message.conversation_id, text, private=private)
    told = {"text": text, "said": mark}
    body = json.dumps(told, ensure_ascii=False).encode()
    message.sealed = sealer.field("talk_message", message.pk, "body", body)
    held = Receipt.objects.filter(alias_id=message.conversation.alias_id).defer("locked").first()
    if held is not None:
        vouching.must_hold(held)
        place = bind("reply", message.pk, message.generation)
        message.for_reporter = seal(bytes(held.public), pad(body), place)


def _parts(message: Message, text: str, *, asks: Asks, reader: Reader | None) -> list[Part]:
    conversation = message.conversation
    account = _account(conversation)
    if account is None:
        return []
    address, expires = _address(conversation, reader)
    can = CHANNELS[conversation.channel].can
    pieces = [asks.spoken] if asks.spoken else cut(text, can.text_max)
    lives = RINGS_LIVE if asks.spoken else ANSWERS_LIVE
    not_after = message.at + (HELD_FOR if can.window else lives)
    made = []
    for number, piece in enumerate(pieces, 1):
        part = Part(
            id=uuid4(),
            org_id=message.org_id,
            message=message,
            account_id=account.pk,
            channel=conversation.channel,
            alias_id=conversation.alias_id,
            number=number,
            of=len(pieces),
            address=address,
            address_expires_on=expires,
            not_after=not_after,
            next_try_at=message.at,
            made_at=message.at,
            is_bulk=asks.is_bulk,
            purpose=asks.purpose,
            about_id=asks.about_id,
            status="queued",
        )
        part.text = seal(deployment.sender_public(), pad(piece.encode()), outgoing(part))
        made.append(part)
    return made


def _call_of(part: Part, conversation: Conversation, asks: Asks) -> Call:
    """What the hooks must know once she answers: what to ask, and what her code must come to."""
    plan = safety.plan_of(part.alias_id)
    return Call(
        id=part.pk,
        org_id=part.org_id,
        account_id=part.account_id,
        conversation=conversation,
        alias_id=part.alias_id,
        is_ours=True,
        state="planned",
        language=conversation.language,
        spoken=asks.spoken,
        code_key=plan.call_code_key if plan else "",
        agent=asks.agent,
        began_at=part.next_try_at,
        state_at=part.next_try_at,
    )


def outgoing(part: Part) -> bytes:
    """What binds a text to its part: the sender refuses it for another person, or too late."""
    return bind("outgoing", part.pk, part.alias_id, stamp(part.not_after))


def stamp(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _account(conversation: Conversation) -> ChannelAccount | None:
    """Where it goes out; None if no provider carries this channel. Refused if that is closed."""
    if conversation.account_id is None or not _is_carried(conversation.channel):
        return None
    account = ChannelAccount.objects.filter(pk=conversation.account_id, is_open=True).first()
    if account is None:
        raise Refused("The account she wrote to is closed. Nothing can go out by it.")
    return account


def _is_carried(channel: str) -> bool:
    return channel != "web" and CHANNELS[channel].can.sends


def _address(conversation: Conversation, reader: Reader | None) -> tuple[bytes | None, date | None]:
    """The sender's standing copy (None), or a one-off that an unlocked member makes."""
    alias_id = conversation.alias_id
    if StandingAddress.objects.filter(alias_id=alias_id, expires_on__gte=clock.today()).exists():
        return None, None
    if reader is None:
        raise Refused("Nobody wrote from this address for a long time: a person has to answer.")
    alias = Alias.objects.get(pk=alias_id, org_id=conversation.org_id)
    if not alias.sealed:
        raise Refused("Her address has been erased. She has to write to us again.")
    field = ("vault_alias", alias.pk, "address", bytes(alias.sealed))
    try:
        plain = reader.field(alias.key_id, 1, *field)
    except Denied:
        raise Refused(NOT_YOURS) from None
    if not plain:
        raise Refused("She left no address, so nothing can be sent. She reads answers on her page.")
    expires = clock.today() + timedelta(days=2)
    place = bind("address", alias_id, conversation.channel, expires.isoformat())
    return seal(deployment.sender_public(), pad(plain), place), expires
