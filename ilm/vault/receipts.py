"""A reporter's receipt: 128 random bits she keeps, of which the server stores nothing it can use.

It opens replies and status, never the report itself, so a seized receipt does not show her words.
"""

import hashlib
import os
from io import BytesIO
from typing import NamedTuple

import segno
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from ilm.kit.errors import Refused
from ilm.vault.keys import derive
from ilm.vault.sealing import (
    Denied,
    Pair,
    Part,
    bind,
    lock,
    new_pair,
    pair_of,
    private_key,
    unlock,
    unpad,
    unseal,
)

SIZE = 16
DIGITS = 40  # 39 for 128 bits, and one to catch slips of the pen


class Issued(NamedTuple):
    """A new receipt and what the server keeps of it: everything but the receipt."""

    receipt: bytes  # 16 bytes: show it once, then drop it
    lookup: bytes  # 32 bytes
    public: bytes  # 65 bytes, the reporter's public key
    locked: bytes  # the reporter's private key, locked under the receipt


def new_receipt() -> bytes:
    """16 random bytes."""
    return os.urandom(SIZE)


def issue() -> Issued:
    """Receipt and reporter pair for the page without JavaScript, as the browser makes them."""
    receipt, pair = new_receipt(), new_pair()
    return Issued(receipt, lookup(receipt), pair.public, lock_reporter(receipt, pair))


def show(receipt: bytes) -> str:
    """Ten groups of four digits; the last digit is the Luhn check of the others."""
    digits = f"{int.from_bytes(receipt, 'big'):039d}"
    return " ".join((digits + _luhn(digits))[i : i + 4] for i in range(0, DIGITS, 4))


def read(text: str) -> bytes:
    """The receipt behind what was typed, in any script's digits, with anything between them.

    Refused, in a sentence for her, if digits are missing or one is wrong.
    """
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    if len(digits) != DIGITS:
        raise Refused(f"A code has {DIGITS} digits; here are {len(digits)}. Please check it.")
    number = int(digits[:-1])
    if _luhn(digits[:-1]) != digits[-1] or number >> 8 * SIZE:
        raise Refused("One of these digits is not right. Please compare them with your code.")
    return number.to_bytes(SIZE, "big")


def proof(receipt: bytes) -> bytes:
    """What she shows instead of the receipt, 16 bytes. The server keeps its hash alone, so who
    has read the table cannot answer in her name."""
    return derive(receipt, bind("receipt/lookup"), SIZE)


def lookup_of(shown: bytes) -> bytes:
    """What the server finds her by, 32 bytes. 128 uniform bits need no slow hash."""
    return hashlib.sha256(shown).digest()


def lookup(receipt: bytes) -> bytes:
    """The `lookup_of` her `proof`."""
    return lookup_of(proof(receipt))


def reporter_key(receipt: bytes) -> bytes:
    """The 32-byte key that locks the reporter's private key."""
    return derive(receipt, bind("receipt/lock"))


def lock_reporter(receipt: bytes, pair: Pair) -> bytes:
    """The reporter's private key (PKCS #8 DER, as WebCrypto reads it) under her receipt."""
    der = private_key(pair.private).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return lock(reporter_key(receipt), der, bind("reporter", lookup(receipt), pair.public))


def open_reporter(receipt: bytes, public: bytes, locked: bytes) -> bytes:
    """The reporter's private key, 32 bytes; Denied with any other receipt or public key."""
    der = unlock(reporter_key(receipt), locked, bind("reporter", lookup(receipt), public))
    try:
        key = load_der_private_key(der, password=None)
    except (TypeError, ValueError, UnsupportedAlgorithm):
        raise Denied from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Denied
    return pair_of(key).private


def open_reply(
    receipt: bytes, public: bytes, locked: bytes, sealed: bytes, message: Part, generation: int
) -> bytes:
    """The padded words staff sealed to the reporter as `reply`, opened and unpadded; or Denied."""
    private = open_reporter(receipt, public, locked)
    return unpad(unseal(private, sealed, bind("reply", message, generation)))


def qr_svg(receipt: bytes) -> str:
    """The 40 digits as an `<svg>` element to put into a page; no inline style, for our CSP."""
    picture = BytesIO()
    digits = show(receipt).replace(" ", "")
    segno.make(digits, error="m", micro=False).save(
        picture, kind="svg", xmldecl=False, omitsize=True, dark="#000", light="#fff", nl=False
    )
    return picture.getvalue().decode()


def _luhn(digits: str) -> str:
    """The check digit of the others (ISO/IEC 7812-1, annex B)."""
    total = sum(
        int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits))
    )
    return str(-total % 10)
