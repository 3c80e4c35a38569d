"""One person on many channels: her threads are linked by her code word, by her receipt or by a case
worker, never by a machine and never merged; and any link is taken back."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.access.roles import Reach
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Locked, Refused
from ilm.language.normalise import display, encoding, search_form
from ilm.ledger.moves import record
from ilm.talk import noting, safety
from ilm.talk.models import Conversation, How, Link, SafePlan
from ilm.talk.threads import thread_of, wake
from ilm.vault import receipts
from ilm.vault.models import Receipt
from ilm.vault.opening import Reader
from ilm.vault.sealing import Denied
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import atomic

MOST = 12  # threads of one person: more is a mistake


@dataclass(frozen=True)
class Joined:
    """Another thread of hers, and the link that leads there: None where it leads over a third."""

    thread: Conversation
    link: Link | None


def link(
    thread: Conversation,
    *,
    ref: str,
    how: How,
    proof: str,
    unlocked: Unlocked | None,
    by: Actor,
) -> Link:
    """She writes in this thread and in that of the reference. `proof` is what she showed here and
    that one holds: the word of its plan, the code of its report; or why a case worker knows, which
    is kept as a note on both threads.

    Where she has a safe-contact plan in one of them alone, it holds in the other from now on.
    Refused where the proof does not hold, where they are linked already, or one was erased.
    """
    _must_see_all(by, thread.org_id)
    if unlocked is None:
        raise Locked("Unlock the vault to link threads: her plan goes with her.")
    other = Conversation.objects.visible_to(by).filter(ref=ref.strip().upper()).first()
    if other is None:
        raise Refused("There is no thread of this reference.")
    if thread.pk == other.pk:
        raise Refused("This is the same thread.")
    for each in (thread, other):
        thread_of(each)  # refused where it was erased
    PROOFS[how](other, proof, Reader(unlocked))
    with atomic():
        made = _joined(thread, other, how, by)
        _carry_plan(thread, other, Reader(unlocked), by)
        for each in (thread, other):
            if how is How.MEMBER:
                noting.note_down(each, text=proof, unlocked=unlocked, by=by)
            record(each, "conversation.linked", by=by, how=how)
        wake(thread.org_id, [thread.pk, other.pk])
    return made


def unlink(made: Link, *, by: Actor) -> None:
    """They are two people, or nobody knows. Plans stay as they are: each can be changed alone."""
    _must_see_all(by, made.org_id)
    with atomic():
        ended = Link.objects.filter(pk=made.pk).live()
        if not ended.update(ended_at=clock.now(), ended_by=by.person):
            raise Refused("This link was taken back already.")
        for each in (made.one, made.other):
            record(each, "conversation.unlinked", by=by)
        wake(made.org_id, [made.one_id, made.other_id])


def joined(thread: Conversation, by: Actor) -> list[Joined]:
    """Her other threads, the latest first, also those that are linked over a third one."""
    if by.role.reach is not Reach.OWN_ORGANISATION:
        return []
    links = threads_of(thread, by)
    rows = Conversation.objects.visible_to(by).filter(pk__in=set(links) - {thread.pk})
    return [Joined(row, links[row.pk]) for row in rows.order_by("-last_at", "-id")]


def threads_of(thread: Conversation, by: Actor) -> Mapping[UUID, Link | None]:
    """Every thread of the person of this one, itself among them → the link that joins the two."""
    found: dict[UUID, Link | None] = {thread.pk: None}
    edge = {thread.pk}
    while edge and len(found) <= 2 * MOST:
        rows = Link.objects.visible_to(by).live()
        touching = list(rows.filter(models.Q(one__in=edge) | models.Q(other__in=edge)))
        edge = {pk for row in touching for pk in (row.one_id, row.other_id)} - set(found)
        direct = {
            row.other_id if row.one_id == thread.pk else row.one_id: row
            for row in touching
            if thread.pk in (row.one_id, row.other_id)
        }
        found |= {pk: direct.get(pk) for pk in edge}
    return found


def keep_plan(thread: Conversation, *, by: Actor, **plan: object) -> SafePlan:
    """Her plan is the person's: what it says holds in each of her threads. Where another plan
    stands, nothing is widened from here, and its words stay: it is changed there."""
    with atomic():
        before = safety.plan_of(thread.alias_id)
        for each in joined(thread, by):
            alias_id = each.thread.alias_id
            theirs = safety.plan_of(alias_id)
            is_free = theirs is None or safety.is_same(before, theirs)
            told = plan if is_free or theirs is None else safety.narrower(plan, theirs)
            safety.keep_plan(alias_id, org_id=thread.org_id, by=by, **told)
        return safety.keep_plan(thread.alias_id, org_id=thread.org_id, by=by, **plan)  # type: ignore[arg-type]


def _joined(thread: Conversation, other: Conversation, how: How, by: Actor) -> Link:
    both = sorted((thread.pk, other.pk))
    rows = Conversation.objects.filter(pk__in=both).order_by("id")
    list(rows.select_for_update().values_list("pk"))  # who links the same two waits
    if Link.objects.filter(one=both[0], other=both[1]).live().exists():
        raise Refused("These two are linked already.")
    if len({*threads_of(thread, by), *threads_of(other, by)}) > MOST:
        raise Refused(f"More than {MOST} threads of one person: look at the links first.")
    return Link.objects.create(
        org_id=thread.org_id, one_id=both[0], other_id=both[1], how=how, made_by=by.person,
        made_at=clock.now(),
    )  # fmt: skip


def _must_see_all(by: Actor, org_id: UUID) -> None:
    by.must(Permission.SAFETY_PLAN)
    if by.role.reach is not Reach.OWN_ORGANISATION or org_id != by.org_id:
        raise Forbidden("Threads are linked by the case workers who can read both.")


def _carry_plan(one: Conversation, other: Conversation, reader: Reader, by: Actor) -> None:
    """The plan of one thread to the other that has none; where both have one, both stay."""
    plans = {each: safety.whole_plan(each.alias_id) for each in (one, other)}
    for here, there in ((one, other), (other, one)):
        if (plan := plans[here]) is not None and plans[there] is None:
            safety.copy_plan(plan, there.alias_id, words=safety.words_of(plan, reader), by=by)


def _code_word(other: Conversation, said: str, reader: Reader) -> None:
    """The word of the plan in the other thread: that of his own plan everybody knows."""
    plan = safety.whole_plan(other.alias_id)
    try:
        word = safety.words_of(plan, reader).get("code_word", "") if plan else ""
    except Denied:
        raise Locked("You hold no key to her plan. Ask a colleague.") from None
    if not (word and hmac.compare_digest(_plain(word), _plain(said))):
        raise Refused("This is not the code word of the other thread. Link nothing yet: ask again.")


def _receipt(other: Conversation, said: str, reader: Reader) -> None:
    """The code of the report in the other thread: whoever has it made that report."""
    look = receipts.lookup(receipts.read(said))
    known = Receipt.objects.filter(org_id=other.org_id, lookup=look).defer("locked").first()
    if known is None or known.alias_id != other.alias_id:
        raise Refused("This is not the code of the other thread. Begin where she showed it.")


def _member(other: Conversation, said: str, reader: Reader) -> None:
    if not said.strip():
        raise Refused("Write down how you know that it is one person.")


def _plain(word: str) -> bytes:
    """As she may say it: any digits, capitals and spaces, Zawgyi or Unicode."""
    return "".join(search_form(display(word, encoding(word))).split()).encode()


PROOFS = {How.CODE_WORD: _code_word, How.RECEIPT: _receipt, How.MEMBER: _member}
