"""What happened to an organisation's keys, in its ledger: every supervisor reads it."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.ledger.models import Entry
from ilm.ledger.moves import Fact, record
from ilm.vault.models import OrgKey

RESET = "ring.reset"
SET_UP, DRILLED, RECOVERED = "recovery.set_up", "recovery.drilled", "recovery.used"
TAKEN = "recovery.share_taken"


def write(org_id: UUID, verb: str, *, by: Actor, **facts: Fact) -> Entry:
    """One entry about the keys of an organisation as a whole, named by its id."""
    whole = OrgKey(id=org_id, org_id=org_id)
    return record(whole, verb, by=by, audience=frozenset(), **facts)
