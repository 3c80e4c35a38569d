"""Keeping what was opened findable: its words as numbers, one set a conversation and month.

Built when a thread is opened in an unlocked session, or in batches when a member asks for it; each
month that gained or lost a message, or stands under an older search key, is made anew as a whole.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import models

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.language.finding import words_of
from ilm.ledger.moves import record
from ilm.talk.models import Conversation, Message, Vocabulary
from ilm.talk.models.vocabulary import month_of
from ilm.talk.reading import Shown, body_of
from ilm.vault import searching
from ilm.vault.models import SearchKey
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.searching import Finder
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask

AT_ONCE = 100  # conversations fetched together
KNOWN = """
select conversation_id, month, version, messages from talk_vocabulary
 where org_id = %s and conversation_id = any(%s::uuid[])
union all
select null, null, coalesce(max(version), 0), 0 from vault_searchkey where org_id = %s
"""
UNTOLD = """
select greatest(0, (select count(*) from talk_message where org_id = %s and not is_withdrawn)
                 - (select coalesce(sum(messages), 0) from talk_vocabulary where org_id = %s))
"""
DUE = """
select distinct conversation_id
  from (select conversation_id, date_trunc('month', at at time zone 'utc')::date as month,
               count(*) as messages
          from talk_message where org_id = %s and not is_withdrawn group by 1, 2) said
  left join talk_vocabulary kept using (conversation_id, month)
 where (kept.messages is distinct from said.messages or kept.version <> %s)
   and (%s::uuid is null or conversation_id > %s::uuid)
 order by 1
"""
Where = tuple[UUID, date]  # a conversation and a month of it


@dataclass(frozen=True)
class Month:
    """What was said in one conversation within one month, as far as this member can read it."""

    texts: list[str]
    last_at: datetime
    is_whole: bool = True


@dataclass(frozen=True)
class Kept:
    """How many months were written, and how many messages are findable that were not."""

    months: int = 0
    messages: int = 0


@dataclass(frozen=True)
class Caught:
    """How far a batch came: messages made findable; `place` is where to go on, None at the end."""

    messages: int
    place: UUID | None


def keep_words(conversation: Conversation, said: Sequence[Shown], unlocked: Unlocked) -> int:
    """Make an opened thread findable; how many months were written. Mostly none, for one query."""
    texts = [
        (each.message, each.text if each.is_readable else None)
        for each in said
        if not each.message.is_withdrawn
    ]
    return _keep(_by_month(texts), unlocked).months


def due(unlocked: Unlocked, after: UUID | None = None) -> list[UUID]:
    """Threads with a month that no search finds, or finds under an old key; sorted."""
    version = searching.newest(unlocked.org_id)
    return [row[0] for row in ask(DUE, [unlocked.org_id, version, after, after])]


def under_old_keys(by: Actor) -> int:
    """How many messages are found under a search key that is over: who left may know it."""
    by.must(Permission.CONVERSATION_READ)
    newest = searching.newest(by.organisation)
    rows = Vocabulary.objects.visible_to(by).filter(version__lt=newest)
    return int(rows.aggregate(all=models.Sum("messages"))["all"] or 0)


def untold(by: Actor) -> int:
    """How many messages of the organisation no search can find yet."""
    by.must(Permission.CONVERSATION_READ)
    [[count]] = ask(UNTOLD, [by.org_id, by.org_id])
    return int(count)


def catch_up(
    *, by: Actor, unlocked: Unlocked | None, after: UUID | None = None, seconds: float = 4.0
) -> Caught:
    """Open what nobody opened and keep its words, for so long; then say where to go on.

    Locked without an unlocked vault. What this member has no key to is passed over.
    """
    by.must(Permission.CONVERSATION_READ)
    reader, until = Reader(unlocked), time.monotonic() + seconds
    mine = reader.unlocked
    key = searching.current(mine)
    if key is None:
        return Caught(0, None)
    wanted = due(mine, after)
    done = count = 0
    while done < len(wanted) and (not done or time.monotonic() < until):
        count += _read_and_keep(wanted[done : done + AT_ONCE], by, reader)
        done += AT_ONCE
    if count:
        record(SearchKey(pk=key.id, org_id=mine.org_id), "messages.indexed", by=by, messages=count)
    if done < len(wanted):
        return Caught(count, wanted[done - 1])
    searching.forget_unused(mine.org_id, _versions(by))
    return Caught(count, None)


def _versions(by: Actor) -> set[int]:
    rows = Vocabulary.objects.visible_to(by).order_by().values_list("version", flat=True)
    return set(rows.distinct())


def _read_and_keep(conversations: Sequence[UUID], by: Actor, reader: Reader) -> int:
    """How many messages of these conversations are findable now and were not before."""
    rows = Message.objects.visible_to(by).filter(conversation__in=conversations)
    found = list(rows.filter(is_withdrawn=False).defer("for_reporter"))
    reader.expect({each.key_id for each in found})
    texts = [(each, _text(each, reader)) for each in found]
    return _keep(_by_month(texts), reader.unlocked).messages


def _text(message: Message, reader: Reader) -> str | None:
    try:
        return str(body_of(message, reader).get("text", ""))
    except Denied:
        return None


def _by_month(texts: Iterable[tuple[Message, str | None]]) -> dict[Where, Month]:
    found: dict[Where, list[tuple[Message, str | None]]] = defaultdict(list)
    for message, text in texts:
        found[message.conversation_id, month_of(message.at)].append((message, text))
    months = {}
    for where, told in found.items():
        readable = [text for _, text in told if text is not None]
        last = max(message.at for message, _ in told)
        months[where] = Month(readable, last, len(readable) == len(told))
    return months


def _keep(months: dict[Where, Month], unlocked: Unlocked) -> Kept:
    org_id = unlocked.org_id
    rows = ask(KNOWN, [org_id, [conversation for conversation, _ in months], org_id])
    known = {(pk, month): (version, messages) for pk, month, version, messages in rows}
    newest, _ = known.pop((None, None))
    due = {
        where: said
        for where, said in months.items()
        if said.texts and _is_better(said, known.get(where), newest)
    }
    if not due or not (key := searching.current(unlocked)):
        return Kept()
    Vocabulary.objects.bulk_create(
        [_vocabulary(org_id, where, said, key) for where, said in due.items()],
        update_conflicts=True,
        unique_fields=["conversation", "month"],
        update_fields=["version", "messages", "last_at", "tokens"],
    )
    gained = (len(said.texts) - known.get(where, (0, 0))[1] for where, said in due.items())
    return Kept(len(due), sum(each for each in gained if each > 0))


def _is_better(said: Month, kept: tuple[int, int] | None, newest: int) -> bool:
    """Whether to write the month anew. Who cannot read all of it takes nobody's words away."""
    if kept is None:
        return True
    version, messages = kept
    if not said.is_whole and len(said.texts) <= messages:
        return False
    return (version, messages) != (newest, len(said.texts))


def _vocabulary(org_id: UUID, where: Where, said: Month, key: Finder) -> Vocabulary:
    conversation, month = where
    words = frozenset[str]().union(*map(words_of, said.texts))
    return Vocabulary(
        org_id=org_id,
        conversation_id=conversation,
        month=month,
        version=key.version,
        messages=len(said.texts),
        last_at=said.last_at,
        tokens=key.filled(words, conversation, month.isoformat()),
    )
