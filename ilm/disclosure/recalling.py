"""Which consents were withdrawn, in a file outside the database: a back-up that is older would give
them back. One random number a line, beside the list of the erased."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from ilm.access.actor import worker
from ilm.disclosure.consenting import withdraw
from ilm.disclosure.models import Consent
from ilm.kit import clock
from ilm.vault.witnessing import append

LATE = timedelta(minutes=10)  # an act that is committed so long after it began is still seen
_looked: dict[UUID, datetime] = {}  # organisation → when this process last looked


def file_of(org_id: UUID) -> Path:
    """The organisation's list, oldest first."""
    return Path(settings.WITNESS) / f"{org_id}.withdrawn"


def remembered(org_id: UUID) -> set[UUID]:
    """What the list holds; a line that cannot be read, as after a full disk, is passed over."""
    file = file_of(org_id)
    lines = file.read_text().splitlines() if file.exists() else []
    return {found for line in lines if (found := _parsed(line)) is not None}


def remember(org_id: UUID) -> int:
    """Write down what was withdrawn since the last look; how many."""
    now, since = clock.now(), _looked.get(org_id)
    rows = Consent.objects.filter(org_id=org_id, withdrawn_at__isnull=False)
    if since is not None:
        rows = rows.filter(withdrawn_at__gte=since - LATE)
    found = set(rows.values_list("id", flat=True))
    new = sorted(found - remembered(org_id)) if found else []
    for pk in new:
        append(file_of(org_id), str(pk))
    _looked[org_id] = now
    return len(new)


def again(org_id: UUID) -> int:
    """After a back-up was put back: whoever had withdrawn has withdrawn; how many people. All that
    they allow is taken back with it: they are asked again."""
    back = Consent.objects.filter(org_id=org_id, withdrawn_at=None, pk__in=remembered(org_id))
    people = sorted(set(back.values_list("alias_id", flat=True)))
    for alias_id in people:
        withdraw(alias_id, by=worker(alias_id, org_id))
    return len(people)


def _parsed(line: str) -> UUID | None:
    try:
        return UUID(line)
    except ValueError:
        return None
