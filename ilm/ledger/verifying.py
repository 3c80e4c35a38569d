"""Is the history whole? Reads rows only, so it works on a file from which nobody can be asked."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Head:
    """Where a chain stood when somebody outside witnessed it."""

    seq: int
    hash: bytes


@dataclass(frozen=True)
class Row:
    """A link of the chain and what its entry says now: `says` is empty where the entry is gone."""

    seq: int
    entry: str
    canon: str
    hash: bytes
    says: str


START = Head(0, b"")


def check(
    rows: Iterable[Row],
    *,
    loose: Iterable[str] = (),
    witnessed: Iterable[Head] = (),
    start: Head = START,
) -> list[str]:
    """One sentence per fault, none when the chain is whole.

    `rows` come in their order and are read once, however many there are; `loose` are entries that
    no link names. With `start` the rows begin after that head, and the chain must follow from it.
    """
    heads = _by_place(witnessed)
    faults: list[str] = []
    last = start
    for row in rows:
        faults += _of(row, last)
        if heads.get(row.seq, {row.hash}) != {row.hash}:
            faults.append(f"{row.seq} is not what was witnessed")
        last = Head(row.seq, row.hash)
    if (longest := max(heads, default=0)) > last.seq:
        faults.append(f"the chain ends at {last.seq}, {longest} was witnessed")
    return faults + [f"{entry} was never linked" for entry in sorted(loose)]


def _by_place(heads: Iterable[Head]) -> Mapping[int, set[bytes]]:
    found: dict[int, set[bytes]] = {}
    for head in heads:
        found.setdefault(head.seq, set()).add(head.hash)
    return found


def _of(row: Row, last: Head) -> list[str]:
    faults = []
    if row.seq != last.seq + 1:
        faults.append(f"{last.seq + 1} is missing")
    if hashlib.sha256(last.hash + row.canon.encode()).digest() != row.hash:
        faults.append(f"{row.seq} does not follow from the one before")
    if not row.says:
        faults.append(f"{row.seq} has lost its entry")
    elif row.says != row.canon and not _same(row.says, row.canon):
        faults.append(f"{row.seq} differs from its entry")
    elif not _names(row.canon, row.entry):
        faults.append(f"{row.seq} is the link of another entry")
    return faults


def _same(one: str, other: str) -> bool:
    """The same values, however they are spaced; False where either is none."""
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


def _names(canon: str, entry: str) -> bool:
    """The canon begins with the entry's own id: two links cannot share one text."""
    return canon.startswith(f'["{entry}"')
