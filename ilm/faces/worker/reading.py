"""What her code opens: the mirror of her thread, in plain words. Read-only, no names of staff."""

import json
import logging
from base64 import b64decode
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ilm.catalog.issues import ALL_LEAVES
from ilm.faces.worker import words
from ilm.kit.slug import Slug
from ilm.vault import receipts, saying, vouching
from ilm.vault.sealing import Denied
from ilm.wall.entering import ask

log = logging.getLogger(__name__)
WAITING, CALLABLE = "shown", frozenset({"shown", "approved", "signed_once", "signed"})


@dataclass(frozen=True)
class Told:
    """Words that left, or may leave: to whom, exactly how, and how far they are.

    `text` is what she reads, None until her code opens it; `original` what is sent, where that is
    in another language; `words` the binding of both. `answered` (yes, no): her answer has arrived
    and was not heard yet.
    """

    id: str
    to: str
    sealed: bytes
    text: str | None
    language: str
    original: str
    original_language: str
    words: str
    state: str
    answered: str
    may_approve: bool
    may_decline: bool


@dataclass(frozen=True)
class Asked:
    """A question of ours, the day of her answer, and which button it was."""

    question: str
    on: date
    answer: str


@dataclass(frozen=True)
class Reply:
    """One reply; `text` is None where it did not open or no code was given. `is_ours`: signed by
    somebody whom the organisation's verified list ever named, or by the house."""

    id: str
    on: date
    generation: int
    sealed: bytes
    text: str | None = None
    is_ours: bool = False


@dataclass(frozen=True)
class Thread:
    """All she may see. `question`: what we ask her now, empty when nothing, and its `check_in`.

    `is_answered`: her answer to it has arrived; `is_stopped`: so has her wish that we stop;
    `is_erasing`: so has her wish to be erased, and a person looks at it.
    """

    org_id: UUID
    alias_id: UUID
    id: UUID | None
    signers: list[bytes]
    reporter_public: bytes
    reporter_locked: bytes
    state: str
    issues: list[tuple[str, str]]
    told: list[Told]
    replies: list[Reply]
    opened: list[tuple[date, str]]
    asked: list[Asked]
    check_in: str
    question: str
    is_answered: bool
    is_stopped: bool
    is_erasing: bool


def thread(lookup: bytes) -> Thread | None:
    """What `wall.mirror` shows for this lookup (32 bytes), or None if nobody has it."""
    [(found,)] = ask("select wall.mirror(%s)", [lookup])
    if found is None:
        return None
    seen = json.loads(found) if isinstance(found, str) else found
    is_stopped = f"withdraw:{seen['alias']}" in seen["waiting"]
    told = [_told(one, seen["waiting"], is_stopped) for one in seen["disclosures"]]
    is_heard = any(t.answered for t in told) and not any(t.may_approve for t in told)
    issues = [(_name(i["leaf"]), _stands(i, is_heard)) for i in seen["issues"]]
    return Thread(
        org_id=UUID(seen["org"]),
        alias_id=UUID(seen["alias"]),
        id=UUID(seen["thread"]) if seen["thread"] else None,
        signers=_signers(seen, lookup),
        reporter_public=b64decode(seen["reporter_public"]),
        reporter_locked=b64decode(seen["reporter_locked"]),
        state=_("We have your report. We work on it.") if issues else _("We have your report."),
        issues=issues,
        told=told,
        replies=[_reply(one) for one in seen["replies"]],
        opened=[
            (date.fromisoformat(o["on"]), words.opener(o["role"], o["because"], o["who"]))
            for o in seen["opened"]
        ],
        asked=[_asked(one) for one in seen["asked"]],
        check_in=seen["check_in"] or "",
        question=words.question(seen["question"] or ""),
        is_answered=f"answer:{seen['check_in']}" in seen["waiting"],
        is_stopped=is_stopped,
        is_erasing=seen["erasing"] or f"erase:{seen['alias']}" in seen["waiting"],
    )


