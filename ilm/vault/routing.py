"""From an address to an alias, and to a copy that only the sender opens. For `talk` alone."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.conf import settings

from ilm.kit import clock
from ilm.vault import deployment, vouching
from ilm.vault.blind import blind_index
from ilm.vault.models import Alias, DataKey, Grant, Purpose, Receipt, StandingAddress
from ilm.vault.sealing import bind, pad, seal, standing_key, unpad, unseal
from ilm.vault.storing import current_key, new_data_key
from ilm.wall.arrays import Array
from ilm.wall.entering import bulk

log = logging.getLogger(__name__)
INDEX_VERSION = 1
STANDING_DAYS = 90
KNOWN = (
    "select index, id, index_version, vouched from vault_alias"
    " where org_id = %s and channel = %s and index = any(%s)"
)


@dataclass(frozen=True)
class Met:
    """An alias, and whether this is the first time we meet it."""

    alias_id: UUID
    is_new: bool


def aliases_for(org_id: UUID, channel: str, addresses: Sequence[str]) -> dict[str, Met]:
    """The alias of whoever writes from each address, made on first contact. Canonical addresses."""
    indexes = {
        a: blind_index(settings.INDEX_KEY, INDEX_VERSION, org_id, channel, a)
        for a in dict.fromkeys(addresses)
    }
    rows = bulk(KNOWN, [org_id, channel, Array("bytea", list(indexes.values()))])
    known = {row[0]: row[1] for row in rows if _is_whole(org_id, channel, row)}
    apart = {row[0] for row in rows} - set(known)
    found = {a: Met(known[i], False) for a, i in indexes.items() if i in known}
    fresh = {a: i for a, i in indexes.items() if i not in known}
    if fresh:
        found |= _meet(org_id, channel, fresh, apart)
    return found


def alias_of(org_id: UUID, channel: str, address: str) -> UUID | None:
    """The alias of whoever writes from this canonical address; None: nobody we have met."""
    index = blind_index(settings.INDEX_KEY, INDEX_VERSION, org_id, channel, address)
    for row in bulk(KNOWN, [org_id, channel, Array("bytea", [index])]):
        return UUID(str(row[1])) if _is_whole(org_id, channel, row) else None
    return None


def _is_whole(org_id: UUID, channel: str, row: tuple[bytes, UUID, int, bytes]) -> bool:
    """Whether this index was given to this alias by us, and not by whoever writes to the database
    to be taken for somebody else."""
    index, alias_id, version, mark = row
    if vouching.holds(mark, vouching.of_alias(org_id, channel, version, index, alias_id)):
        return True
    log.error("the index of alias %s was changed: whoever writes is met anew", alias_id)
    return False


def _meet(org_id: UUID, channel: str, fresh: dict[str, bytes], apart: set[bytes]) -> dict[str, Met]:
    """New aliases. Where somebody else's row was given the `index`, without one: whoever writes is
    heard, each time anew, until somebody has looked."""
    key = current_key(org_id, Purpose.IDENTITY)
    rows: list[Alias] = []
    data_keys: list[DataKey] = []
    grants: list[Grant] = []
    copies: list[StandingAddress] = []
    expires = clock.today() + timedelta(days=STANDING_DAYS)
    for address, index in fresh.items():
        alias_id = uuid4()
        sealer, row, grant = new_data_key(org_id, Purpose.IDENTITY, key=key, save=False)
        sealed = sealer.field("vault_alias", alias_id, "address", address.encode())
        found_by = alias_id.bytes if index in apart else index
        rows.append(
            Alias(
                id=alias_id,
                org_id=org_id,
                channel=channel,
                index=found_by,
                index_version=INDEX_VERSION,
                key_id=sealer.key_id,
                sealed=sealed,
                vouched=vouching.of_alias(org_id, channel, INDEX_VERSION, found_by, alias_id),
            )
        )
        data_keys.append(row)
        grants.append(grant)
        copies.append(_standing(org_id, alias_id, channel, address, expires))
    DataKey.objects.bulk_create(data_keys)
    Grant.objects.bulk_create(grants)
    Alias.objects.bulk_create(rows)
    StandingAddress.objects.bulk_create(copies)
    return {a: Met(r.pk, True) for a, r in zip(fresh, rows, strict=True)}


def anonymous_alias(org_id: UUID, channel: str) -> UUID:
    """An alias with no address behind it: a web report, or a call from a withheld number."""
    alias_id = uuid4()
    sealer, _, _ = new_data_key(org_id, Purpose.IDENTITY)
    Alias(
        id=alias_id,
        org_id=org_id,
        channel=channel,
        index=alias_id.bytes,
        key_id=sealer.key_id,
        sealed=sealer.field("vault_alias", alias_id, "address", b""),
    ).save(force_insert=True)
    return alias_id


def keep_receipt(org_id: UUID, alias_id: UUID, lookup: bytes, public: bytes, locked: bytes) -> None:
    """What finds a reporter's thread again."""
    mark = vouching.of_receipt(org_id, alias_id, lookup, public)
    Receipt(
        org_id=org_id, alias_id=alias_id, lookup=lookup, public=public, locked=locked, vouched=mark
    ).save(force_insert=True)


def _standing(
    org_id: UUID, alias_id: UUID, channel: str, address: str, expires: date
) -> StandingAddress:
    context = bind("address", alias_id, channel, expires.isoformat())
    sealed = seal(deployment.sender_public(), pad(address.encode()), context)
    return StandingAddress(
        org_id=org_id, alias_id=alias_id, channel=channel, sealed=sealed, expires_on=expires
    )


def standing_address(alias_id: UUID) -> StandingAddress | None:
    """The sender's copy, if there is one that has not expired."""
    return StandingAddress.objects.filter(alias_id=alias_id, expires_on__gte=clock.today()).first()


def address_from(copy: StandingAddress) -> str:
    """Where to send. For the sender process: only it holds the key."""
    context = bind("address", copy.alias_id, copy.channel, copy.expires_on.isoformat())
    key = standing_key(deployment.sender_private())
    return unpad(unseal(key, bytes(copy.sealed), context)).decode()


def forget_address(alias_id: UUID) -> None:
    """The sender can reach this alias no more: she withdrew, blocked us, or the case is over."""
    StandingAddress.objects.filter(alias_id=alias_id).delete()


def forget_expired() -> int:
    """Copies that the sender may use no more go; how many. For the clock."""
    return StandingAddress.objects.filter(expires_on__lt=clock.today()).delete()[0]
