"""Her word on an exact text: by her own channel or receipt, or spoken to staff."""

from uuid import UUID

from ilm.access import actor
from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.lifecycle import READY
from ilm.disclosure.asking import stop_asking, wait_for_her_no
from ilm.disclosure.binding import binding, must_be_as_read, must_be_as_shown
from ilm.disclosure.lifecycle import APPROVE, DECLINE
from ilm.disclosure.models import Disclosure
from ilm.kit import clock
from ilm.kit.errors import Forbidden, Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import move, moving, record
from ilm.wall.entering import atomic

HOW = ("message", "receipt", "spoken")


def approve(disclosure: Disclosure, *, how: str, seen: str = "", by: Actor) -> Disclosure:
    """She agrees to these words and no others, as shown to her. `how`: message, receipt, spoken.

    `seen`: the binding of what was looked at; without it, of `disclosure` as it is at hand.
    """
    if how not in HOW:
        raise Refused("Say how she agreed: by message, by her receipt, or spoken.")
    her, seen = _her(disclosure, by), seen or binding(disclosure)
    with atomic():
        with moving(disclosure, APPROVE, by=her, how=Slug(how)) as row:
            must_be_as_shown(row)
            must_be_as_read(row, seen)
            row.approved_at, row.approved_how = clock.now(), how
            wait_for_her_no(row)
        if row.issue.status in READY.source:
            move(row.issue, READY, by=her)
        if her is not by:
            record(row, "disclosure.approval_recorded", by=by)
    return row


def decline(disclosure: Disclosure, *, by: Actor) -> Disclosure:
    """She does not agree, or no longer: at any time before release."""
    her = _her(disclosure, by)
    with atomic():
        row = move(disclosure, DECLINE, by=her)
        stop_asking(row)
        if her is not by:
            record(row, "disclosure.refusal_recorded", by=by)
    return row


def must_be_hers(alias_id: UUID | None, by: Actor) -> None:
    """The worker herself, or staff who write down what she said. Forbidden for anybody else."""
    if by.may(Permission.CONSENT_RECORD):
        return
    by.must(Permission.TEXT_APPROVE)
    if by.id != f"worker:{alias_id}":
        raise Forbidden("Only the worker herself decides about this.")


def _her(disclosure: Disclosure, by: Actor) -> Actor:
    must_be_hers(disclosure.alias_id, by)
    if disclosure.alias_id is None:
        raise Refused("Nobody stands behind these words who could agree to them.")
    if by.may(Permission.TEXT_APPROVE):
        return by
    return actor.worker(disclosure.alias_id, disclosure.org_id)
