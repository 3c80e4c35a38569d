"""Whose a thread is and under which key is vouched for: nobody who only writes to the database can
turn it over to another person or another key and be answered in her place."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import models

from ilm.kit.errors import Refused
from ilm.talk.models import Conversation
from ilm.vault import vouching
from ilm.vault.vouching import CHANGED, Rights


def right(conversation: Conversation) -> bytes:
    """The mark of a thread as it stands."""
    return vouching.of_thread(
        conversation.org_id, conversation.pk, conversation.alias_id, conversation.key_id
    )


def vouch(conversation: Conversation) -> Conversation:
    """Give it its mark, not saved: for whoever begins a thread or gives it another key."""
    conversation.vouched = right(conversation)
    return conversation


def is_whole(conversation: Conversation) -> bool:
    """Whether the thread is still whose it was, under the key that it was given."""
    return vouching.holds(bytes(conversation.vouched), right(conversation))


def must_be_whole(conversation: Conversation) -> None:
    """Refused where the thread was turned over underneath."""
    if not is_whole(conversation):
        vouching.log.error("conversation %s was turned over", conversation.pk)
        raise Refused(CHANGED)


# the file that says each has begun → what is vouched for since
BEGUN: Mapping[str, Rights] = {
    "vouched": vouching.KEYS,
    "vouched-aliases": vouching.ALIASES,
    "vouched-threads": {Conversation: right},
}


def begin(folder: Path) -> int:
    """Vouch for everything that an installation from before has, each kind once; how many rows."""
    return sum(vouching.begin(folder, name, rights) for name, rights in BEGUN.items())


def anew() -> int:
    """Vouch for everything as the database has it; how many rows."""
    return sum(vouching.anew(rights) for rights in BEGUN.values())


def changed() -> Iterator[models.Model]:
    """Every row that does not name what it was made with."""
    for rights in BEGUN.values():
        yield from vouching.changed(rights)
