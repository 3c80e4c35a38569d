"""A data key of ours for another organisation: by grant, as long as its ground lasts; then no more.

Sealed to the key that the other organisation's verified list names. What was read stays read.
"""

from uuid import UUID

from ilm.access.actor import Actor
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.vault import granting, trusting, vouching
from ilm.vault.models import DataKey, Grant, Passed
from ilm.vault.opening import Reader
from ilm.vault.sealing import pair_of
from ilm.vault.unlocking import Unlocked
from ilm.wall.entering import ask


def must_receive(to_org: UUID) -> None:
    """Refused where nothing can be sealed to this organisation: no list, or one that is untrue."""
    if trusting.verified(to_org) is None:
        raise Refused("They have no vault here, so nothing can be sealed to them.")


def pass_on(key_id: UUID, to_org: UUID, *, ground: UUID, unlocked: Unlocked) -> None:
    """Seal every generation of a data key to another organisation.

    `ground`: the id of what it rests on; when that ends, so does this. Refused where they cannot
    receive or the key was erased or changed underneath, Denied to who cannot open it.
    """
    must_receive(to_org)
    key = DataKey.objects.filter(pk=key_id, org_id=unlocked.org_id).first()
    if key is None:
        raise Refused("She was erased: there is nothing to pass on any more.")
    vouching.must_hold(key)
    Passed(
        org_id=unlocked.org_id, key_id=key_id, to_org=to_org, ground=ground,
        passed_on=clock.today(),
    ).save(force_insert=True)  # fmt: skip
    reader, rows = Reader(unlocked), Grant.objects.filter(key_id=key_id)
    has = set(rows.filter(org_id=to_org).values_list("generation", flat=True))
    ours = rows.filter(org_id=unlocked.org_id).values_list("generation", flat=True)
    for generation in sorted(set(ours) - has):
        private = pair_of(reader.data_key(key_id, generation)).private  # type: ignore[arg-type]
        granting.seal_to(to_org, key, generation, private)


def end(ground: UUID) -> None:
    """All that was passed on for this reason ends, by either of the two: the grants are deleted."""
    ask("select wall.end_passing(%s)", [ground])


def renew(*, by: Actor) -> int:
    """A new generation of each key of ours that was taken back or given back since: the pair that
    they may have copied opens nothing that is said from now on. How many keys."""
    rows = Passed.objects.visible_to(by).exclude(ended_at=None).filter(is_renewed=False)
    owed = {row.key_id for row in rows.select_for_update()}
    for key_id in sorted(owed):
        granting.begin_generation(key_id)
    rows.filter(key_id__in=owed).update(is_renewed=True)
    return len(owed)
