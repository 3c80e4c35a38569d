"""Checking an exported ledger: needs the file alone, no database and nobody to ask."""

import json
from pathlib import Path

from ilm.kit.errors import Refused
from ilm.ledger.verifying import Head, check


def verify(file: Path, *, witnessed: Head | None = None) -> list[str]:
    """One sentence per fault of an exported ledger, none when it is whole. Needs no database.

    `witnessed` is a head that somebody kept elsewhere. Refused for a file that is no such export.
    """
    try:
        head, *rows = map(json.loads, file.read_text().splitlines())
        last = Head(int(head["seq"]), bytes.fromhex(head["hash"]))
        links = [
            (int(r["seq"]), str(r["entry"]), str(r["canon"]), bytes.fromhex(r["hash"]))
            for r in rows
            if "seq" in r
        ]
        says = {str(r["entry"]): tuple(json.loads(r["says"])) for r in rows if r["says"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{file} is not a ledger that `ilm ledger export` wrote.") from None
    faults = check(links, says, last if last.seq else None)
    more = check(links, says, witnessed) if witnessed else []
    return list(dict.fromkeys([*faults, *more]))


def head_of(word: str) -> Head:
    """`SEQ:HASH` as `ilm ledger export` prints it. Refused where it is not."""
    seq, _, digest = word.partition(":")
    try:
        return Head(int(seq), bytes.fromhex(digest))
    except ValueError:
        raise Refused(f"{word} is not of the form SEQ:HASH.") from None
