"""Who was erased, in a file outside the database: a back-up that is older does not know.

A line for each alias and what ended of it, beside the signed heads. An alias is a random number;
the ledger names it as well.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from ilm.ledger import reading
from ilm.vault.witnessing import append
from ilm.wall.entering import ask

ERASED = "person.erased"
ENDED = (ERASED, "person.junk_ended", "person.identity_ended", "person.words_ended")
_SINCE = (
    "select e.subject, e.verb, (e.at at time zone 'UTC')::date::text from ledger_entry e"
    " join ledger_link l on l.entry_id = e.id"
    " where l.org_id = %s and l.seq > %s and l.seq <= %s and e.verb = any (%s) order by l.seq"
)
_read: dict[UUID, int] = {}  # organisation → how far its ledger was read by this process


@dataclass(frozen=True)
class Gone:
    """What ended of an alias, by the verb of its entry, and on which day."""

    alias_id: UUID
    verb: str
    on: str


def file_of(org_id: UUID) -> Path:
    """The organisation's list, oldest first."""
    return Path(settings.WITNESS) / f"{org_id}.erased"


def remembered(org_id: UUID) -> list[Gone]:
    """What the list holds; a line that cannot be read, as after a full disk, is passed over."""
    file = file_of(org_id)
    lines = file.read_text().splitlines() if file.exists() else []
    return [gone for line in lines if (gone := _parsed(line)) is not None]


def remember(org_id: UUID) -> int:
    """Write down whom the ledger says to be erased and the list does not hold yet; how many."""
    end = reading.head(org_id).seq
    found = _told(org_id, after=min(_read.get(org_id, 0), end), until=end)
    new = _missing(found, remembered(org_id)) if found else []
    for gone in new:
        append(file_of(org_id), json.dumps({"alias": str(gone.alias_id), "what": gone.verb,
                                            "on": gone.on}))  # fmt: skip
    _read[org_id] = end
    return len(new)


def forgotten(org_id: UUID) -> int:
    """How many erasures the ledger knows and the list does not: after a restore they would be
    back."""
    told = _told(org_id, after=0, until=reading.head(org_id).seq)
    return len(_missing(told, remembered(org_id)))


def undone(org_id: UUID) -> list[Gone]:
    """Of the list, what the ledger does not know: erased after the back-up that was put back."""
    told = _told(org_id, after=0, until=reading.head(org_id).seq)
    return _missing(remembered(org_id), told)


def _told(org_id: UUID, *, after: int, until: int) -> list[Gone]:
    rows = ask(_SINCE, [org_id, after, until, list(ENDED)])
    found = (_parsed_entry(subject, verb, on) for subject, verb, on in rows)
    return [gone for gone in found if gone is not None]


def _parsed_entry(subject: str, verb: str, on: str) -> Gone | None:
    """None for an entry that names nobody: whoever wrote it stops no other from being kept."""
    try:
        return Gone(UUID(subject.rpartition(":")[2]), verb, on)
    except ValueError:
        return None


def _missing(these: Sequence[Gone], there: Sequence[Gone]) -> list[Gone]:
    known = {(gone.alias_id, gone.verb) for gone in there}
    found = {(gone.alias_id, gone.verb): gone for gone in these}
    return [gone for what, gone in found.items() if what not in known]


def _parsed(line: str) -> Gone | None:
    try:
        told = json.loads(line)
        return Gone(UUID(told["alias"]), str(told["what"]), str(told["on"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
