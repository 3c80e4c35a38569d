"""Who holds what: member rings behind locks, organisation keys per epoch, data keys, signatures."""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ilm.vault.sealing import (
    SCALAR,
    Denied,
    Pair,
    Part,
    bind,
    lock,
    new_pair,
    pair_of,
    private_key,
    public_key,
    seal,
    unlock,
    unseal,
)

AT_ONCE = BoundedSemaphore(2)  # each slow hash takes 64 MiB; the others wait


class Cost(NamedTuple):
    """What one guess at a password costs (Argon2id v1.3, RFC 9106)."""

    passes: int
    memory: int  # KiB
    lanes: int


COST = Cost(3, 65536, 1)


@dataclass(frozen=True)
class Ring:
    """A member's two pairs: one that others seal to, one that signs. Never printed."""

    seals: Pair = field(repr=False)
    signs: Pair = field(repr=False)

    @property
    def secret(self) -> bytes:
        """Both private halves, 64 bytes: what lies behind a lock."""
        return self.seals.private + self.signs.private


def derive(secret: bytes, context: bytes, length: int = 32) -> bytes:
    """HKDF-SHA-256 (RFC 5869) of `secret`, no salt, `context` as info; `length` bytes."""
    return HKDF(hashes.SHA256(), length, salt=None, info=context).derive(secret)


def new_ring() -> Ring:
    """A fresh ring, made at a member's first unlock."""
    return Ring(new_pair(), new_pair())


def ring_of(secret: bytes) -> Ring:
    """The ring whose `secret` this is; Denied unless it is two 32-byte scalars."""
    seals, signs = secret[:SCALAR], secret[SCALAR:]
    return Ring(pair_of(private_key(seals)), pair_of(private_key(signs)))


def slow_hash(password: bytes, salt: bytes, cost: Cost = COST) -> bytes:
    """Argon2id, 32 bytes; at most two at a time in this process."""
    passes, memory, lanes = cost
    with AT_ONCE:
        return Argon2id(
            salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory
        ).derive(password)


def key_from_password(password: str, salt: bytes, pepper: bytes, *, cost: Cost = COST) -> bytes:
    """The 32-byte lock key of a password: slow hash over 16 random bytes, then the pepper."""
    slow = slow_hash(password.encode(), salt, cost)
    return hmac.digest(pepper, bind("kek/password", slow), "sha256")


def key_from_prf(prf: bytes, pepper: bytes) -> bytes:
    """The 32-byte lock key of a passkey, from its 32-byte PRF output."""
    return hmac.digest(pepper, bind("kek/prf", prf), "sha256")


def put_behind(kek: bytes, ring: Ring, kind: str, user: Part, lock_id: Part) -> bytes:
    """The ring behind one lock of `kind` ("password" or "prf") of one user."""
    return lock(kek, ring.secret, bind("lock", kind, user, lock_id))


def take_from(kek: bytes, locked: bytes, kind: str, user: Part, lock_id: Part) -> Ring:
    """The ring from behind that lock; Denied with any other key, kind, user or lock."""
    return ring_of(unlock(kek, locked, bind("lock", kind, user, lock_id)))


def session_wrap(ring: Ring, session: Part, user: Part, until: int) -> tuple[bytes, bytes]:
    """(32 bytes for the cookie, locked ring for the table): worthless without each other.

    `until` is the absolute end in Unix seconds, and bound.
    """
    cookie = os.urandom(32)
    return cookie, lock(cookie, ring.secret, bind("session", session, user, until))


def session_open(cookie: bytes, locked: bytes, session: Part, user: Part, until: int) -> Ring:
    """The ring of an unlocked session; Denied unless both halves and all parts agree."""
    return ring_of(unlock(cookie, locked, bind("session", session, user, until)))


def wrap(to: bytes, org_private: bytes, org: Part, purpose: str, epoch: int, holder: Part) -> bytes:
    """An organisation's private key for one holder: `to` is the public half of his ring."""
    return seal(to, org_private, bind("wrap", org, purpose, epoch, holder))


def unwrap(by: bytes, wrapped: bytes, org: Part, purpose: str, epoch: int, holder: Part) -> bytes:
    """The organisation's private key, opened by the holder's private half; or Denied."""
    return unseal(by, wrapped, bind("wrap", org, purpose, epoch, holder))


def grant(
    to: bytes,
    data_private: bytes,
    org: Part,
    purpose: str,
    epoch: int,
    key_id: Part,
    generation: int,
) -> bytes:
    """A data key for one organisation: `to` is its public key of that purpose and epoch.

    Purpose "member" grants one conversation to one member's ring (an interpreter's).
    """
    return seal(to, data_private, bind("grant", org, purpose, epoch, key_id, generation))


def redeem(
    by: bytes | ec.EllipticCurvePrivateKey,
    granted: bytes,
    org: Part,
    purpose: str,
    epoch: int,
    key_id: Part,
    generation: int,
) -> bytes:
    """The data private key, opened by the organisation's private key; or Denied."""
    return unseal(by, granted, bind("grant", org, purpose, epoch, key_id, generation))


def sign(private: bytes, context: bytes) -> bytes:
    """ECDSA P-256 SHA-256 over a bound context: 64 bytes r‖s, as WebCrypto writes them."""
    der = private_key(private).sign(context, ec.ECDSA(hashes.SHA256()))
    return b"".join(n.to_bytes(SCALAR, "big") for n in decode_dss_signature(der))


def verify(public: bytes, signature: bytes, context: bytes) -> None:
    """Denied unless the holder of `public` signed exactly this context."""
    if len(signature) != 2 * SCALAR:
        raise Denied
    r, s = (int.from_bytes(signature[at : at + SCALAR], "big") for at in (0, SCALAR))
    try:
        public_key(public).verify(encode_dss_signature(r, s), context, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise Denied from None


def fingerprint(seals: bytes, signs: bytes) -> str:
    """Six groups of five digits of both public keys, to compare by voice or on paper (99 bits)."""
    number = int.from_bytes(hashlib.sha256(bind("fingerprint", seals, signs)).digest(), "big")
    digits = f"{number % 10**30:030d}"
    return " ".join(digits[i : i + 5] for i in range(0, 30, 5))
