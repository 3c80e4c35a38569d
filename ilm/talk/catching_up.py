"""Index now: every message that no search finds, or that is found under an old search key, read and
kept anew by a thread of the desk, batch after batch, as the vault's own sealing anew.

The thread is lent the organisation's `talk` keys for an hour, in memory alone, and not the member's
ring. If it dies, a member starts it again: what is done stays done.
"""

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Locked, Refused
from ilm.ledger.moves import record
from ilm.talk import indexing
from ilm.talk.models import Indexing
from ilm.vault import keys
from ilm.vault.models import Purpose
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask, entering, hang_up

log = logging.getLogger(__name__)
LENT_FOR = timedelta(hours=1)
SILENT = timedelta(minutes=2)  # without a batch: the thread is dead
AT_ONCE = 4.0  # seconds of one batch, one transaction


@dataclass(frozen=True)
class Loan:
    """What a run may open, and until when. Never stored, never printed."""

    job: UUID
    by: Actor
    until: datetime
    unlocked: Unlocked = field(repr=False)


def latest(by: Actor) -> Indexing | None:
    """The last run that was started, finished or not."""
    return Indexing.objects.visible_to(by).order_by("-started_at").first()


def is_running(run: Indexing | None) -> bool:
    now = clock.now()
    return bool(
        run and run.finished_at is None and run.ends_at > now and now - run.beat_at < SILENT
    )


def start(*, unlocked: Unlocked | None, by: Actor) -> Loan | None:
    """Lend the keys that conversations are read with; None where nothing is left to index.

    Refused while another run is alive.
    """
    by.must(Permission.CONVERSATION_READ)
    if unlocked is None:
        raise Locked("Unlock the vault first: only an open vault can read what it indexes.")
    org_id, now = by.organisation, clock.now()
    ask("select pg_advisory_xact_lock(hashtextextended('indexing ' || %s, 0))", [str(org_id)])
    if is_running(latest(by)):
        raise Refused("This is being done already. Look at its progress on the page.")
    total = len(indexing.due(unlocked))
    if not total:
        return None
    run = Indexing(
        org_id=org_id, started_by=by.person, started_at=now, ends_at=now + LENT_FOR, beat_at=now,
        total=total,
    )  # fmt: skip
    run.save(force_insert=True)
    record(run, "messages.indexing_started", by=by, threads=total)
    return Loan(run.pk, by, run.ends_at, lent(unlocked))


def lent(unlocked: Unlocked) -> Unlocked:
    """The organisation's `talk` keys that this member holds, without the ring that opens them."""
    held = {place: unlocked.org_private(*place) for place in unlocked.places(Purpose.TALK)}
    return Unlocked(unlocked.user_id, unlocked.org_id, keys.new_ring(), held)


def start_quietly(*, unlocked: Unlocked, by: Actor) -> Loan | None:
    """`start` where it is not asked for, after new keys; None while another run is alive."""
    return None if is_running(latest(by)) else start(unlocked=unlocked, by=by)


def lend(loan: Loan) -> threading.Thread:
    """Run it in a thread of this process, which takes the keys with it when it ends."""
    thread = threading.Thread(target=_kept, args=(loan,), name="index", daemon=True)
    thread.start()
    return thread


def _kept(loan: Loan) -> None:
    try:
        index_all(loan)
    except Exception as error:
        log.warning("indexing stopped: %s", type(error).__name__)
    finally:
        hang_up()


def index_all(loan: Loan) -> None:
    """Batch after batch, one walk from the first thread to the last."""
    after, is_over = None, False
    while not is_over:
        after, is_over = index_batch(loan, after)


def index_batch(loan: Loan, after: UUID | None) -> tuple[UUID | None, bool]:
    """One batch of threads behind `after`, in one transaction; where the next begins, and whether
    there is none: all is done, the hour is over, or whoever lent the keys is a member no more."""
    with entering("desk", loan.by.user_id):
        run = Indexing.objects.select_for_update().filter(pk=loan.job).first()
        if run is None or run.finished_at or clock.now() >= loan.until:
            return None, True
        caught = indexing.catch_up(by=loan.by, unlocked=loan.unlocked, after=after, seconds=AT_ONCE)
        run.beat_at = clock.now()
        left = indexing.due(loan.unlocked)
        behind = [each for each in left if caught.place and each > caught.place]
        run.done = max(run.done, run.total - len(behind))
        if caught.place is None:
            run.finished_at, run.left_behind = run.beat_at, len(left)
            record(run, "messages.indexing_ended", by=loan.by, threads=run.done, left=len(left))
        run.save(update_fields=["done", "left_behind", "beat_at", "finished_at"])
        return caught.place, caught.place is None