def _signers(seen: dict[str, Any], lookup: bytes) -> list[bytes]:
    """Who spoke to her for us, and nobody else who works here; nobody where her receipt was turned
    to another organisation, person or key: then nothing on her page passes for our words."""
    org_id, alias_id, public = UUID(seen["org"]), UUID(seen["alias"]), seen["reporter_public"]
    right = vouching.of_receipt(org_id, alias_id, lookup, b64decode(public))
    if not vouching.holds(b64decode(seen["vouched"]), right):
        log.error("the receipt of alias %s was changed", alias_id)
        return []
    authors = [UUID(one) if one else None for one in seen["authors"]]
    return saying.signers_among(org_id, authors)


def with_replies(found: Thread, receipt: bytes) -> list[Reply]:
    """Her replies, opened in memory with her code; one that does not open keeps its day."""
    return [_opened(found, one, receipt) for one in found.replies]


def with_words(found: Thread, receipt: bytes) -> Thread:
    """The thread with what others are told, opened in memory with her code."""
    return replace(found, told=[_opened_words(found, one, receipt) for one in found.told])


def _opened(found: Thread, one: Reply, receipt: bytes) -> Reply:
    plain = _plain(found, one.sealed, receipt, one.id, one.generation)
    if plain is None:
        return one
    text, mark = _said(plain.decode(errors="replace"))
    is_ours = saying.is_signed(found.signers, mark, one.id, str(found.id), text)
    return replace(one, text=text, is_ours=is_ours)


def _said(plain: str) -> tuple[str, object]:
    """The words of a reply and their signature; older ones are words alone."""
    try:
        told = json.loads(plain)
    except ValueError:
        return plain, ""
    if not isinstance(told, dict) or "text" not in told:
        return plain, ""
    return str(told["text"]), told.get("said", "")


def _opened_words(found: Thread, one: Told, receipt: bytes) -> Told:
    plain = _plain(found, one.sealed, receipt, one.id, 1)
    if plain is None:
        return one
    said = json.loads(plain)
    return replace(one, text=said["text"], original=said.get("original", ""))


def _plain(found: Thread, sealed: bytes, receipt: bytes, place: str, age: int) -> bytes | None:
    kept = (found.reporter_public, found.reporter_locked, sealed)
    try:
        return receipts.open_reply(receipt, *kept, place, age)
    except Denied:
        return None


def _name(leaf: str) -> str:
    kind = ALL_LEAVES.get(Slug(leaf))
    return _(kind.label) if kind else leaf


def _stands(issue: dict[str, Any], is_heard: bool) -> str:
    """How an issue of hers stands; `is_heard`: what we asked her about words, she has answered."""
    if is_heard and issue["status"] == "awaiting_consent":
        return str(words.HEARD)
    return words.issue(issue["status"], issue["reason"])


def key_of(act: str, thing: object, bound_to: str = "") -> str:
    """The key of an answer on its way: a second try is the same, and the mirror finds it."""
    return ":".join(filter(None, (act, str(thing), bound_to)))


def _told(one: dict[str, Any], waiting: list[str], is_stopped: bool) -> Told:
    on = date.fromisoformat(one["on"]) if one["on"] else None
    status, answered = one["status"], ""
    if status == WAITING and key_of("approve", one["id"], one["words"]) in waiting:
        answered = "yes"
    if status in CALLABLE and (is_stopped or key_of("decline", one["id"]) in waiting):
        answered = "no"
    return Told(
        id=one["id"],
        to=words.recipient(one["recipient"]),
        sealed=b64decode(one["sealed"] or ""),
        text=None,
        language=one["translated_into"] or one["language"],
        original="",
        original_language=one["language"] if one["translated_into"] else "",
        words=one["words"],
        state=words.arrived(answered) if answered else words.disclosure(status, on),
        answered=answered,
        may_approve=status == WAITING and not answered,
        may_decline=status in CALLABLE and answered != "no",
    )


def _asked(one: dict[str, Any]) -> Asked:
    on = date.fromisoformat(one["on"])
    return Asked(words.question(one["question"]), on, words.answer(one["answer"]))


def _reply(one: dict[str, Any]) -> Reply:
    sealed = b64decode(one["sealed"])
    return Reply(one["id"], date.fromisoformat(one["on"]), one["generation"], sealed)
