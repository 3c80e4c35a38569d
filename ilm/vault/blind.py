"""Finding without reading: equal addresses and equal words meet, nobody learns which they are."""

import hashlib
import hmac
from functools import lru_cache

from ilm.vault.sealing import Part, bind


def blind_index(key: bytes, version: int, org: Part, channel: str, address: str) -> bytes:
    """16 bytes that stand for one canonical `address` in one organisation.

    Keyed and slow (HMAC-SHA-256, then scrypt n=2¹² r=8 p=1, 8 ms): phone numbers are few enough to
    try them all if the key ever leaks. The last 4,096 senders cost microseconds; what is
    remembered is the keyed hash, never the address.
    """
    keyed = hmac.digest(key, bind("index", version, org, channel, address), "sha256")
    return _slow(keyed, _salt(org))


def search_token(key: bytes, word: str) -> int:
    """A signed 64-bit number for one normalised word under an organisation's search key."""
    short = hmac.digest(key, bind("word", word), "sha256")[:8]
    return int.from_bytes(short, "big", signed=True)


def search_filler(key: bytes, number: int, *place: Part) -> int:
    """A number that stands for no word: without the key it is like any other.

    Made of its place and not drawn, so that what was there before stays there when words join it:
    two dumps compared tell how many words came, and no more of those that were there.
    """
    short = hmac.digest(key, bind("filler", number, *place), "sha256")[:8]
    return int.from_bytes(short, "big", signed=True)


@lru_cache(maxsize=256)
def _salt(org: Part) -> bytes:
    return bind("index/salt", org)


@lru_cache(maxsize=4096)
def _slow(keyed: bytes, salt: bytes) -> bytes:
    return hashlib.scrypt(keyed, salt=salt, n=2**12, r=8, p=1, dklen=16)
