"""Recordings of calls, sealed while somebody speaks: second by second, to whoever parses.

Format: `ILMREC1` and a line end, the name's length (1 byte), the name, the length (2 bytes) of a
sealed key, that key, then blocks: length (4 bytes), AES-256-GCM. The nonce is 7 random bytes that
lie beside the key, a 4-byte counter and whether this block is the last. Where the line or the
machine breaks, all blocks before open; who cuts blocks off can make a whole one look broken, never
a broken one whole. What is said is 16-bit samples, 8,000 a second, one channel.
"""

import io
import os
import wave
from collections.abc import Iterator
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ilm.vault.sealing import Denied, bind, seal, unseal

MAGIC = b"ILMREC1\n"
MEDIA_TYPE = "application/vnd.openilm.recording"
RATE = 8_000  # samples a second
BYTES = 2 * RATE  # of one second
KEY, PREFIX, TAG = 32, 7, 16
LARGEST = 10 * BYTES  # bytes of one block, far more than is ever written


class Opened(NamedTuple):
    """What was said, and whether the recording ended as it should."""

    samples: bytes
    is_whole: bool

    @property
    def seconds(self) -> float:
        return len(self.samples) / BYTES

    @property
    def wav(self) -> bytes:
        """As a sound file."""
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(self.samples)
        return out.getvalue()


class Sealer:
    """Seals one recording block by block; can read back none of it once it is forgotten."""

    def __init__(self, public: bytes, name: str) -> None:
        """`public` opens it; `name` is at most 255 ASCII letters. Denied if `public` is no key."""
        key, self._prefix, self._count = os.urandom(KEY), os.urandom(PREFIX), 0
        self._cipher, self._bound = AESGCM(key), bind("recording-block", name)
        sealed = seal(public, key + self._prefix, bind("recording", name))
        said = name.encode("ascii")
        self.head = MAGIC + bytes([len(said)]) + said + len(sealed).to_bytes(2, "big") + sealed

    def block(self, samples: bytes, *, is_last: bool = False) -> bytes:
        """The next block, as it is appended to the file."""
        nonce = self._prefix + self._count.to_bytes(4, "big") + bytes([is_last])
        self._count += 1
        sealed = self._cipher.encrypt(nonce, samples, self._bound)
        return len(sealed).to_bytes(4, "big") + sealed


def is_sealed(content: bytes) -> bool:
    """Whether these bytes are a recording as our gateway keeps it."""
    return content.startswith(MAGIC)


def open_recording(private: bytes, content: bytes, name: str) -> Opened:
    """All that was said up to the end, or to where it breaks off.

    Denied where it is another recording, sealed to another key, or a block was changed, moved or
    added: what a crash leaves is a file that is too short, nothing else.
    """
    source = io.BytesIO(content)
    if source.read(len(MAGIC)) != MAGIC or _named(source) != name.encode():
        raise Denied
    sealed = source.read(int.from_bytes(source.read(2), "big"))
    opened = unseal(private, sealed, bind("recording", name))
    cipher, prefix = AESGCM(opened[:KEY]), opened[KEY:]
    bound, said = bind("recording-block", name), bytearray()
    for number, block in enumerate(_blocks(source)):
        nonce = prefix + number.to_bytes(4, "big")
        try:
            said += cipher.decrypt(nonce + b"\0", block, bound)
        except InvalidTag:
            said += _last(cipher, nonce, block, bound)
            if source.read(1):
                raise Denied from None
            return Opened(bytes(said), is_whole=True)
    return Opened(bytes(said), is_whole=False)


def _named(source: io.BytesIO) -> bytes:
    return source.read(int.from_bytes(source.read(1), "big"))


def _last(cipher: AESGCM, nonce: bytes, block: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce + b"\1", block, bound)
    except InvalidTag:
        raise Denied from None


def _blocks(source: io.BytesIO) -> Iterator[bytes]:
    """Whole blocks; one that a crash cut off is none."""
    while len(head := source.read(4)) == 4:
        length = int.from_bytes(head, "big")
        if not TAG <= length <= LARGEST + TAG:
            raise Denied
        if len(block := source.read(length)) < length:
            return
        yield block
