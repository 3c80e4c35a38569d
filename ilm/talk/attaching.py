"""Files beside messages: cleaned where their plaintext first exists, sealed in chunks on disk."""

import base64
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from django.conf import settings

from ilm.channels.base import MediaRef
from ilm.talk import cleaning, sounding
from ilm.talk.models import Attachment
from ilm.talk.models.conversing import MessageKind
from ilm.vault import deployment
from ilm.vault.files import FileKey, open_bytes, seal_bytes
from ilm.vault.opening import Reader
from ilm.vault.recordings import is_sealed, open_recording
from ilm.vault.sealing import Denied, bind, standing_key, unpad, unseal
from ilm.vault.storing import Sealer

LARGEST = 30 * 1024 * 1024  # bytes
KEPT, WANTED, GONE = "kept", "wanted", "gone"
UNNAMED = "application/octet-stream"


def keep_file(
    attachment: Attachment, content: bytes, *, media_type: str, name: str = "", sealer: Sealer
) -> Attachment:
    """Clean, seal and store the bytes; fills `record` and `state`, the caller saves the row.

    What cannot be cleaned is kept as it came, and `is_clean` in the record says so.
    """
    try:
        content, media_type, is_clean = *cleaning.clean(attachment.kind, content, media_type), True
    except cleaning.NotClean:
        is_clean = False
    sealed, opens = seal_bytes(content, attachment.pk)
    _write(place(attachment.org_id, attachment.pk), sealed)
    told: dict[str, object] = {
        **_opening(opens),
        "media_type": media_type or UNNAMED,
        "name": name,
        "is_clean": is_clean,
    }
    if is_clean and attachment.kind == MessageKind.VOICE:
        told |= _heard(attachment, content, media_type)
    attachment.record = _sealed(attachment, told, sealer)
    attachment.state, attachment.wanted = KEPT, None
    return attachment


def _heard(attachment: Attachment, content: bytes, media_type: str) -> dict[str, object]:
    """The outline of a voice, for its record; a copy that any browser plays is sealed beside it."""
    try:
        sound = sounding.listen(content, media_type)
    except (sounding.NotSound, OSError, subprocess.SubprocessError):
        return {}  # it is there as it came
    told: dict[str, object] = {"seconds": sound.seconds, "peaks": sound.peaks}
    if sound.copy is None:
        return told
    sealed, opens = seal_bytes(sound.copy, _second(attachment.pk))
    _write(_second_place(attachment.org_id, attachment.pk), sealed)
    return told | {"heard": _opening(opens)}


def keep_inline(
    attachment: Attachment, sealed: bytes, *, media_type: str, sealer: Sealer
) -> Attachment:
    """Store what her phone sealed whole and cleaned already, under the id that it chose.

    The row first: where that id is taken, the database refuses and the file there stays as it is.
    """
    attachment.is_inline = True
    attachment.record = _sealed(attachment, {"media_type": media_type, "is_clean": True}, sealer)
    attachment.save(force_insert=True)
    _write(place(attachment.org_id, attachment.pk), sealed)
    return attachment


def attachment_bytes(attachment: Attachment, reader: Reader) -> tuple[bytes, str]:
    """(content, MIME type). Denied without a grant, or where nothing is kept."""
    record = record_of(attachment, reader)
    path = place(attachment.org_id, attachment.pk)
    if not path.exists():
        raise Denied
    sealed, media_type = path.read_bytes(), str(record["media_type"])
    if attachment.is_inline:
        return _field(attachment, reader, "body", sealed), media_type
    return open_bytes(sealed, attachment.pk, _opens(record)), media_type


def heard_bytes(attachment: Attachment, reader: Reader) -> tuple[bytes, str]:
    """A voice as any browser plays it: the copy, where there is one, else as it is kept."""
    record = record_of(attachment, reader)
    known, path = record.get("heard"), _second_place(attachment.org_id, attachment.pk)
    if not isinstance(known, dict) or not path.exists():
        return attachment_bytes(attachment, reader)
    sealed = path.read_bytes()
    return open_bytes(sealed, _second(attachment.pk), _opens(known)), sounding.HEARD_AS


def record_of(attachment: Attachment, reader: Reader) -> dict[str, object]:
    """What is known of the file: its type, its name, whether it was cleaned. Denied as above."""
    if attachment.record is None:
        raise Denied
    found: dict[str, object] = json.loads(
        _field(attachment, reader, "record", bytes(attachment.record))
    )
    return found


def where_it_lies(attachment: Attachment) -> MediaRef:
    """What the provider calls the file. For the parse process: only it holds the key."""
    key = standing_key(deployment.parse_private())
    raw = unseal(key, bytes(attachment.wanted or b""), bind("wanted", attachment.pk))
    return MediaRef(**json.loads(unpad(raw)))


def as_it_came(content: bytes, ref: MediaRef, media_type: str) -> tuple[bytes, str]:
    """(content, MIME type) of what was fetched: recordings of our own gateway come sealed.

    For the parse process: only it holds the key. Denied where it is another recording.
    """
    if not is_sealed(content):
        return content, media_type
    name = ref.external_id.rstrip("/").rpartition("/")[2]
    return open_recording(deployment.parse_private(), content, name).wav, "audio/wav"


def place(org_id: UUID, attachment_id: UUID) -> Path:
    """Where the sealed bytes lie."""
    return Path(settings.MEDIA_ROOT) / str(org_id) / str(attachment_id)


def places(org_id: UUID, attachment_id: UUID) -> tuple[Path, Path]:
    """Where the sealed bytes lie, and those of a copy to be heard where there is one."""
    return place(org_id, attachment_id), _second_place(org_id, attachment_id)


def _second_place(org_id: UUID, attachment_id: UUID) -> Path:
    return place(org_id, attachment_id).with_suffix(".heard")


def _second(attachment_id: UUID) -> str:
    """What a copy is bound to, so that it is taken for the file itself nowhere."""
    return f"{attachment_id} heard"


def _opening(opens: FileKey) -> dict[str, object]:
    key = base64.b64encode(opens.key).decode()
    return {"key": key, "length": opens.length, "digest": opens.digest.hex()}


def _opens(told: Mapping[str, object]) -> FileKey:
    key, digest = base64.b64decode(str(told["key"])), bytes.fromhex(str(told["digest"]))
    return FileKey(key, int(str(told["length"])), digest)


def _write(path: Path, sealed: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{path.name}.half")
    half.write_bytes(sealed)
    half.replace(path)


def _sealed(attachment: Attachment, told: dict[str, object], sealer: Sealer) -> bytes:
    return sealer.field("talk_attachment", attachment.pk, "record", json.dumps(told).encode())


def _field(attachment: Attachment, reader: Reader, name: str, sealed: bytes) -> bytes:
    message = attachment.message
    return reader.later_field(
        message.key_id, message.generation, "talk_attachment", attachment.pk, name, sealed
    )
