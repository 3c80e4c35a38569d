"""Checking an exported ledger: needs the file and the public key alone, no database, no settings
and nobody to ask."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from ilm.kit.errors import Refused
from ilm.ledger.verifying import Head, Row, check
from ilm.vault import heads
from ilm.vault.heads import NotWhole, Vouched


@dataclass(frozen=True)
class Exported:
    """What a file says, unproved."""

    org: UUID
    head: Head
    key: str
    signed: list[str]
    rows: list[Row]
    loose: list[str]


@dataclass
class Verdict:
    """`faults`: what is wrong. `notes`: what somebody who relies on the file should know."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(
    file: Path,
    *,
    key: bytes | None = None,
    witnessed: Head | None = None,
    kept: Path | None = None,
) -> Verdict:
    """Whether an exported ledger is whole: one sentence per fault.

    `key` is the public key of its signed heads; `witnessed` a head, and `kept` an older export (or
    file of heads), that somebody kept elsewhere. Refused for a file that is no such export.
    """
    told, verdict = _read(file), Verdict()
    seen = [told.head, *([witnessed] if witnessed else [])]
    if key is None:
        verdict.notes.append("No signature was looked at: name the public key with --key.")
    else:
        if told.key not in ("", key.hex()):
            verdict.faults.append("The file names another public key than the one you gave.")
        seen += _signed(told, key, verdict)
    if kept:
        verdict.faults += _missing(told, kept)
    rows = sorted(told.rows, key=lambda row: row.seq)
    if rows != told.rows:
        verdict.faults.append("The lines do not stand in the order they were written in.")
    faults = check(rows, loose=told.loose, witnessed=[each for each in seen if each.seq])
    verdict.faults += dict.fromkeys(faults)
    return verdict


def _signed(told: Exported, key: bytes, verdict: Verdict) -> list[Head]:
    try:
        found = heads.read(told.signed, org=told.org, public=key)
    except NotWhole as why:
        verdict.faults.append(str(why))
        return []
    if not found:
        verdict.faults.append("Nothing in this file is signed.")
        return []
    verdict.notes += heads.losses(found)
    verdict.notes.append(_reaches(found[-1], told.head))
    return heads.standing(found)


def _reaches(last: Vouched, end: Head) -> str:
    after = end.seq - last.seq
    more = f" What came after, {after} entries, is signed by nobody yet." if after > 0 else ""
    return f"Signed as far as {last.seq}, on {last.on}.{more}"


def _missing(told: Exported, kept: Path) -> Iterator[str]:
    """Heads of an older file that are not among those of this one."""
    for line in _heads_of(kept):
        if line not in told.signed:
            yield f"A head that {kept.name} holds is not in this file: {line[:120]}"


def _heads_of(kept: Path) -> list[str]:
    found = []
    for line in _lines(kept):
        try:
            each = json.loads(line)
            found += [str(each["head"])] if "head" in each else [line] * ("signature" in each)
        except (ValueError, TypeError):
            raise Refused(f"{kept} holds no heads of a ledger.") from None
    if not found:
        raise Refused(f"{kept} holds no heads of a ledger.")
    return found


def _read(file: Path) -> Exported:
    try:
        first, *rows = map(json.loads, _lines(file))
        return Exported(
            UUID(first["organisation"]),
            Head(int(first["seq"]), bytes.fromhex(first["hash"])),
            str(first["key"]),
            [str(each["head"]) for each in rows if "head" in each],
            [_row(each) for each in rows if "seq" in each],
            [str(each["loose"]) for each in rows if "loose" in each],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(f"{file} is not a ledger that `ilm ledger export` wrote.") from None


def _row(told: dict[str, Any]) -> Row:
    digest = bytes.fromhex(told["hash"])
    says = str(told["says"] or "")
    return Row(int(told["seq"]), str(told["entry"]), str(told["canon"]), digest, says)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{file} cannot be read.") from None


def head_of(word: str) -> Head:
    """`SEQ:HASH` as `ilm ledger export` prints it. Refused where it is not."""
    seq, _, digest = word.partition(":")
    try:
        return Head(int(seq), bytes.fromhex(digest))
    except ValueError:
        raise Refused(f"{word} is not of the form SEQ:HASH.") from None


def key_of(word: str) -> bytes:
    """A public key: 130 hexadecimal digits, or the file `ledger.public`. Refused where neither."""
    try:
        found = bytes.fromhex(word)
    except ValueError:
        file = Path(word)
        found = file.read_bytes() if file.is_file() else b""
    if len(found) != 65:
        raise Refused("The public key is 130 hexadecimal digits, or the file ledger.public.")
    return found
