"""The partner's word that it is done. It closes nothing: the workers are asked."""

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import moving
from ilm.remedy.lifecycle import CLAIM
from ilm.remedy.models import Claim, Engagement
from ilm.remedy.planning import LONGEST
from ilm.remedy.tracing import must_be_addressed, user_of

MOST_WORKERS = 1_000_000


def claim(engagement: Engagement, *, workers: int, text: str = "", by: Actor) -> Claim:
    """Done, says the partner, for so many workers. Refused before there was any answer."""
    by.must(Permission.COMPLETION_CLAIM)
    must_be_addressed(engagement, by.org_id)
    if not 1 <= workers <= MOST_WORKERS:
        raise Refused("Say for how many workers it is done: at least one.")
    if len(text) > LONGEST:
        raise Refused("This is too long. Keep it under 5,000 characters.")
    today = clock.today()
    said = Claim(
        org_id=engagement.org_id,
        to_org=engagement.to_org,
        engagement=engagement,
        number=engagement.claims.count() + 1,
        workers=workers,
        text=text.strip(),
        claimed_on=today,
        claimed_by=user_of(by),
    )
    with moving(engagement, CLAIM, by=by, workers=workers) as row:
        row.claimed_on, row.claimed_workers = today, workers
        said.save(force_insert=True)
    return said
