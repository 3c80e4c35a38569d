"""Finding a thread by what was said in it; the database is asked for numbers and holds no word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit.errors import Locked, Refused
from ilm.language.finding import asked
from ilm.ledger.moves import record
from ilm.talk.models import Conversation
from ilm.vault import searching
from ilm.vault.models import SearchKey
from ilm.vault.searching import Finder
from ilm.vault.unlocking import Unlocked
from ilm.wall.arrays import Array
from ilm.wall.entering import bulk

LONGEST = 200  # characters of a question
MOST_WORDS = 12
MOST = 1000  # what is counted one by one
FIND = (
    "select id, conversation_id, month, last_at, hits"
    " from wall.find_words(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
Place = tuple[datetime, UUID]  # last_at and id of the last row on the page before


@dataclass(frozen=True)
class Narrow:
    """Where alone to look: one channel, one language, months from and to those of two days."""

    channel: str | None = None
    language: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Hit:
    """A thread that holds every word, in one month; `at` is the last message of that month."""

    id: UUID
    conversation: Conversation
    month: date
    at: datetime


@dataclass(frozen=True)
class Found:
    """The newest first. `count` is of all pages, at most MOST; `place` where the next begins."""

    hits: list[Hit]
    count: int
    place: Place | None


def search(
    words: str,
    *,
    by: Actor,
    unlocked: Unlocked | None,
    within: Narrow = Narrow(),
    before: Place | None = None,
    limit: int = 20,
) -> Found:
    """Threads in which all of `words` were said within one month.

    Locked without an unlocked vault; Refused to who holds no key, and for words that nearly every
    message holds.
    """
    by.must(Permission.CONVERSATION_READ)
    if unlocked is None:
        raise Locked("Unlock the vault to search in messages.")
    if not (keys := searching.finders(unlocked)):
        raise Refused("You hold no key to conversations yet. Ask a supervisor to let you in.")
    rows, count = _rows(_wanted(words, keys), unlocked.org_id, within, before, limit + 1)
    if before is None:
        record(SearchKey(pk=keys[0].id, org_id=unlocked.org_id), "messages.searched", by=by)
    more = rows[limit - 1] if len(rows) > limit else None
    return Found(_hits(rows[:limit], by), min(count, MOST), more and (more[3], more[0]))


def _wanted(words: str, keys: Iterable[Finder]) -> list[list[int]]:
    """Sets of numbers, one for each reading of the question under each key in use."""
    if len(words) > LONGEST:
        raise Refused("Look for fewer words at a time.")
    readings = asked(words)
    if not readings:
        raise Refused("Nearly every message holds these words. Look for rarer ones.")
    return [key.numbers(sorted(each)[:MOST_WORDS]) for key in keys for each in readings]


Row = tuple[UUID, UUID, date, datetime, int]


def _rows(
    wanted: Iterable[list[int]], org_id: UUID, within: Narrow, before: Place | None, most: int
) -> tuple[list[Row], int]:
    at, pk = before or (None, None)
    found: dict[UUID, Row] = {}
    count = 0
    for numbers in wanted:
        where = (within.channel, within.language, within.since, within.until)
        rows = bulk(FIND, [org_id, Array("bigint", numbers), at, pk, most, *where])
        found |= {row[0]: row for row in rows}
        count += rows[0][4] if rows else 0
    ordered = sorted(found.values(), key=lambda row: (row[3], row[0]), reverse=True)
    return ordered[:most], count


def _hits(rows: Iterable[Row], by: Actor) -> list[Hit]:
    rows = list(rows)
    threads = Conversation.objects.visible_to(by).in_bulk([row[1] for row in rows])
    return [Hit(pk, threads[c], month, at) for pk, c, month, at, _ in rows if c in threads]
