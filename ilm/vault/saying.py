"""Who answers for words of ours: a signature inside the seal, which nobody makes who only writes
to the database.

A member signs with her ring; what goes out by the clock is signed by the house, whose private half
is a file of the process that asks. Valid are the keys of all whom the verified list ever named: she
may have left since. The list names nobody by a row alone.
"""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from ilm.vault import deployment, keys, trusting
from ilm.vault.sealing import Denied, Part, bind


def said(message: Part, thread: Part, text: str) -> bytes:
    """What is signed: these words, in this message of this conversation."""
    return bind("said", message, thread, hashlib.sha256(text.encode()).digest())


def sign(message: UUID, thread: UUID, text: str, *, private: bytes | None) -> str:
    """128 hex digits; by the house without a member's key, and empty where neither is at hand."""
    by = private or deployment.house_private()
    return keys.sign(by, said(message, thread, text)).hex() if by else ""


def signers(org_id: UUID) -> list[bytes]:
    """Every public half that an answer of this organisation may be signed with; none while its list
    does not verify, so that nothing then passes as ours."""
    standing = trusting.look(org_id).standing
    if standing is None:
        return []
    members = sorted(raw for known in standing.signed.values() for raw in known)
    return [*members, *house()]


def signers_of(org_id: UUID, author: UUID | None) -> list[bytes]:
    """The same of one member; of the house for what nobody wrote."""
    if author is None:
        return house()
    standing = trusting.look(org_id).standing
    return sorted(standing.signed.get(author, ())) if standing else []


class Signers:
    """`signers_of` for many words of one organisation at once: each member is looked up once."""

    def __init__(self, org_id: UUID) -> None:
        self._org_id = org_id
        self._known: dict[UUID | None, list[bytes]] = {}

    def of(self, author: UUID | None) -> list[bytes]:
        if author not in self._known:
            self._known[author] = signers_of(self._org_id, author)
        return self._known[author]


def signers_among(org_id: UUID, authors: Iterable[UUID | None]) -> list[bytes]:
    """Those that these members, or the house for None, may have signed with: a reader of their
    words need not learn how many others work there."""
    wrote = set(authors)
    standing = trusting.look(org_id).standing if wrote - {None} else None
    theirs = [standing.signed.get(one, ()) for one in wrote if one] if standing else []
    return sorted(
        {raw for known in theirs for raw in known}.union(house() if None in wrote else ())
    )


def house() -> list[bytes]:
    public = deployment.house_public()
    return [public] if public else []


def is_signed(by: Iterable[bytes], mark: object, message: Part, thread: Part, text: str) -> bool:
    """Whether one of these keys signed exactly these words in this place."""
    try:
        signature = bytes.fromhex(str(mark))
    except ValueError:
        return False
    context = said(message, thread, text)
    return any(_fits(public, signature, context) for public in by)


def _fits(public: bytes, signature: bytes, context: bytes) -> bool:
    try:
        keys.verify(public, signature, context)
    except Denied:
        return False
    return True
