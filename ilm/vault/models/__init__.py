"""Who a worker really is, behind keys; and the keys behind the members of an organisation."""

from ilm.vault.models.members import Lock, Ring, SecondLook, Tries, VaultSession
from ilm.vault.models.organisations import (
    KeyEntry,
    OrgKey,
    Purpose,
    RecoveryPair,
    Resealing,
    SearchKey,
    ShareGiven,
    Wrap,
)
from ilm.vault.models.people import (
    Alias,
    DataKey,
    Grant,
    MemberGrant,
    Passed,
    Person,
    Receipt,
    StandingAddress,
)

__all__ = [
    "Alias",
    "DataKey",
    "Grant",
    "KeyEntry",
    "Lock",
    "MemberGrant",
    "OrgKey",
    "Passed",
    "Person",
    "Purpose",
    "Receipt",
    "RecoveryPair",
    "Resealing",
    "Ring",
    "SearchKey",
    "SecondLook",
    "ShareGiven",
    "StandingAddress",
    "Tries",
    "VaultSession",
    "Wrap",
]
