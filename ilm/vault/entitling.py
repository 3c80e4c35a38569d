"""Which keys a role is for, and who on the list holds more than theirs."""

from collections.abc import Mapping
from uuid import UUID

from ilm.access.permissions import Permission
from ilm.access.roles import Reach, Role
from ilm.vault import holding, trusting
from ilm.vault.keylist import Holder
from ilm.vault.models import Purpose, Ring

Keeps = Mapping[UUID, frozenset[Purpose] | None]  # None: nothing, and not the list either


def purposes_of(role: Role) -> frozenset[Purpose]:
    """An interpreter holds no key: single conversations are granted to her (`granting`)."""
    if role.reach is not Reach.OWN_ORGANISATION:
        return frozenset()
    reveals = Permission.IDENTITY_REVEAL in role.can
    return frozenset(Purpose) if reveals else frozenset({Purpose.TALK})


def due(org_id: UUID, roles: Mapping[UUID, Role]) -> Keeps:
    """Whose keys must go, so that new ones must begin: those who left (None), and active members
    who hold more than their role is for, each with what they keep.

    `roles`: of the organisation's active members at the desk.
    """
    standing = trusting.verified(org_id)
    if standing is None:
        return {}
    found: dict[UUID, frozenset[Purpose] | None] = {}
    for user, holder in sorted(standing.holders.items()):
        if user not in roles:
            continue
        may = purposes_of(roles[user])
        if holder.purposes - {p.value for p in may} and holding.is_as_listed(holder):
            found[user] = may
    return {user: None for user in holding.left(org_id, roles) if user not in found} | found


def waiting(org_id: UUID, roles: Mapping[UUID, Role]) -> list[Ring]:
    """Members with keys of their own who were not let in yet to all that their role is for: new
    ones, and who has another role now."""
    looked = trusting.look(org_id)
    if looked.standing is None:
        return holding.waiting(org_id, list(roles))
    holders = looked.standing.holders
    return [
        ring
        for ring in Ring.objects.filter(user_id__in=roles).order_by("made_at")
        if _lacks(ring, holders.get(ring.user_id), roles[ring.user_id])
    ]


def _lacks(ring: Ring, holder: Holder | None, role: Role) -> bool:
    if holder is None or not holding.is_of(ring, holder):
        return True
    return bool({p.value for p in purposes_of(role)} - holder.purposes)
