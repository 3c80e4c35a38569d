"""What providers tell becomes messages: once each, sealed, in order, many with few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from ilm.channels import CHANNELS
from ilm.channels.base import Called, Edited, Event, Receipt, ReceivedUpTo, Said, Withdrawn
from ilm.channels.events import AddressChanged, Blocked, Welcome
from ilm.talk import retracting, ringing
from ilm.talk.accounts import named
from ilm.talk.heeding import news_of
from ilm.talk.models import Attachment, ChannelAccount, Conversation, Message
from ilm.talk.receipts import hear_receipt, hear_up_to
from ilm.talk.threads import News, Thread, Turn, contacts_for, tell_news, threads, wake
from ilm.talk.wording import Words, attachments_of, words_of
from ilm.talk.writing import insert_all
from ilm.vault import routing
from ilm.wall.arrays import Array
from ilm.wall.entering import ask, bulk, current_login

BLANK = {str(f.attname): f.get_default() for f in Message._meta.concrete_fields}  # in their order
Told = Said | Edited | Called | Blocked | AddressChanged  # what becomes a message


@dataclass(frozen=True)
class Arrived:
    """An event and when its request reached us."""

    event: Event
    received_at: datetime


@dataclass(frozen=True)
class Heard:
    """A message of hers, new and stored, with its words while this process still has them."""

    message: Message
    conversation: Conversation
    text: str = field(repr=False)
    is_said: bool = True  # she spoke; false: the channel told us something about her
    seen: str | None = None  # what her page showed when she pressed there; None: she said it
    reply_to: str = ""  # our name of the message that she answers, where she said which
    is_sure: bool = True  # the channel vouches that she is who wrote it
    is_burst: bool = False  # one of very many at once: it waits in a queue of its own


def receive(
    account: ChannelAccount, events: Sequence[Event], *, received_at: datetime
) -> list[Message]:
    """Store what these events tell; the new messages, in order. What we had already is left out."""
    heard = take_in(account, [Arrived(event, received_at) for event in events])
    return [each.message for each in heard]


def take_in(account: ChannelAccount, arrived: Sequence[Arrived]) -> list[Heard]:
    """`receive` for many requests of one account at once, inside the caller's transaction."""
    ask(
        "select pg_advisory_xact_lock(hashtextextended('talk ' || %s::text, 0))", [account.pk]
    )  # the order of one person's words is the order in which they came
    met = _threads(account, arrived)
    new = _not_had(account, [a for a in arrived if _is_told(a.event)])
    heard = _store(account, new, met)
    fresh = {id(a) for a in new.values()}
    for a in arrived:
        if isinstance(a.event, Blocked | AddressChanged) and id(a) not in fresh:
            continue  # heard before: she may have written since
        _follow(account, a.event, met)
    wake(account.org_id, [h.conversation.pk for h in heard])
    return heard


def _follow(account: ChannelAccount, event: Event, met: dict[str, Thread]) -> None:
    """What an event changes beside the messages."""
    match event:
        case Withdrawn():
            retracting.withdraw(account, event)
        case Receipt():
            hear_receipt(account.pk, event)
        case ReceivedUpTo():
            hear_up_to(account, event)
        case Blocked():
            retracting.block(met[event.address].conversation)
        case AddressChanged():
            retracting.leave_address(met[event.old].conversation)
        case Called():
            ringing.follow(account, event, met[event.address].conversation)


def _is_told(event: Event) -> bool:
    """Whether it becomes a message: of a call of ours the question stands there already."""
    return isinstance(event, Told) and not (isinstance(event, Called) and event.is_ours)


def _threads(account: ChannelAccount, arrived: Sequence[Arrived]) -> dict[str, Thread]:
    """Address → thread, for everybody these events are about."""
    at: dict[str, Arrived] = {}
    for a in arrived:
        if address := _address(a.event):
            at.setdefault(address, a)
    if not at:
        return {}
    aliases = routing.aliases_for(account.org_id, account.channel, list(at))
    first = min(a.received_at for a in at.values())
    met = threads(
        account.org_id,
        account.channel,
        account.pk,
        [m.alias_id for m in aliases.values()],
        at=first,
    )
    return {address: met[aliases[address].alias_id] for address in at}


