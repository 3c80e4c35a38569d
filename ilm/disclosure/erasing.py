"""Erasing one person: she asks or a supervisor begins, another member confirms, and it is done.

The database erases (`wall/sql/forget.sql`), in one transaction with the entry in the ledger.
"""

import json
from uuid import UUID

from ilm.access.actor import Actor, worker
from ilm.access.permissions import Permission
from ilm.cases.holding import hold_over
from ilm.cases.models import Erasure
from ilm.catalog.keeping import BACKUPS_KEEP_KEYS, Because
from ilm.disclosure.approving import decline
from ilm.disclosure.lifecycle import DECLINE
from ilm.disclosure.models import Disclosure
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused, WrongState
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.talk import forgetting
from ilm.vault.models import Alias
from ilm.wall.entering import ask, atomic

ENDS_IDENTITY = "person.identity_ended"  # who she is; her words are kept longer


def want(alias_id: UUID, *, by: Actor) -> Erasure:
    """She asks on her page: a task for a supervisor. Asked twice, it is one."""
    if by.id != f"worker:{alias_id}":
        raise Forbidden("Only the worker herself asks for this.")
    found = Erasure.objects.open().filter(alias_id=alias_id).first()
    if found is not None:
        return found
    row = Erasure(
        org_id=by.organisation, alias_id=alias_id, because=Because.SHE_ASKED,
        wanted_on=clock.today(),
    )  # fmt: skip
    row.save(force_insert=True)
    record(_alias(row), "person.erasure_wanted", by=by)
    return row


def begin(alias_id: UUID, *, because: str, by: Actor) -> Erasure:
    """A supervisor's word; another member must confirm it. Refused while a legal hold stands."""
    by.must(Permission.PERSON_ERASE)
    if because not in list(Because):
        raise Refused("Choose from the list why she is to be erased.")
    _must_not_be_held(alias_id)
    row = Erasure.objects.visible_to(by).open().filter(alias_id=alias_id).first()
    row = row or Erasure(org_id=by.organisation, alias_id=alias_id)
    if row.begun_by:
        raise WrongState("This was begun before. Another member must confirm it.")
    row.because, row.begun_by, row.begun_at = because, by.person, clock.now()
    with atomic():
        fields = ["because", "begun_by", "begun_at"]
        row.save(update_fields=None if row._state.adding else fields)
        record(_alias(row), "person.erasure_begun", by=by, because=Slug(because))
    return row


def call_off(erasure: Erasure, *, by: Actor) -> Erasure:
    """Not now. What she asked herself may be asked again."""
    by.must(Permission.PERSON_ERASE)
    _must_be_open(erasure)
    erasure.called_off_at = clock.now()
    with atomic():
        erasure.save(update_fields=["called_off_at"])
        record(_alias(erasure), "person.erasure_called_off", by=by)
    return erasure


def confirm(erasure: Erasure, *, by: Actor) -> Erasure:
    """The second person agrees, and she is erased: keys, copies, indexes, receipt, words.

    What had not left is declined, what was to go out is called back. Refused to the first person
    and while a legal hold stands. Her files leave the disk within minutes (`forgetting`).
    """
    by.must(Permission.ERASURE_CONFIRM)
    _must_be_open(erasure)
    if erasure.begun_by is None:
        raise WrongState("A supervisor has to begin this first.")
    if erasure.begun_by == by.user_id:
        raise Refused("Another member must confirm: the first word is yours.")
    _must_be_two(erasure.begun_by, by)
    _must_not_be_held(erasure.alias_id)
    with atomic():
        pending = Disclosure.objects.filter(alias_id=erasure.alias_id, status__in=DECLINE.source)
        for disclosure in pending:
            decline(disclosure, by=by)
        forgetting.stop(erasure.alias_id, org_id=erasure.org_id, by=by)
        [(proof,)] = ask("select wall.erase(%s, %s)", [erasure.pk, BACKUPS_KEEP_KEYS])
        if proof is None:
            raise Refused("She could not be erased. Ask another member to confirm.")
        gone = proof if isinstance(proof, dict) else json.loads(proof)
        record(
            _alias(erasure), "person.erased", by=by, because=Slug(erasure.because),
            begun_by=erasure.begun_by, keys=gone["vault_grant"],
        )  # fmt: skip
    erasure.refresh_from_db()
    return erasure


def again(alias_id: UUID, *, org_id: UUID, verb: str, by: Actor) -> None:
    """A back-up from before brought her back: what `verb` says to have ended ends again.

    For the operator after a restore; nobody signs a second time for what two signed before.
    A legal hold that came back with it was lifted before she was erased, and keeps nothing.
    """
    her, owner = worker(alias_id, org_id), Alias(id=alias_id, org_id=org_id)
    with atomic():
        forgetting.stop(alias_id, org_id=org_id, by=her)
        ask("select wall.forget_identity(%s)", [alias_id])
        if verb != ENDS_IDENTITY:
            pending = Disclosure.objects.filter(alias_id=alias_id, status__in=DECLINE.source)
            for disclosure in pending:
                decline(disclosure, by=her)
            ask("select wall.forget_words(%s), wall.forget_times(%s)", [alias_id, alias_id])
        Erasure.objects.open().filter(alias_id=alias_id).update(called_off_at=clock.now())
        record(owner, verb, by=by, again=True)


def _must_be_open(erasure: Erasure) -> None:
    if erasure.done_at:
        raise WrongState("She has been erased already.")
    if erasure.called_off_at:
        raise WrongState("This was called off. Begin anew.")


def _must_be_two(first: UUID, by: Actor) -> None:
    """Who was let in by the other a short while ago may be the other's own second account."""
    [(are_close,)] = ask("select wall.are_close(%s, %s)", [first, by.person])
    if are_close:
        raise Refused(
            "One of you two let the other in within the last 30 days. Another member must confirm."
        )


def _must_not_be_held(alias_id: UUID) -> None:
    if hold := hold_over(alias_id):
        raise Refused(
            f"A legal hold keeps her case until {hold.ends_on:%d %B %Y}. Lift it first, or wait."
        )


def _alias(erasure: Erasure) -> Alias:
    """The ledger names an alias and nothing else."""
    return Alias(id=erasure.alias_id, org_id=erasure.org_id)
