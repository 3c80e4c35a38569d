"""What a partner uploads to show that it was done: cleaned, then sealed to those who asked."""

import json
from base64 import b64decode, b64encode
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Exists, OuterRef

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.ledger.moves import record
from ilm.remedy.cleaning import clean
from ilm.remedy.lifecycle import EngagementStatus
from ilm.remedy.models import Engagement, Exhibit
from ilm.remedy.tracing import must_be_addressed, user_of
from ilm.vault import files, storing
from ilm.vault.models import DataKey, Purpose
from ilm.vault.opening import Reader
from ilm.wall.entering import atomic

TABLE, RECORD = "remedy_exhibit", "record"
MOST_EXHIBITS = 60
_removed: set[UUID] = set()  # erased exhibits whose bytes this process took off the disk


class ExhibitKind(StrEnum):
    PAYMENT_RECORD = "payment_record"
    PHOTO = "photo"
    POLICY = "policy"
    LETTER = "letter"
    CERTIFICATE = "certificate"
    OTHER = "other"


def add_exhibit(
    engagement: Engagement, *, kind: str, upload_bytes: bytes, name: str, by: Actor
) -> Exhibit:
    """Clean the upload and seal it: only the worker organisation opens it, not the uploader.

    `removed` on the result says what was taken out. Refused for files other than pictures and PDF.
    """
    by.must(Permission.EVIDENCE_ADD)
    must_be_addressed(engagement, by.org_id)
    if engagement.status == EngagementStatus.CLOSED:
        raise Refused("This notice is closed.")
    if kind not in list(ExhibitKind):
        raise Refused("Say what the file shows.")
    if engagement.exhibits.count() >= MOST_EXHIBITS:
        raise Refused("There are many files here already. Ask before you send more.")
    cleaned = clean(upload_bytes)
    row = Exhibit(
        id=uuid4(),
        org_id=engagement.org_id,
        to_org=engagement.to_org,
        engagement=engagement,
        kind=kind,
        media_type=cleaned.media_type,
        removed=", ".join(cleaned.removed)[:200],
        added_on=clock.today(),
        added_by=user_of(by),
    )
    _seal(row, cleaned.content, name)
    with atomic():
        row.save(force_insert=True)
        record(row, "exhibit.added", by=by, kind=Slug(kind))
    return row


def _seal(row: Exhibit, content: bytes, name: str) -> None:
    """The bytes under a key of their own, that key under a fresh data key of the organisation."""
    sealed, opens = files.seal_bytes(content, row.pk)
    sealer, _, _ = storing.new_data_key(row.org_id, Purpose.TALK)
    held = {
        "key": b64encode(opens.key).decode(),
        "length": opens.length,
        "digest": opens.digest.hex(),
        "name": Path(name).name[:120],
    }
    row.key_id = sealer.key_id
    row.record = sealer.field(TABLE, row.pk, RECORD, json.dumps(held).encode())
    _put(row.pk, sealed)


def open_exhibit(exhibit: Exhibit, reader: Reader) -> tuple[bytes, str, str]:
    """(bytes, media type, the name it had). Locked or Denied without the organisation's keys;
    Refused once it was erased."""
    if not exhibit.record:
        raise Refused("This file was erased with the words of the case it belonged to.")
    raw = reader.field(exhibit.key_id, 1, TABLE, exhibit.pk, RECORD, bytes(exhibit.record))
    held = json.loads(raw)
    opens = files.FileKey(
        b64decode(held["key"]), int(held["length"]), bytes.fromhex(held["digest"])
    )
    content = files.open_bytes(place_of(exhibit.pk).read_bytes(), exhibit.pk, opens)
    return content, exhibit.media_type, str(held["name"])


def remove_files() -> int:
    """Take the sealed bytes of erased files off the disk; how many. For the clock.

    The rows stay, so each is looked at again after a start of this process, and once after.
    """
    key = DataKey.objects.filter(pk=OuterRef("key_id"))
    erased = Exhibit.objects.filter(~Exists(key)).exclude(pk__in=_removed)
    found = [place_of(pk) for pk in erased.order_by().values_list("pk", flat=True)]
    count = sum(file.exists() for file in found)
    for file in found:
        file.unlink(missing_ok=True)
        _removed.add(UUID(file.name))
    return count


def place_of(pk: UUID) -> Path:
    """Where the sealed bytes lie."""
    return Path(settings.MEDIA_ROOT) / str(pk)


def _put(pk: UUID, sealed: bytes) -> None:
    place = place_of(pk)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.write_bytes(sealed)
