"""A ledger as lines of a file that anybody can check without us (`ilm verify-ledger`).

One JSON object a line: first how far the chain reaches and under which key its heads are signed,
then the signed heads, then each link with what its entry says now.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.ledger import reading
from ilm.ledger.models import Entry
from ilm.ledger.moves import record
from ilm.ledger.verifying import Head
from ilm.vault import deployment, witnessing

EXPORTED = "ledger.exported"
Within = Callable[[], AbstractContextManager[None]]


def head_of(org_id: UUID) -> Head:
    """How far a file written now reaches."""
    return reading.head(org_id)


def take_out(*, by: Actor) -> Head:
    """A member takes the ledger out: written down, and how far the file will reach."""
    by.must(Permission.LEDGER_EXPORT)
    head = reading.head(by.organisation)
    whole = Entry(id=by.organisation, org_id=by.organisation)
    record(whole, EXPORTED, by=by, seq=head.seq)
    return head


def lines(org_id: UUID, head: Head, *, within: Within = nullcontext) -> Iterator[str]:
    """The file as far as `head`, each line with its end.

    Each piece is read inside `within()`: a face entered anew, so that a slow reader outlives no
    signed context.
    """
    with within():
        opening = _opening(org_id, head)
    yield from opening
    after = 0
    while True:
        with within():
            found = [row for row in reading.some(org_id, after=after) if row.seq <= head.seq]
        if not found:
            break
        for row in found:
            told = {"seq": row.seq, "entry": row.entry, "canon": row.canon,
                    "hash": row.hash.hex(), "says": row.says}  # fmt: skip
            yield json.dumps(told, ensure_ascii=False) + "\n"
        after = found[-1].seq
    with within():
        left = reading.loose(org_id)
    yield from (json.dumps({"loose": entry}) + "\n" for entry in left)


def _opening(org_id: UUID, head: Head) -> list[str]:
    told = {"organisation": str(org_id), "at": clock.now().isoformat(), "seq": head.seq,
            "hash": head.hash.hex(), "key": key_hex()}  # fmt: skip
    signed = ({"head": line} for line in witnessing.lines_of(org_id))
    return [json.dumps(each) + "\n" for each in (told, *signed)]


def key_hex() -> str:
    """The public key of the heads, as it is typed; empty where this process has none."""
    with suppress(OSError):
        return deployment.ledger_public().hex()
    return ""
