"""Who holds an organisation's keys: founding, and letting another member in."""

from uuid import UUID

from ilm.kit.errors import Refused
from ilm.vault import keys, searching
from ilm.vault.models import OrgKey, Purpose, Ring, Wrap
from ilm.vault.sealing import new_pair
from ilm.vault.unlocking import Unlocked


def found(org_id: UUID, *, holder: UUID) -> None:
    """The first keys of an organisation, sealed to its first holder. Refused a second time."""
    if OrgKey.objects.filter(org_id=org_id).exists():
        raise Refused("This organisation's vault was founded before.")
    ring = _ring(holder)
    for purpose in Purpose:
        pair = new_pair()
        OrgKey(org_id=org_id, purpose=purpose, epoch=1, public=pair.public).save(force_insert=True)
        _wrap(org_id, purpose.value, 1, pair.private, ring)
        if purpose is Purpose.TALK:
            searching.make_key(org_id, version=1, epoch=1, private=pair.private)


def admit(newcomer: UUID, *, purposes: tuple[Purpose, ...], by: Unlocked) -> None:
    """Seal the organisation's keys to another member, who has made a ring by unlocking once."""
    ring = _ring(newcomer)
    for purpose in purposes:
        for key in OrgKey.objects.filter(org_id=by.org_id, purpose=purpose):
            private = by.org_private(purpose.value, key.epoch)
            held = Wrap.objects.filter(
                org_id=by.org_id, purpose=purpose, epoch=key.epoch, holder=newcomer
            )
            if not held.exists():
                _wrap(by.org_id, purpose.value, key.epoch, private, ring)


def is_holder(user_id: UUID, org_id: UUID) -> bool:
    """Whether a member can open anything of the organisation, once unlocked."""
    return Wrap.objects.filter(org_id=org_id, holder=user_id).exists()


def is_founded(org_id: UUID) -> bool:
    return OrgKey.objects.filter(org_id=org_id).exists()


def waiting(org_id: UUID, members: list[UUID]) -> list[Ring]:
    """Rings of these members that hold no key of the organisation yet."""
    holders = Wrap.objects.filter(org_id=org_id).values("holder")
    return list(Ring.objects.filter(user_id__in=members).exclude(user_id__in=holders))


def _ring(user_id: UUID) -> Ring:
    ring = Ring.objects.filter(user_id=user_id).first()
    if ring is None:
        raise Refused("This member has no keys yet: they must unlock once before they are let in.")
    return ring


def _wrap(org_id: UUID, purpose: str, epoch: int, private: bytes, ring: Ring) -> None:
    sealed = keys.wrap(bytes(ring.seals), private, org_id, purpose, epoch, ring.user_id)
    Wrap(org_id=org_id, purpose=purpose, epoch=epoch, holder=ring.user_id, sealed=sealed).save(
        force_insert=True
    )
