"""Whether an organisation would still read its workers' words if one member were gone tomorrow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.vault import recovery
from ilm.vault.models import OrgKey, Purpose, Ring, Wrap

USED_WITHIN = timedelta(days=60)
SECOND_WITHIN = timedelta(days=7)
ENOUGH = 2  # holders of each key


@dataclass(frozen=True)
class Standing:
    """How the keys of one organisation are held. `is_blocked`: no new channels, no exports."""

    holders: dict[Purpose, int]
    is_founded: bool
    is_blocked: bool
    has_recovery: bool
    drill_by: date | None

    @property
    def short(self) -> list[Purpose]:
        """Which keys fewer than two members could open."""
        return [p for p, count in self.holders.items() if count < ENOUGH] if self.is_founded else []

    @property
    def is_drill_overdue(self) -> bool:
        return self.drill_by is not None and self.drill_by < clock.today()


def standing(org_id: UUID, members: Iterable[UUID]) -> Standing:
    """`members`: who is active at the organisation's desk."""
    here = set(members)
    holding = {purpose: _holders(org_id, purpose, here) for purpose in Purpose}
    is_founded = OrgKey.objects.filter(org_id=org_id).exists()
    first = min((r.made_at for rings in holding.values() for r in rings), default=None)
    is_new = first is not None and clock.now() - first < SECOND_WITHIN
    is_short = any(len(rings) < ENOUGH for rings in holding.values())
    return Standing(
        holders={purpose: len(rings) for purpose, rings in holding.items()},
        is_founded=is_founded,
        is_blocked=is_founded and is_short and not is_new,
        has_recovery=recovery.current_set(org_id) is not None,
        drill_by=recovery.drill_by(org_id),
    )


def must_stand(org_id: UUID, members: Iterable[UUID]) -> None:
    """Refused for new channels and exports while a key hangs on fewer than two people. Never asked
    when a report comes in."""
    if standing(org_id, members).is_blocked:
        raise Refused(
            "Fewer than two members can open the vault. Until a second one is let in, or unlocks"
            " again, no channel is added and nothing is exported. Reports still come in."
        )


def _holders(org_id: UUID, purpose: Purpose, members: set[UUID]) -> list[Ring]:
    """Rings of active members that hold the newest key of a purpose and were opened lately."""
    newest = OrgKey.objects.filter(org_id=org_id, purpose=purpose).order_by("-epoch").first()
    if newest is None:
        return []
    wraps = Wrap.objects.filter(org_id=org_id, purpose=purpose, epoch=newest.epoch)
    since = clock.today() - USED_WITHIN
    rings = Ring.objects.filter(user_id__in=wraps.values("holder"), used_on__gte=since)
    return [ring for ring in rings if ring.user_id in members]
