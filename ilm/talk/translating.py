"""One message translated, one voice written down, by a machine that was allowed in writing: each by
a person's click. What it says is a note beside her words, marked in its own text, and decides
nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.channels.errors import SendError
from ilm.channels.http import HttpxClient
from ilm.kit.errors import Forbidden, Refused
from ilm.kit.slug import Slug
from ilm.language.languages import LANGUAGES
from ilm.language.machines import Http, NotHelped, Transcriber, Translator
from ilm.ledger.moves import record
from ilm.talk import attaching, machines, noting
from ilm.talk.models import AllowedMachine, Attachment, Message, Note
from ilm.talk.models.conversing import MessageKind
from ilm.talk.models.desking import NoteKind
from ilm.talk.models.machines import MachineKind
from ilm.talk.reading import body_of
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied

LONGEST = 3_000  # letters of hers, and of an answer: with its heading a note holds them
ANSWERS_WITHIN = 90.0  # seconds


def translate(
    message: Message, *, to: str, reader: Reader, by: Actor, http: Http | None = None
) -> Note | None:
    """None where the machine gives no answer: that it was asked is written down all the same.

    Refused where no machine may be asked, and for words that are ours, gone or closed to us.
    """
    if to not in LANGUAGES:
        raise Refused("Choose one of our languages.")
    machine = _machine(MachineKind.TRANSLATE, by)
    text = _words(message, reader)[:LONGEST]
    _write_down_asking(message, machine, by)
    with _way_out(http) as way:
        translator = Translator(machine.url, way)
        said = _tried(lambda: translator.translate(text, source=message.language, to=to))
    source = _spoken(message.language)
    head = f"Machine translation, {source} to {_spoken(to)}, of what came {_when(message)}:"
    return _note(message, head, said, reader, by)


def write_down(
    attachment: Attachment, *, reader: Reader, by: Actor, http: Http | None = None
) -> Note | None:
    """What is said in a voice, as text of its own language. None and Refused as `translate`."""
    machine, message = _machine(MachineKind.WRITE_DOWN, by), attachment.message
    if attachment.kind != MessageKind.VOICE or not message.is_inward or message.is_withdrawn:
        raise Refused("There is no voice of hers here to write down.")
    try:
        sound, media_type = attaching.heard_bytes(attachment, reader)
    except Denied:
        raise Refused("You hold no key to this voice.") from None
    _write_down_asking(message, machine, by)
    with _way_out(http) as way:
        speech = Transcriber(machine.url, way)
        said = _tried(lambda: speech.transcribe(sound, media_type, language=message.language))
    head = f"Written down by machine, of the voice that came {_when(message)}:"
    return _note(message, head, said, reader, by)


def _machine(kind: MachineKind, by: Actor) -> AllowedMachine:
    by.must(Permission.CONVERSATION_REPLY)
    if by.role.reach is not Reach.OWN_ORGANISATION:
        raise Forbidden("Machines are asked by case workers and supervisors alone.")
    row = machines.allowed(by).get(kind)
    if row is None:
        raise Refused("No machine may do this: an operator must allow it in writing first.")
    machines.must_be_ours(row.url)
    return row


def _write_down_asking(message: Message, machine: AllowedMachine, by: Actor) -> None:
    record(
        message.conversation, "conversation.given_to_machine", by=by, kind=Slug(machine.kind),
        machine=machine.pk, message=message.pk,
    )  # fmt: skip


@contextmanager
def _way_out(http: Http | None) -> Iterator[Http]:
    if http is not None:
        yield http
        return
    with HttpxClient(answer=ANSWERS_WITHIN) as way:
        yield way


def _tried(ask: Callable[[], str]) -> str | None:
    try:
        return ask()
    except (NotHelped, SendError):
        return None


def _words(message: Message, reader: Reader) -> str:
    if message.is_inward and not message.is_withdrawn:
        try:
            if text := str(body_of(message, reader).get("text", "")).strip():
                return text
        except Denied:
            pass
    raise Refused("There are no words of hers here to translate.")


def _note(message: Message, head: str, said: str | None, reader: Reader, by: Actor) -> Note | None:
    """The heading is part of what the author signs: no machine's words pass for a colleague's."""
    if said is None:
        return None
    text = f"{head}\n{said[:LONGEST]}"
    return noting.note_down(
        message.conversation, text=text, unlocked=reader.unlocked, by=by, kind=NoteKind.MACHINE
    )


def _spoken(code: str) -> str:
    known = LANGUAGES.get(code)
    return known.english if known else "an unknown language"


def _when(message: Message) -> str:
    return f"{message.at:%d %B %Y, %H:%M} UTC"
