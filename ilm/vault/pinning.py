"""What the deployment remembers of a key list outside the database, in the folder of its keys.

The founder's fingerprint, written when the organisation is founded; and how far the list was when a
process of ours last verified it, with the keys in force then. Nothing in it is secret; a process
that may not write there still checks what it reads.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings

from ilm.kit.errors import Refused
from ilm.vault.keylist import Standing

CANNOT = (
    "The founder's fingerprint cannot be kept: the folder of the deployment's keys cannot be"
    " written. Tell whoever runs this installation."
)


@dataclass(frozen=True)
class Pin:
    """`seq` is 0 until a list by this founder has been verified after its commit."""

    founder: str
    seq: int = 0
    head: str = ""
    keys: dict[str, tuple[int, str]] = field(default_factory=dict)


def pinned(org_id: UUID) -> Pin | None:
    """What is remembered; None where there is nothing that can be read."""
    try:
        told = json.loads(_file(org_id).read_text())
        keys = {str(n): (int(epoch), str(raw)) for n, (epoch, raw) in told["keys"].items()}
        return Pin(str(told["founder"]), int(told["seq"]), str(told["head"]), keys)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def pin(org_id: UUID, founder: str) -> None:
    """From now on the list of this organisation begins with this founder, or does not verify.

    Refused where this process may not write in the folder of the keys.
    """
    try:
        _keep(org_id, Pin(founder))
    except OSError:
        raise Refused(CANNOT) from None


def remember(standing: Standing, founder: str) -> None:
    """A list was verified; the next one must be longer, and hold this one's head."""
    known = pinned(standing.org)
    if known and (known.seq >= standing.seq or known.founder != founder):
        return
    in_force = {name: standing.current(name) for name in standing.keys}
    keys = {name: (epoch, raw.hex()) for name, (epoch, raw) in in_force.items()}
    with suppress(OSError):
        _keep(standing.org, Pin(founder, standing.seq, standing.head.hex(), keys))


def _keep(org_id: UUID, what: Pin) -> None:
    """Written beside and moved over: nobody ever reads half of it."""
    file = _file(org_id)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    beside = file.with_suffix(f".{os.getpid()}")
    handle = os.open(
        beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644
    )  # no secret: every process checks
    with os.fdopen(handle, "w") as out:
        json.dump(vars(what), out)
    beside.replace(file)


def _file(org_id: UUID) -> Path:
    return Path(settings.PINS) / f"{org_id}.json"
