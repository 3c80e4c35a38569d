"""Attachments: one key per file, sealed chunk by chunk, so nothing can be cut, moved or swapped.

Format: 7 random bytes, then chunks of 64 KiB under AES-256-GCM; the nonce is those bytes, a 4-byte
counter and one byte that says whether this chunk is the last. Zeros at the end hide the length
(Padmé, Nikitin et al. 2019: at most 12 %). Key, true length and hash go, sealed, into the record.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ilm.vault.sealing import Denied, Part, bind, seal, unseal

CHUNK = 64 * 1024
TAG = 16
PREFIX = 7


class FileKey(NamedTuple):
    """What opens one file; sealed to a data key inside the attachment's record."""

    key: bytes  # 32 bytes
    length: int  # true length in bytes
    digest: bytes  # SHA-256 of the true bytes


def padded_length(length: int) -> int:
    """The length a file of `length` bytes is given on disk, before tags (Padmé)."""
    if length < 2:
        return 1
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def seal_file(source: BinaryIO, target: BinaryIO, attachment: Part) -> FileKey:
    """Read `source` to its end, write it sealed to `target`; never more than two chunks held."""
    key, prefix, hashed = os.urandom(32), os.urandom(PREFIX), hashlib.sha256()
    cipher, aad, length = AESGCM(key), bind("chunk", attachment), 0
    target.write(prefix)
    for number, (chunk, real, last) in enumerate(_padded(source)):
        hashed.update(chunk[:real])
        length += real
        target.write(cipher.encrypt(_nonce(prefix, number, last), chunk, aad))
    return FileKey(key, length, hashed.digest())


def open_file(source: BinaryIO, target: BinaryIO, attachment: Part, opens: FileKey) -> None:
    """Write the true bytes to `target`; Denied if anything was cut, moved, swapped or added.

    Each chunk is checked before it is written, the whole only at the end: on Denied, throw away
    what `target` got.
    """
    cipher, aad = AESGCM(opens.key), bind("chunk", attachment)
    hashed, left = hashlib.sha256(), opens.length
    prefix = _take(source, PREFIX)
    for number, (block, last) in enumerate(_blocks(source, CHUNK + TAG)):
        try:
            chunk = cipher.decrypt(_nonce(prefix, number, last), block, aad)[:left]
        except (InvalidTag, ValueError):
            raise Denied from None
        hashed.update(chunk)
        target.write(chunk)
        left -= len(chunk)
    if left or not hmac.compare_digest(hashed.digest(), opens.digest):
        raise Denied


def seal_bytes(data: bytes, attachment: Part) -> tuple[bytes, FileKey]:
    """`seal_file` for bytes already in memory: (sealed, what opens it)."""
    target = BytesIO()
    opens = seal_file(BytesIO(data), target, attachment)
    return target.getvalue(), opens


def open_bytes(sealed: bytes, attachment: Part, opens: FileKey) -> bytes:
    """`open_file` for bytes; nothing comes back unless the whole is right."""
    target = BytesIO()
    open_file(BytesIO(sealed), target, attachment, opens)
    return target.getvalue()


def seal_file_key(
    public: bytes, opens: FileKey, attachment: Part, key_id: Part, generation: int
) -> bytes:
    """The 72 bytes key ‖ length ‖ hash, sealed to a data key."""
    raw = opens.key + opens.length.to_bytes(8, "big") + opens.digest
    return seal(public, raw, bind("file", attachment, key_id, generation))


def unseal_file_key(
    private: bytes, sealed: bytes, attachment: Part, key_id: Part, generation: int
) -> FileKey:
    """What opens the file, by the data private key; or Denied."""
    raw = unseal(private, sealed, bind("file", attachment, key_id, generation))
    return FileKey(raw[:32], int.from_bytes(raw[32:40], "big"), raw[40:])


def _padded(source: BinaryIO) -> Iterator[tuple[bytes, int, bool]]:
    """(chunk, how many bytes of it are real, is it the last), filled up to the Padmé length."""
    length = 0
    for block, last in _blocks(source, CHUNK):
        length += len(block)
        if not last:
            yield block, len(block), False
            continue
        total = len(block) + padded_length(length) - length
        for at in range(0, total, CHUNK):
            real = block[at : at + CHUNK]
            yield real + bytes(min(CHUNK, total - at) - len(real)), len(real), at + CHUNK >= total


def _blocks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Blocks of `size` bytes and whether each is the last; an empty source is one empty block."""
    block = _take(source, size)
    while following := _take(source, size):
        yield block, False
        block = following
    yield block, True


def _take(source: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes, fewer only at the end, however small the pieces a reader gives."""
    taken = bytearray()
    while len(taken) < size and (more := source.read(size - len(taken))):
        taken += more
    return bytes(taken)


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
