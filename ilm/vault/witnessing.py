"""Once a day: where each ledger stands, signed with the deployment's key, outside the database.

The key signs, and no member's ring: a day on which nobody unlocked must have a head too. What the
key cannot do, a copy does that somebody kept elsewhere (docs/decisions/0024).
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger import reading
from ilm.ledger.models import Entry
from ilm.ledger.verifying import START, Head, check
from ilm.vault import deployment, heads
from ilm.vault.heads import NotWhole, Vouched

WITHIN = timedelta(days=2)  # the last head may not be older
UNREADABLE = "The daily head cannot be read. The operator runs `ilm keys` and looks at ILM_WITNESS."


@dataclass(frozen=True)
class Looked:
    """How far the ledger reaches, its last signed head, and what is wrong, in a sentence."""

    end: Head
    last: Vouched | None
    why_not: str

    @property
    def since(self) -> int:
        """Entries that came after the last head."""
        return self.end.seq - (self.last.seq if self.last else 0)


def file_of(org_id: UUID) -> Path:
    """The organisation's heads, oldest first, one a line."""
    return Path(settings.WITNESS) / f"{org_id}.heads"


def lines_of(org_id: UUID) -> list[str]:
    """The lines as they lie there, unproved; none where there is no file."""
    file = file_of(org_id)
    return file.read_text().splitlines() if file.exists() else []


def witnessed(org_id: UUID) -> list[Vouched]:
    """The heads that were signed, oldest first. NotWhole where the file was changed."""
    return heads.read(lines_of(org_id), org=org_id, public=deployment.ledger_public())


def witness(org_id: UUID, *, on: date) -> Vouched | None:
    """Sign where the ledger stands, once a day. None: it was done, or there is nothing yet.

    Refused, and nothing signed, where the file of heads or the ledger since its last head is not
    what it was: a signature under a changed history would be worth less than none.
    """
    try:
        before = witnessed(org_id)
    except NotWhole as why:
        raise Refused(f"The file of heads was changed. {why}") from None
    if before and before[-1].on >= on:
        return None
    start = before[-1].head if before else START
    if start.seq and reading.at(org_id, start.seq) != start:
        raise Refused(f"The ledger does not hold the head that was signed on {before[-1].on}.")
    head = reading.head(org_id)  # before its rows: what comes meanwhile is tomorrow's
    rows, loose = reading.rows(org_id, after=start.seq), reading.loose(org_id)
    if faults := check(rows, loose=loose, witnessed=[head], start=start):
        raise Refused(f"The ledger is not whole: {faults[0]}.")
    return add(org_id, head, on=on, before=before) if head != START else None


def add(
    org_id: UUID, head: Head, *, on: date, before: list[Vouched], kind: str = heads.DAILY
) -> Vouched:
    """Write this down as the next line, durably."""
    made = heads.vouch(
        head, org=org_id, on=on, before=before, by=deployment.ledger_private(), kind=kind
    )
    append(file_of(org_id), made.line)
    return made


def put_back(org_id: UUID, *, on: date) -> Vouched | None:
    """A back-up was put back: sign how far the ledger reaches now, where it is shorter than it was.

    None where nothing of it was lost. Refused, and nothing signed, where what was put back is not
    the ledger that was signed: its end may be lost, its history may not be another.
    """
    try:
        before = witnessed(org_id)
    except NotWhole as why:
        raise Refused(f"The file of heads was changed. {why}") from None
    end, known = reading.head(org_id), heads.standing(before)
    held = [head for head in known if head.seq <= end.seq]
    rows, loose = reading.rows(org_id), reading.loose(org_id)
    if faults := check(rows, loose=loose, witnessed=[*held, end]):
        raise Refused(f"This is not the ledger that was signed: {faults[0]}.")
    if len(held) == len(known):
        return None
    return add(org_id, end, on=on, before=before, kind=heads.RESTORED)


def append(file: Path, line: str) -> None:
    """One line more, on the disk before this returns; for this user and group alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    with os.fdopen(handle, "w") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())


def look(org_id: UUID) -> Looked:
    """The last head and what is wrong with it, quickly: the ledger itself is not read through."""
    end = reading.head(org_id)
    try:
        known = witnessed(org_id)
    except NotWhole as why:
        return Looked(end, None, f"The file of heads was changed. {why}")
    except OSError:
        return Looked(end, None, UNREADABLE)
    last = known[-1] if known else None
    if last and reading.at(org_id, last.seq) != last.head:
        return Looked(end, last, f"The ledger does not hold the head that was signed on {last.on}.")
    return Looked(end, last, " ".join(overdue(org_id, known)))


def complaints(org_id: UUID) -> Iterator[str]:
    """What is wrong with the daily head and with the whole ledger, one sentence each."""
    try:
        known = witnessed(org_id)
    except NotWhole as why:
        yield f"The file of heads was changed. {why}"
        return
    except OSError:
        yield UNREADABLE
        return
    yield from check(
        reading.rows(org_id), loose=reading.loose(org_id), witnessed=heads.standing(known)
    )
    yield from overdue(org_id, known)


def overdue(org_id: UUID, known: list[Vouched]) -> Iterator[str]:
    """A sentence where the last head is older than two days, or never was."""
    first = clock.today() - WITHIN
    if known and known[-1].on < first:
        yield f"The last head was signed on {known[-1].on}. The worker's clock signs one a day."
    if not known and Entry.objects.filter(org_id=org_id, at__date__lt=first).exists():
        yield "No head was ever signed. The worker's clock signs one a day."
