"""Two different people answer for words that leave; in an emergency, for words she has not seen."""

from enum import StrEnum

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.disclosure.asking import wait_for_her_no
from ilm.disclosure.binding import binding, must_be_as_read, must_be_as_shown
from ilm.disclosure.keeping import must_be_open, open_words
from ilm.disclosure.lifecycle import COUNTERSIGN, OVERRIDE, SIGN
from ilm.disclosure.models import Disclosure
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import moving
from ilm.vault.unlocking import Unlocked

OVERRIDDEN = "emergency_override"
BEFORE_SIGNING = "Unlock the vault before you sign: you answer for what these words rest on."


class Emergency(StrEnum):
    """The only reasons to speak without her consent; she is told."""

    DANGER_TO_LIFE = "danger_to_life"
    CHILD_IN_DANGER = "child_in_danger"
    LEGAL_DUTY = "legal_duty"


def sign(
    disclosure: Disclosure, *, unlocked: Unlocked | None, seen: str = "", by: Actor
) -> Disclosure:
    """The first signature, under a text she approved. Locked for whoever cannot read her words.

    `seen`: the binding of what the signer read; without it, of `disclosure` as it is at hand.
    """
    by.must(Permission.DISCLOSURE_SIGN)
    must_be_open(unlocked, BEFORE_SIGNING)
    seen = seen or binding(disclosure)
    with moving(disclosure, SIGN, by=by) as row:
        must_be_as_shown(row)
        must_be_as_read(row, seen)
        open_words(row, unlocked)
        row.signed_by = by.user_id
    return row


def countersign(
    disclosure: Disclosure, *, unlocked: Unlocked | None, seen: str = "", by: Actor
) -> Disclosure:
    """The second signature; Refused to whoever gave the first, Locked as for the first."""
    by.must(Permission.DISCLOSURE_SIGN)
    must_be_open(unlocked, BEFORE_SIGNING)
    seen = seen or binding(disclosure)
    with moving(disclosure, COUNTERSIGN, by=by) as row:
        if row.signed_by == by.user_id:
            raise Refused("Another person must countersign: the first signature is yours.")
        if row.outcome != OVERRIDDEN:
            must_be_as_shown(row)
        must_be_as_read(row, seen)
        open_words(row, unlocked)
        row.countersigned_by = by.user_id
    return row


def override(
    disclosure: Disclosure, *, because: str, unlocked: Unlocked | None, by: Actor
) -> Disclosure:
    """Without her consent, in an emergency alone: this is the first of two signatures."""
    by.must(Permission.DISCLOSURE_SIGN)
    must_be_open(unlocked, BEFORE_SIGNING)
    if because not in list(Emergency):
        raise Refused("Say which emergency this is: danger to life, a child, or a legal duty.")
    with moving(disclosure, OVERRIDE, by=by, because=Slug(because)) as row:
        open_words(row, unlocked)
        row.signed_by, row.outcome, row.not_before = by.user_id, OVERRIDDEN, None
        if row.shown_words:
            wait_for_her_no(row)
    return row
