"""Outside the database: once a day a signed head of each ledger, once a minute who was erased and
what was withdrawn."""

import logging
from datetime import date
from uuid import UUID

from ilm.disclosure import recalling
from ilm.faces.jobs.parsing import BROKEN_LINE
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.parties.models import Organisation
from ilm.vault.remembering import remember
from ilm.vault.witnessing import witness
from ilm.wall.entering import entering

log = logging.getLogger(__name__)
_looked: dict[UUID, date] = {}  # organisation → the day on which we last looked


def witness_daily() -> int:
    """Sign what is not signed yet today; how many heads. What cannot be signed stays for
    `ilm check` and for the supervisors' page, and is tried again tomorrow."""
    today = clock.today()
    return sum(_witness(org_id, today) for org_id in _orgs() if _looked.get(org_id) != today)


def remember_erased() -> int:
    """Whoever was erased or withdrew since the last look stands in the lists that a restore
    follows; how many.
    Each organisation by itself: what is wrong with one keeps no other from it."""
    return sum(_remembered(org_id) for org_id in _orgs())


def _remembered(org_id: UUID) -> int:
    try:
        with entering("jobs"):
            return remember(org_id) + recalling.remember(org_id)
    except BROKEN_LINE:
        raise
    except Exception as why:
        log.error("who was erased of %s is not written down: %s", org_id, type(why).__name__)
        return 0


def _orgs() -> list[UUID]:
    with entering("jobs"):
        return list(Organisation.objects.order_by("id").values_list("id", flat=True))


def _witness(org_id: UUID, today: date) -> bool:
    try:
        with entering("jobs"):
            made = witness(org_id, on=today)
    except Refused:
        _looked[org_id] = today
        log.error("the ledger of organisation %s was not signed today", org_id)
        return False
    if made:
        _looked[org_id] = today
    return made is not None
