"""Seal and open: every ciphertext is bound to what it is for, so it cannot be moved or swapped.

`seal` writes to a public key (nobody present can read it back); `lock` uses a key we hold. Both
begin with one suite byte: 1 is HPKE base mode (RFC 9180) with DHKEM(P-256, HKDF-SHA256),
HKDF-SHA256 and AES-256-GCM, and plain AES-256-GCM under a random 96-bit nonce.
"""

import os
from functools import cache, lru_cache
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
V1 = b"\x01"
NONCE = 12
SCALAR = 32
BUCKETS = (64, 256, 1024, 4096, 16384, 65536)

Part = str | bytes | int | UUID


class Denied(Exception):
    """Wrong key, wrong place or changed bytes. Deliberately does not say which."""


class Pair(NamedTuple):
    """A P-256 key pair as we keep it."""

    private: bytes  # 32 bytes, big-endian scalar
    public: bytes  # 65 bytes, uncompressed point


def bind(purpose: str, *parts: Part) -> bytes:
    """The context of one use, which no other purpose or parts can produce.

    Each of `ilm/1/<purpose>` and the parts (text as UTF-8, numbers in decimal, UUIDs with dashes,
    bytes as they are) follows its 2-byte length. A part over 65,535 bytes: OverflowError.
    """
    bound = _head(purpose)
    for part in parts:
        raw = part if isinstance(part, bytes) else str(part).encode()
        bound += len(raw).to_bytes(2, "big") + raw
    return bound


@cache
def _head(purpose: str) -> bytes:
    raw = f"ilm/1/{purpose}".encode()
    return len(raw).to_bytes(2, "big") + raw


def pad(data: bytes) -> bytes:
    """4-byte length, data, zeros up to the next bucket: a ciphertext tells only its bucket."""
    need = len(data) + 4
    size = next((b for b in BUCKETS if need <= b), -(-need // BUCKETS[-1]) * BUCKETS[-1])
    return len(data).to_bytes(4, "big") + data + bytes(size - need)


def unpad(padded: bytes) -> bytes:
    """What `pad` was given. Denied if the length lies or the filler is not all zeros."""
    length = int.from_bytes(padded[:4], "big")
    if len(padded) < 4 + length or padded[4 + length :].strip(b"\0"):
        raise Denied
    return padded[4 : 4 + length]


def new_pair() -> Pair:
    """A fresh random key pair."""
    return pair_of(ec.generate_private_key(ec.SECP256R1()))


def pair_of(key: ec.EllipticCurvePrivateKey) -> Pair:
    """The raw bytes of a parsed P-256 private key and its public half."""
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Pair(key.private_numbers().private_value.to_bytes(SCALAR, "big"), public)


def private_key(raw: bytes) -> ec.EllipticCurvePrivateKey:
    """Parse 32 bytes; Denied unless they are a scalar of the curve. Never kept."""
    if len(raw) != SCALAR:
        raise Denied
    try:
        return ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1())
    except ValueError:
        raise Denied from None


@lru_cache(maxsize=8)
def standing_key(raw: bytes) -> ec.EllipticCurvePrivateKey:
    """`private_key`, kept parsed: only for keys a process holds all its life (parse, sender)."""
    return private_key(raw)


@lru_cache(maxsize=1024)
def public_key(raw: bytes) -> ec.EllipticCurvePublicKey:
    """Parse 65 bytes, kept parsed; Denied unless they are an uncompressed point on the curve."""
    try:
        if len(raw) != 1 + 2 * SCALAR:
            raise Denied
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        raise Denied from None


def seal(public: bytes, data: bytes, context: bytes) -> bytes:
    """`data` for whoever holds the private half: `01 ‖ enc 65 ‖ ct ‖ tag 16`. Pad text first.

    Denied if `public` is no point on the curve.
    """
    return V1 + SUITE.encrypt(data, public_key(public), info=context)


def unseal(private: bytes | ec.EllipticCurvePrivateKey, sealed: bytes, context: bytes) -> bytes:
    """Open what `seal` made for this key and this context; Denied otherwise."""
    key = private_key(private) if isinstance(private, bytes) else private
    if sealed[:1] != V1:
        raise Denied
    try:
        return SUITE.decrypt(sealed[1:], key, info=context)
    except (InvalidTag, ValueError):
        raise Denied from None


def lock(key: bytes, data: bytes, context: bytes) -> bytes:
    """`data` under a 32-byte key we hold: `01 ‖ nonce 12 ‖ ct ‖ tag 16`."""
    nonce = os.urandom(NONCE)
    return V1 + nonce + AESGCM(key).encrypt(nonce, data, context)


def unlock(key: bytes, locked: bytes, context: bytes) -> bytes:
    """Open what `lock` made with this key and this context; Denied otherwise."""
    if locked[:1] != V1:
        raise Denied
    try:
        return AESGCM(key).decrypt(locked[1 : 1 + NONCE], locked[1 + NONCE :], context)
    except (InvalidTag, ValueError):
        raise Denied from None
