"""Guessing is slow: five wrong passwords pause one account's unlocking, and nothing else."""

from datetime import timedelta
from uuid import UUID

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.vault.models import Tries

MOST = 5  # wrong ones in a row
PAUSE = timedelta(minutes=15)


def enter(user_id: UUID) -> None:
    """Before a try. Refused during a pause. Tries of one account wait for each other, so that no
    burst of them is counted as one."""
    Tries.objects.get_or_create(user_id=user_id)
    row = Tries.objects.select_for_update().get(user_id=user_id)
    now = clock.now()
    if row.paused_until and row.paused_until > now:
        minutes = -(-(row.paused_until - now) // timedelta(minutes=1))
        raise Refused(f"That was wrong {MOST} times. Unlocking is paused for {minutes} minutes.")


def wrong(user_id: UUID) -> None:
    """After a try that opened nothing."""
    row = Tries.objects.get(user_id=user_id)
    row.wrong += 1
    if row.wrong >= MOST:
        row.wrong, row.paused_until = 0, clock.now() + PAUSE
    row.save(update_fields=["wrong", "paused_until"])


def right(user_id: UUID) -> None:
    """After one that opened: the count begins anew."""
    Tries.objects.filter(user_id=user_id).update(wrong=0, paused_until=None)
