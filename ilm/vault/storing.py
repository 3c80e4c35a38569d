"""Sealing for somebody who is not here: data keys from public halves alone."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from ilm.kit.errors import Refused
from ilm.vault import content, keys, trusting, vouching
from ilm.vault.models import DataKey, Grant, OrgKey, Purpose
from ilm.vault.sealing import bind, new_pair, pad, seal
from ilm.wall.entering import current_face

PARTNERS = ("respondent", "buyer", "authority")


@dataclass(frozen=True)
class Sealer:
    """Writes under one data key. Whoever holds a grant can read; the writer cannot."""

    key_id: UUID
    generation: int
    public: bytes

    def field(
        self, table: str, row: UUID, name: str, text: bytes, *, is_shared: bool = False
    ) -> bytes:
        """`text`, padded and sealed for this place and no other.

        `is_shared`: under the content key of these minutes, for what comes many times a second.
        """
        context = bind("field", table, row, name, self.key_id, self.generation)
        if not is_shared:
            return seal(self.public, pad(text), context)
        key = content.content_key(self.public, self.key_id, self.generation)
        return content.write(key, text, context)


def current_key(org_id: UUID, purpose: Purpose) -> OrgKey:
    """The organisation's key for a purpose, as its verified list names it (`trusting`).

    The newest row where no list was signed yet, and for partners, who may not read the list.
    Refused before the vault was founded.
    """
    listed = None if current_face() in PARTNERS else trusting.current(org_id, purpose.value)
    if listed:
        epoch, public = listed
        return OrgKey(org_id=org_id, purpose=purpose, epoch=epoch, public=public)
    newest = OrgKey.objects.filter(org_id=org_id, purpose=purpose).order_by("-epoch").first()
    if newest is None:
        raise Refused("This organisation cannot receive yet: its vault has not been founded.")
    return newest


def new_data_key(
    org_id: UUID, purpose: Purpose, *, key: OrgKey | None = None, save: bool = True
) -> tuple[Sealer, DataKey, Grant]:
    """A fresh pair whose private half only the organisation can open, stored unless told not to."""
    key = key or current_key(org_id, purpose)
    key_id, pair = uuid4(), new_pair()
    row = vouched_key(org_id, key_id, purpose, pair.public)
    granted = keys.grant(
        bytes(key.public), pair.private, org_id, str(purpose.value), key.epoch, key_id, 1
    )
    grant = Grant(org_id=org_id, key_id=key_id, purpose=purpose, epoch=key.epoch, sealed=granted)
    if save:
        row.save(force_insert=True)
        grant.save(force_insert=True)
    return Sealer(key_id, 1, pair.public), row, grant


def vouched_key(org_id: UUID, key_id: UUID, purpose: Purpose, public: bytes) -> DataKey:
    """The row of a new data key. Partners hold nothing to vouch with."""
    is_partner = current_face() in PARTNERS
    mark = b"" if is_partner else vouching.of_key(org_id, key_id, 1, public)
    return DataKey(id=key_id, org_id=org_id, purpose=purpose, public=public, vouched=mark)


def sealer_for(key_id: UUID) -> Sealer:
    """The writing half of a data key. Refused where it was erased, or changed underneath."""
    row = DataKey.objects.filter(pk=key_id).first()
    if row is None:
        raise Refused("What was sealed here has been erased. Nothing can be added to it.")
    vouching.must_hold(row)
    return Sealer(row.pk, row.generation, bytes(row.public))
