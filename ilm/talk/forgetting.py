"""What stops when somebody is erased, and her files, taken off the disk afterwards."""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.ledger.moves import move
from ilm.talk.attaching import GONE, places
from ilm.talk.lifecycle import CALL_OFF, FORGO
from ilm.talk.models import Attachment, CallBack, CheckIn, Conversation
from ilm.talk.retracting import cancel_waiting
from ilm.vault import routing

ERASED = "erased"  # its key and its record are gone; its sealed bytes may still lie on the disk


def stop(alias_id: UUID, *, org_id: UUID, by: Actor) -> None:
    """Nothing waits to go out to her, she is asked nothing more, no hint at her words is left."""
    cancel_waiting(alias_id, org_id=org_id)
    Conversation.objects.filter(alias_id=alias_id, alarm__gt=0).update(alarm=0)
    for one in CheckIn.objects.filter(alias_id=alias_id, status__in=CALL_OFF.source):
        move(one, CALL_OFF, by=by)
    for due in CallBack.objects.filter(alias_id=alias_id, status__in=FORGO.source):
        move(due, FORGO, by=by)


def remove_copies() -> int:
    """Addresses that the sender may use no more; how many."""
    return routing.forget_expired()


def remove_files(limit: int = 500) -> int:
    """Take files of erased messages off the disk; how many. Run again, it finds what was left."""
    rows = Attachment.objects.filter(state=ERASED).only("id", "org_id", "state")[:limit]
    for row in (found := list(rows)):
        for path in places(row.org_id, row.pk):
            path.unlink(missing_ok=True)
        Attachment.objects.filter(pk=row.pk).update(state=GONE)
    return len(found)
