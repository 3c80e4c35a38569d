"""Once a day: what has been kept long enough ends, each person in a transaction of her own."""

import json
import logging
from datetime import date, timedelta
from uuid import UUID

from ilm.access.actor import clock as the_clock
from ilm.cases import keeping
from ilm.cases.keeping import Ending
from ilm.kit import clock
from ilm.ledger.moves import record
from ilm.parties.models import Organisation
from ilm.remedy import evidence
from ilm.talk import forgetting
from ilm.talk.models import Delivery
from ilm.vault.models import Alias
from ilm.wall.entering import ask, entering

log = logging.getLogger(__name__)
AT_ONCE = 200  # people of one kind and organisation in one turn of the minute loop
_done: dict[UUID, date] = {}  # organisation → the last day on which nothing was left to end


def end_due() -> int:
    """What is due today, some of it in each turn until nothing is left; how many people.

    Stopped at any moment, the next turn goes on: what has ended is not found again.
    """
    clear_away()
    today, ended = clock.today(), 0
    with entering("jobs"):
        orgs = list(Organisation.objects.order_by("id").values_list("id", flat=True))
    for org_id in orgs:
        if _done.get(org_id) != today:
            ended += _end(org_id, today)
    return ended


def clear_away() -> int:
    """Files of the erased, off the disk, also of those whom the desk erased, and what partners
    uploaded about them; and addresses that the sender may use no more."""
    with entering("jobs"):
        forgetting.remove_copies()
        return forgetting.remove_files() + evidence.remove_files()


def _end(org_id: UUID, today: date) -> int:
    with entering("jobs"):
        kept = keeping.days_of(org_id)
        due = keeping.due(org_id, until=today, most=AT_ONCE)
        _drop(org_id, kept)
    ended = sum(_end_one(org_id, each, kept[each.kind.slug]) for each in due)
    if not ended:  # nothing was left, or nothing of it may end now
        _done[org_id] = today
    return ended


def _end_one(org_id: UUID, due: Ending, kept: int) -> bool:
    """One person, one kind, one entry. False where something came between."""
    try:
        with entering("jobs"):
            sql = "select wall.expire(%s, %s, %s)"
            [(told,)] = ask(sql, [due.alias_id, str(due.kind.slug), kept])
            gone = told if isinstance(told, dict) else json.loads(told or "{}")
            if not any(gone.values()):  # something stands against it, or it ended just now
                return False
            her = Alias(id=due.alias_id, org_id=org_id)
            record(
                her, f"person.{due.kind.slug}_ended", by=the_clock(), after=kept,
                values=sum(gone.values()),
            )  # fmt: skip
    except Exception as error:
        log.warning("%s of one person could not end: %s", due.kind.slug, type(error).__name__)
        return False
    return True


def _drop(org_id: UUID, kept: dict[str, int]) -> None:
    """What is of no one person: requests that nobody could read, sessions that nobody used,
    addresses and partners' files of cases that are over."""
    before = clock.now() - timedelta(days=kept["deliveries"])
    Delivery.objects.filter(org_id=org_id, received_at__lt=before).delete()
    ask("select wall.blur_deliveries(%s)", [org_id])
    ask("select wall.expire_sessions(%s, %s)", [org_id, kept["sessions"]])
    ask("select wall.expire_addresses(%s)", [org_id])
    ask("select wall.expire_exhibits(%s, %s)", [org_id, kept["words"]])