def _address(event: Event) -> str:
    if isinstance(event, AddressChanged):
        return event.old
    return event.address if isinstance(event, Said | Edited | Called | Blocked | Welcome) else ""


def _not_had(account: ChannelAccount, told: Sequence[Arrived]) -> dict[str, Arrived]:
    """Our name for each message → it, for those that are not stored yet; the first of repeats."""
    by_name: dict[str, Arrived] = {}
    for a in told:
        by_name.setdefault(named(account.pk, _external_id(a.event)), a)
    had = bulk(
        "select external_id from talk_message where account_id = %s and external_id = any(%s)",
        [account.pk, Array("text", list(by_name))],
    )
    for (name,) in had:
        del by_name[name]
    return by_name


def _external_id(event: Event) -> str:
    match event:
        case Said() | Called():
            return event.external_id
        case Edited():
            return f"{event.external_id} edited {event.at.isoformat()}"
        case Blocked():
            return f"{event.address} blocked {event.at.isoformat()}"
        case AddressChanged():
            return f"{event.old} became {event.new}"
        case _:
            return ""


def _store(account: ChannelAccount, new: dict[str, Arrived], met: dict[str, Thread]) -> list[Heard]:
    turns = [_turn(a, met) for a in new.values()]
    contacts = contacts_for(turns)
    heard: list[Heard] = []
    news: dict[UUID, News] = {}
    attachments: list[Attachment] = []
    for (name, a), turn, contact in zip(new.items(), turns, contacts, strict=True):
        thread, words = met[_address(a.event)], _words(a, turn)
        message = _message(thread, words, a, turn)
        message.contact_id, message.account_id, message.external_id = contact, account.pk, name
        said = isinstance(a.event, Said) or (isinstance(a.event, Called) and _is_noted(account))
        heard.append(
            Heard(
                message, turn.conversation, words.text, said, reply_to=_reply_to(account, a),
                is_sure=not words.more.get("unproven"),
            )
        )  # fmt: skip
        attachments += attachments_of(message, a.event, thread.sealer)
        one = news_of(words, turn.at)
        pk = turn.conversation.pk
        news[pk] = news[pk].and_then(one) if pk in news else one
    insert_all([h.message for h in heard])
    Attachment.objects.bulk_create(attachments)
    tell_news(news)
    return heard


def _is_noted(account: ChannelAccount) -> bool:
    """Whether its calls are written down by hand: what was said, not only that it rang."""
    return not CHANNELS[account.channel].can.speaks


def _reply_to(account: ChannelAccount, a: Arrived) -> str:
    name = a.event.reply_to if isinstance(a.event, Said) else None
    return named(account.pk, name) if name else ""


def _turn(a: Arrived, met: dict[str, Thread]) -> Turn:
    """A clock that runs ahead must not hold a thread at the top: never later than we heard it."""
    at = min(getattr(a.event, "at", a.received_at), a.received_at)
    return Turn(met[_address(a.event)].conversation, at, isinstance(a.event, Called))


def _words(a: Arrived, turn: Turn) -> Words:
    words = words_of(
        a.event, before=turn.conversation.encoding, language=turn.conversation.language
    )
    turn.conversation.encoding = words.encoding or turn.conversation.encoding
    return words


def _message(thread: Thread, words: Words, a: Arrived, turn: Turn) -> Message:
    pk, body = uuid4(), words.sealed_form()
    told = {
        "id": pk,
        "org_id": thread.conversation.org_id,
        "conversation_id": thread.conversation.pk,
        "is_inward": True,
        "kind": words.kind,
        "sealed": thread.sealer.field("talk_message", pk, "body", body, is_shared=True),
        "key_id": thread.sealer.key_id,
        "generation": thread.sealer.generation,
        "language": words.language,
        "encoding": words.encoding,
        "at": turn.at,
        "received_at": a.received_at,
    }
    message = Message.from_db(current_login(), list(BLANK), (BLANK | told).values())
    message.conversation = thread.conversation
    return message
