"""Is the history whole? Reads rows only, so it works on a file from which nobody can be asked."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Head:
    """Where a chain stood when somebody outside witnessed it."""

    seq: int
    hash: bytes


Canon = tuple[object, ...]
LinkRow = tuple[int, str, str, bytes]  # seq, entry id, canon, hash


def check(
    links: Sequence[LinkRow], entries: Mapping[str, Canon], witnessed: Head | None = None
) -> list[str]:
    """One sentence per fault, none when the chain is whole. `entries`: id → what canon must say."""
    faults: list[str] = []
    before, last, seen = b"", 0, set()
    for seq, entry, canon, digest in sorted(links):
        if seq != last + 1:
            faults.append(f"{last + 1} is missing")
        if hashlib.sha256(before + canon.encode()).digest() != digest:
            faults.append(f"{seq} does not follow from the one before")
        if entry not in entries:
            faults.append(f"{seq} has lost its entry")
        elif list(entries[entry]) != json.loads(canon):
            faults.append(f"{seq} differs from its entry")
        if witnessed and witnessed.seq == seq and witnessed.hash != digest:
            faults.append(f"{seq} is not what was witnessed")
        seen.add(entry)
        before, last = digest, seq
    if witnessed and last < witnessed.seq:
        faults.append(f"the chain ends at {last}, {witnessed.seq} was witnessed")
    return faults + [f"{entry} was never linked" for entry in sorted(entries.keys() - seen)]
