"""Grants of old epochs, sealed anew to the keys in force: in batches, each whole or not at all.

The old private keys are lent to a thread of the desk, in its memory alone, for an hour. If it dies,
a holder starts it again from the page: what is done stays done.
"""

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ilm.access.actor import Actor
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.moves import record
from ilm.vault import holding, keys, trusting
from ilm.vault.keylist import Standing
from ilm.vault.models import Grant, Resealing, Wrap
from ilm.vault.sealing import Denied, private_key
from ilm.vault.unlocking import Unlocked
from ilm.wall.arrays import Array
from ilm.wall.entering import ask, bulk, entering, hang_up

log = logging.getLogger(__name__)
BATCH = 500
LENT_FOR = timedelta(hours=1)
SILENT = timedelta(minutes=2)  # without a batch: the thread is dead
FIRST = UUID(int=0)
TAKE = """
select id, key_id, generation, purpose, epoch, sealed from vault_grant
 where org_id = %s and id > %s and (purpose, epoch) in
       (select * from unnest(%s::text[], %s::int[])) order by id limit %s for update
"""
PUT = """
update vault_grant g set epoch = n.epoch, sealed = n.sealed
  from unnest(%s::uuid[], %s::int[], %s::bytea[]) as n(id, epoch, sealed) where g.id = n.id
"""


@dataclass(frozen=True)
class Loan:
    """What a run may open, and until when. Never stored, never printed."""

    job: UUID
    org_id: UUID
    by: Actor
    until: datetime
    private: dict[tuple[str, int], bytes] = field(repr=False)


def remaining(org_id: UUID) -> int:
    """How many grants are still sealed to an epoch that is over."""
    standing = trusting.verified(org_id)
    if standing is None:
        return 0
    rows = Grant.objects.filter(org_id=org_id)
    old = [(p, max(epochs)) for p, epochs in standing.keys.items() if len(epochs) > 1]
    return sum(rows.filter(purpose=p, epoch__lt=newest).count() for p, newest in old)


def latest(org_id: UUID) -> Resealing | None:
    """The last run that was started, finished or not."""
    return Resealing.objects.filter(org_id=org_id).order_by("-started_at").first()


def is_running(run: Resealing | None) -> bool:
    now = clock.now()
    return bool(
        run and run.finished_at is None and run.ends_at > now and now - run.beat_at < SILENT
    )


def start(*, unlocked: Unlocked, by: Actor) -> Loan | None:
    """Lend the keys of the epochs that are over; None where nothing is left to seal anew.

    Refused while another run is alive.
    """
    org_id, now = unlocked.org_id, clock.now()
    holding.one_at_a_time(org_id)
    total = remaining(org_id)
    if not total:
        return None
    if is_running(latest(org_id)):
        raise Refused("This is being done already. Look at its progress on the page.")
    standing = holding.standing_of(org_id)
    mine = Wrap.objects.filter(org_id=org_id, holder=unlocked.user_id)
    old = [(p, e) for p, e in mine.values_list("purpose", "epoch") if e < standing.current(p)[0]]
    run = Resealing(
        org_id=org_id, started_by=by.person, started_at=now, ends_at=now + LENT_FOR, beat_at=now,
        total=total,
    )  # fmt: skip
    run.save(force_insert=True)
    record(run, "vault.resealing_started", by=by, grants=total)
    lent = {(p, e): unlocked.org_private(p, e) for p, e in old}
    return Loan(run.pk, org_id, by, run.ends_at, lent)


def lend(loan: Loan) -> threading.Thread:
    """Run it in a thread of this process, which takes the keys with it when it ends."""
    thread = threading.Thread(target=_kept, args=(loan,), name="reseal", daemon=True)
    thread.start()
    return thread


def _kept(loan: Loan) -> None:
    try:
        seal_all(loan)
    except Exception as error:
        log.warning("sealing anew stopped: %s", type(error).__name__)
    finally:
        hang_up()


def seal_all(loan: Loan) -> None:
    """Batch after batch, one walk from the first grant to the last."""
    after: UUID | None = FIRST
    while after is not None:
        after = seal_batch(loan, after)


def seal_batch(loan: Loan, after: UUID) -> UUID | None:
    """One batch of grants behind `after`, in one transaction; where the next begins.

    None: all is done, the hour is over, or whoever lent the keys is a member no more.
    """
    with entering("desk", loan.by.user_id):
        run = Resealing.objects.select_for_update().filter(pk=loan.job).first()
        if run is None or run.finished_at or clock.now() >= loan.until:
            return None
        standing = holding.standing_of(loan.org_id)
        lent = list(loan.private)
        places = [Array("text", [p for p, _ in lent]), Array("int", [e for _, e in lent])]
        rows = bulk(TAKE, [loan.org_id, after, *places, BATCH])
        by = {place: private_key(raw) for place, raw in loan.private.items()}
        anew = [each for row in rows if (each := _anew(row, by, standing))]
        if anew:
            ids, epochs, sealed = zip(*anew, strict=True)
            bulk(PUT, [Array("uuid", ids), Array("int", epochs), Array("bytea", sealed)])
        run.done += len(anew)
        run.left_behind += len(rows) - len(anew)
        run.beat_at = clock.now()
        if not rows:
            run.finished_at = run.beat_at
            record(run, "vault.resealed", by=loan.by, grants=run.done, left=run.left_behind)
        run.save(update_fields=["done", "left_behind", "beat_at", "finished_at"])
        return rows[-1][0] if rows else None


def _anew(row: Any, by: dict[tuple[str, int], Any], standing: Standing) -> Any:
    """(id, epoch, sealed) of one grant under the key in force; None if it opens for nobody."""
    pk, key_id, generation, purpose, epoch, sealed = row
    org_id, (newest, public) = standing.org, standing.current(purpose)
    try:
        old = by[purpose, epoch]
        private = keys.redeem(old, sealed, org_id, purpose, epoch, key_id, generation)
    except Denied:
        return None
    return pk, newest, keys.grant(public, private, org_id, purpose, newest, key_id, generation)


def end_epochs() -> None:
    """By the clock: the wraps of epochs that nothing is sealed to any more are deleted."""
    ask("select wall.end_epochs()")
