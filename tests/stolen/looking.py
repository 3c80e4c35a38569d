"""How a thief looks: raw, in other letters' clothes, hex, base64, UTF-16, decompressed."""

import base64
import bz2
import gzip
import json
import lzma
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import brotli

DIGITS = {"my": "၀၁၂၃၄၅၆၇၈၉", "th": "๐๑๒๓๔๕๖๗๘๙", "km": "០១២៣៤៥៦៧៨៩", "ne": "०१२३४५६७८९"}
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){24,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{32,}={0,2}")
SHORTEST = 9  # bytes of a needle: shorter ones stand in ciphertext by chance
UNPACK: tuple[Callable[[bytes], bytes], ...] = (
    zlib.decompress, gzip.decompress, bz2.decompress, lzma.decompress, brotli.decompress,
)  # fmt: skip


def spelled(number: str) -> re.Pattern[bytes]:
    """A number of the world (+66815550147) however it is cut, led in and written, in UTF-8.

    Bare digits stand in hex by chance: not with more of the same around them.
    """
    digits = [
        b"(?:"
        + b"|".join([c.encode(), *(signs[int(c)].encode() for signs in DIGITS.values())])
        + b")"
        for c in number[3:]
    ]
    return re.compile(
        rb"(?<![0-9a-fA-F])(?:\+?(?:00)?66|0)?[ .()-]{0,2}"
        + rb"[ .()-]?".join(digits)
        + rb"(?![0-9a-fA-F])"
    )


def needles(planted: Iterable[str]) -> dict[bytes, str]:
    """Every shape of bytes in which one of these texts could lie → the text."""
    found: dict[bytes, str] = {}
    for text in planted:
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            said = unicodedata.normalize(form, text)
            for way in {said, said.casefold(), said.upper()}:
                found |= {shape: text for shape in shapes(way) if len(shape) >= SHORTEST}
    return found


def shapes(text: str) -> Iterator[bytes]:
    """One spelling as bytes: encodings, escapes, hex, and base64 at each of its three offsets."""
    for raw in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        for offset in range(3):
            packed = base64.b64encode(bytes(offset) + raw)
            inner = packed[4 if offset else 0 : -4]
            yield inner
            yield inner.replace(b"+", b"-").replace(b"/", b"_")
    yield json.dumps(text)[1:-1].encode()
    yield quote(text).encode()


def layers(data: bytes, depth: int = 2) -> Iterator[bytes]:
    """The bytes, and what they hold when taken out of hex, base64 or a packed form."""
    yield data
    if not depth:
        return
    for found in HEX.finditer(data):
        yield from layers(bytes.fromhex(found[0].decode()), depth - 1)
    for found in BASE64.finditer(data):
        word = found[0].rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        yield base64.b64decode(word[: len(word) // 4 * 4])
    for unpack in UNPACK:
        try:
            plain = unpack(data)
        except Exception:
            continue
        yield from layers(plain, depth - 1)


def seen(
    places: Iterable[tuple[str, bytes]], planted: Iterable[str], numbers: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """(where, which planted text) for all that is found; empty where a thief finds nothing."""
    numbers = list(numbers)
    bare = [n for number in numbers for n in (number, number[1:], f"0{number[3:]}")]
    sought, ways = needles([*planted, *bare]), {n: spelled(n) for n in numbers}
    digits = {shape for shape in sought if shape.lstrip(b"+").isdigit()}
    hits = set()
    for where, data in places:
        for layer in layers(data) if not where.startswith("base/") else (data,):
            hits |= {(where, text) for shape, text in sought.items()
                     if shape not in digits and shape in layer}  # fmt: skip
            hits |= {(where, number) for number, way in ways.items() if way.search(layer)}
    return sorted(hits)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file under a folder, by its name: names are looked at too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.name.encode() + b"\n" + path.read_bytes()
