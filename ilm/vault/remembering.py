"""Who was erased, in a file outside the database: a back-up that is older does not know.

A line for each alias and what ended of it, beside the signed heads. An alias is a random number;
the ledger names it as well.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from ilm.ledger import reading
from ilm.vault.witnessing import append
from ilm.wall.bounds import ENDED
from ilm.wall.entering import ask

_SINCE = (
    "select e.subject, e.verb, (e.at at time zone 'UTC')::date::text from ledger_entry e"
    " join ledger_link l on l.entry_id = e.id"
    " where l.org_id = %s and l.seq > %s and l.seq <= %s and e.verb = any (%s) order by l.seq"
)
log = logging.getLogger(__name__)
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
    """Write down whom the ledger says to be erased, and who is, and the list does not hold yet; how
    many. An entry about somebody whose keys are there is left to `ilm check`: whoever wrote it, a
    restore must not follow it."""
    end = reading.head(org_id).seq
    found = _told(org_id, after=min(_read.get(org_id, 0), end), until=end)
    new = _missing(found, remembered(org_id)) if found else []
    true = [gone for gone in new if has_ended(org_id, gone)]
    for gone in true:
        append(file_of(org_id), json.dumps({"alias": str(gone.alias_id), "what": gone.verb,
                                            "on": gone.on}))  # fmt: skip
    if len(true) < len(new):
        log.error("%s entries of %s name people who are not erased", len(new) - len(true), org_id)
    _read[org_id] = end
    return len(true)


def has_ended(org_id: UUID, gone: Gone) -> bool:
    """Whether the keys are gone of what this says to have ended, by the rows themselves."""
    return bool(ask("select wall.has_ended(%s, %s, %s)", [org_id, gone.alias_id, gone.verb])[0][0])


def forgotten(org_id: UUID) -> int:
    """How many erasures the ledger knows and the list does not: after a restore they would be
    back."""
    told = _told(org_id, after=0, until=reading.head(org_id).seq)
    return len(_missing(told, remembered(org_id)))


def undone(org_id: UUID) -> list[Gone]:
    """Of the list, who is there again: erased after the back-up that was put back. The rows say so,
    not the ledger, which came out of the same back-up."""
    there = ask("select id from vault_alias where org_id = %s", [org_id])
    known = {alias_id for (alias_id,) in there}
    return [
        gone
        for gone in _missing(remembered(org_id), [])
        if gone.alias_id in known and gone.verb in ENDED and not has_ended(org_id, gone)
    ]


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
