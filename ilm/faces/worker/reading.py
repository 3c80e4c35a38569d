"""What her code opens: the mirror of her thread, in plain words. Read-only, no names of staff."""

import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from ilm.catalog.issues import ALL_LEAVES
from ilm.faces.worker import words
from ilm.kit.slug import Slug
from ilm.vault import receipts
from ilm.vault.sealing import Denied
from ilm.wall.entering import ask

WAITING, CALLABLE = "shown", frozenset({"shown", "approved", "signed_once", "signed"})


@dataclass(frozen=True)
class Told:
    """Words that left, or may leave: to whom, exactly how, and how far they are."""

    id: str
    to: str
    text: str
    language: str
    state: str
    may_approve: bool
    may_decline: bool


@dataclass(frozen=True)
class Reply:
    """One reply; `text` is None where it did not open or no code was given."""

    id: str
    on: date
    generation: int
    sealed: bytes
    text: str | None = None


@dataclass(frozen=True)
class Thread:
    """All she may see. `is_asked`: we put a question to her whether it is fixed."""

    org_id: UUID
    reporter_public: bytes
    reporter_locked: bytes
    state: str
    issues: list[tuple[str, str]]
    told: list[Told]
    replies: list[Reply]
    opened: list[tuple[date, str]]
    is_asked: bool


def thread(lookup: bytes) -> Thread | None:
    """What `wall.mirror` shows for this lookup (32 bytes), or None if nobody has it."""
    [(found,)] = ask("select wall.mirror(%s)", [lookup])
    if found is None:
        return None
    seen = json.loads(found) if isinstance(found, str) else found
    issues = [(_name(i["leaf"]), words.issue(i["status"], i["reason"])) for i in seen["issues"]]
    return Thread(
        org_id=UUID(seen["org"]),
        reporter_public=b64decode(seen["reporter_public"]),
        reporter_locked=b64decode(seen["reporter_locked"]),
        state=_("We have your report. We work on it.") if issues else _("We have your report."),
        issues=issues,
        told=[_told(one) for one in seen["disclosures"]],
        replies=[_reply(one) for one in seen["replies"]],
        opened=[(date.fromisoformat(o["on"]), words.reason(o["because"])) for o in seen["opened"]],
        is_asked=seen["topic"] == "validating",
    )


def with_replies(found: Thread, receipt: bytes) -> list[Reply]:
    """Her replies, opened in memory with her code; one that does not open keeps its day."""
    return [_opened(found, one, receipt) for one in found.replies]


def _opened(found: Thread, one: Reply, receipt: bytes) -> Reply:
    try:
        kept = (found.reporter_public, found.reporter_locked, one.sealed)
        plain = receipts.open_reply(receipt, *kept, one.id, one.generation)
    except Denied:
        return one
    return Reply(one.id, one.on, one.generation, one.sealed, plain.decode(errors="replace"))


def _name(leaf: str) -> str:
    kind = ALL_LEAVES.get(Slug(leaf))
    return _(kind.label) if kind else leaf


def _told(one: dict[str, Any]) -> Told:
    on = date.fromisoformat(one["on"]) if one["on"] else None
    return Told(
        id=one["id"],
        to=words.recipient(one["recipient"]),
        text=one["text"],
        language=one["language"],
        state=words.disclosure(one["status"], on),
        may_approve=one["status"] == WAITING,
        may_decline=one["status"] in CALLABLE,
    )


def _reply(one: dict[str, Any]) -> Reply:
    sealed = b64decode(one["sealed"])
    return Reply(one["id"], date.fromisoformat(one["on"]), one["generation"], sealed)
