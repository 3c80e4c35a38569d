"""The last lock of a member is lost: her ring goes, and what was sealed to it."""

from uuid import UUID

from ilm.access.actor import Actor, operator
from ilm.kit.errors import Refused
from ilm.vault import key_history, recovery
from ilm.vault.models import Lock, MemberGrant, Ring, ShareGiven, Tries, VaultSession, Wrap
from ilm.wall.entering import ask, atomic


def stays_with_her(user_id: UUID) -> list[UUID]:
    """Organisations some key of which no other active member holds."""
    held = Wrap.objects.filter(holder=user_id).values_list("org_id", flat=True)
    return [
        org_id
        for org_id in sorted(set(held))
        if ask("select wall.keeps_alone(%s, %s)", [org_id, user_id])[0][0]
    ]


def reset(*, by: Actor) -> None:
    """A member gives up her own ring. She makes a new one at the next unlock and waits until
    another holder lets her in. Refused where everything would be lost with it."""
    for org_id in stays_with_her(by.person):
        if recovery.current_set(org_id) is None:
            raise Refused(
                "Nobody else holds these keys and no recovery is set up: all that workers told you"
                " would be lost for ever. Let a colleague in first, or remember the password."
            )
    with atomic():
        key_history.write(by.organisation, key_history.RESET, by=by)
        ask("select wall.drop_ring()")


def reset_by_operator(user_id: UUID, *, org_id: UUID, may_lose: bool = False) -> None:
    """An operator who sets a password resets the ring as well. Refused where everything would be
    lost with it, unless that is meant (`may_lose`)."""
    lost = [org for org in stays_with_her(user_id) if recovery.current_set(org) is None]
    if lost and not may_lose:
        raise Refused(
            "This member alone holds the organisation's keys and no recovery is set up. All that"
            " workers told it would be lost for ever. If that is meant, add --lose-everything."
        )
    with atomic():
        key_history.write(org_id, key_history.RESET, by=operator(org_id), member=user_id)
        for model in (VaultSession, Lock, Tries):
            model.objects.filter(user_id=user_id).delete()
        for sealed_to_it in (Wrap, MemberGrant):
            sealed_to_it.objects.filter(holder=user_id).delete()
        ShareGiven.objects.filter(holder=user_id, taken_at__isnull=True).delete()
        Ring.objects.filter(user_id=user_id).delete()
