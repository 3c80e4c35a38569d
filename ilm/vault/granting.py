"""One data key for one member's own ring: how an interpreter reads a conversation, and no other."""

from collections.abc import Collection
from uuid import UUID

from ilm.kit.errors import Refused
from ilm.vault import holding, keys, storing, vouching
from ilm.vault.models import DataKey, Grant, MemberGrant, Passed, Purpose
from ilm.vault.opening import MEMBER, Reader
from ilm.vault.sealing import new_pair, pair_of
from ilm.vault.unlocking import Unlocked


def grant_to(member: UUID, key_id: UUID, *, unlocked: Unlocked) -> None:
    """Seal every generation of a data key to a member, to the ring that the signed list names.

    Refused for who is not on the list; Denied to who cannot open the key.
    """
    org_id, reader = unlocked.org_id, Reader(unlocked)
    listed = holding.standing_of(org_id).holders.get(member)
    if listed is None or member not in holding.with_none(holding.standing_of(org_id)):
        raise Refused(
            "They are not let in to the vault yet. A supervisor does that on the page Members;"
            " then hand the conversation over."
        )
    has = MemberGrant.objects.filter(key_id=key_id, holder=member).values("generation")
    rows = Grant.objects.filter(key_id=key_id, org_id=org_id).exclude(generation__in=has)
    key = DataKey(id=key_id, org_id=org_id)
    for generation in rows.values_list("generation", flat=True):
        private = pair_of(reader.data_key(key_id, generation)).private  # type: ignore[arg-type]
        _seal_to_member(member, listed.seals, key, generation, private)


def reads(member: UUID, key_id: UUID) -> bool:
    """Whether a member was granted all that is sealed under a data key so far."""
    newest = DataKey.objects.filter(pk=key_id).values("generation")
    return MemberGrant.objects.filter(key_id=key_id, holder=member, generation__in=newest).exists()


def take_back(member: UUID, key_id: UUID) -> None:
    """A member's grants of a data key go, and what follows is sealed under a new generation of it:
    the pair that she may have copied opens nothing that is said from now on."""
    MemberGrant.objects.filter(key_id=key_id, holder=member).delete()
    begin_generation(key_id)


def begin_generation(key_id: UUID) -> None:
    """A new pair of a data key, for whoever reads under it now: the organisation, interpreters to
    whom it was granted, organisations that it is passed on to. Nothing where it was erased."""
    row = DataKey.objects.select_for_update().filter(pk=key_id).first()
    if row is None:
        return
    old, pair = row.generation, new_pair()
    row.generation, row.public = old + 1, pair.public
    passed = Passed.objects.live().filter(key_id=key_id)
    for org_id in {row.org_id, *passed.values_list("to_org", flat=True)}:
        seal_to(org_id, row, row.generation, pair.private)
    listed = holding.standing_of(row.org_id).holders
    held = MemberGrant.objects.filter(key_id=key_id, generation=old)
    for holder in held.values_list("holder", flat=True):
        if holder in listed:
            _seal_to_member(holder, listed[holder].seals, row, row.generation, pair.private)
    row.vouched = vouching.of_key(row.org_id, key_id, row.generation, pair.public)
    row.save(update_fields=["generation", "public", "vouched"])


def seal_to(org_id: UUID, key: DataKey, generation: int, private: bytes) -> None:
    """One generation of a data key for an organisation, to the key that its verified list names.

    A row that they put in its place themselves is left: it costs nobody but them."""
    to = storing.current_key(org_id, Purpose(key.purpose))
    place = (org_id, str(key.purpose), to.epoch, key.pk, generation)
    made = Grant(
        org_id=org_id, key_id=key.pk, generation=generation, purpose=key.purpose, epoch=to.epoch,
        sealed=keys.grant(bytes(to.public), private, *place),
    )  # fmt: skip
    Grant.objects.bulk_create([made], ignore_conflicts=org_id != key.org_id)


def _seal_to_member(
    member: UUID, seals: bytes, key: DataKey, generation: int, private: bytes
) -> None:
    sealed = keys.grant(seals, private, key.org_id, MEMBER, 0, key.pk, generation)
    MemberGrant(
        org_id=key.org_id, key_id=key.pk, generation=generation, holder=member, sealed=sealed
    ).save(force_insert=True)


def drop(member: UUID, keys: Collection[UUID]) -> None:
    """A member's grants of data keys under which nothing new is sealed go."""
    MemberGrant.objects.filter(key_id__in=keys, holder=member).delete()
