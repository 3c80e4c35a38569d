"""Changed inputs for the fuzzer: bytes, text and JSON, each change drawn from one seeded random."""

import copy
import json
from random import Random
from typing import Any

LONGEST = 200_000  # bytes of one input: what is longer tests the limit of the door, not the parser
NUMBERS = (0, -1, 1, 2**31, 2**53 + 1, -(2**63), 10**400, 0.1, 1e308, float("nan"), float("inf"))
TEXTS = (
    "", " ", "\x00", "\ud800", "\u202e", "\ufeff", "🙂" * 40, "၁၂၃၄", "٣", "a" * 70_000,
    "null", "true", "-0", "1e999", "2026-13-45T99:99:99Z", "00000000-0000-0000-0000-000000000000",
    "../../etc/passwd", "%s%n", "'; drop table talk_message; --", "<script>", "data:,", "http://[::1",
)  # fmt: skip
ODD = (None, True, False, [], {}, [[]], {"": ""}, *NUMBERS, *TEXTS)
CHUNKS = (
    b"\x00",
    b"\xff",
    b"\xff\xfe",
    b"\x80",
    b"\r\n",
    b"{",
    b"}",
    b"[",
    b'"',
    b"\\u0000",
    b"%PDF-",
)


def changed(seed: bytes, others: list[bytes], random: Random) -> bytes:
    """One input made of another: as JSON where it is some, else as bytes; up to four changes."""
    if seed[:1] in (b"{", b"[") and random.random() < 0.7:
        try:
            return _as_json(seed, random)
        except (ValueError, RecursionError):
            pass
    for _ in range(random.randint(1, 4)):
        seed = random.choice(BYTEWISE)(seed, others, random)
    return seed[:LONGEST]


def _as_json(seed: bytes, random: Random) -> bytes:
    tree = json.loads(seed)
    for _ in range(random.randint(1, 3)):
        tree = _one_change(tree, random)
    return json.dumps(tree, ensure_ascii=random.random() < 0.5).encode(errors="surrogatepass")


def _one_change(tree: Any, random: Random) -> Any:
    places = list(_places(tree))
    if not places:
        return random.choice(ODD)
    holder, key = random.choice(places)
    match random.randrange(6):
        case 0 | 1:
            holder[key] = copy.deepcopy(random.choice(ODD))
        case 2:
            del holder[key]
        case 3:
            other, where = random.choice(places)
            holder[key] = copy.deepcopy(other.get(where) if isinstance(other, dict) else tree)
        case 4:
            many = 2 if isinstance(holder[key], dict | list) else 300
            holder[key] = [holder[key]] * random.choice((1, many))
        case _:
            deep: Any = holder[key]
            for _ in range(random.choice((1, 50, 900))):
                deep = {"a": deep} if random.random() < 0.5 else [deep]
            holder[key] = deep
    return tree


def _places(tree: Any) -> Any:
    """Every (holder, key) of a JSON tree, without recursion."""
    waiting = [tree] if isinstance(tree, dict | list) else []
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


def _flip(seed: bytes, _: list[bytes], random: Random) -> bytes:
    if not seed:
        return b"\x00"
    at = random.randrange(len(seed))
    return seed[:at] + bytes([seed[at] ^ (1 << random.randrange(8))]) + seed[at + 1 :]


def _cut(seed: bytes, _: list[bytes], random: Random) -> bytes:
    first, last = sorted(random.randrange(len(seed) + 1) for _ in range(2))
    return seed[:first] + seed[last:]


def _insert(seed: bytes, _: list[bytes], random: Random) -> bytes:
    at = random.randrange(len(seed) + 1)
    return seed[:at] + random.choice(CHUNKS) * random.choice((1, 1, 4, 600)) + seed[at:]


def _overwrite(seed: bytes, _: list[bytes], random: Random) -> bytes:
    at = random.randrange(len(seed) + 1)
    new = random.randbytes(random.choice((1, 2, 4, 8)))
    return seed[:at] + new + seed[at + len(new) :]


def _splice(seed: bytes, others: list[bytes], random: Random) -> bytes:
    other = random.choice(others)
    return seed[: random.randrange(len(seed) + 1)] + other[random.randrange(len(other) + 1) :]


def _repeat(seed: bytes, _: list[bytes], random: Random) -> bytes:
    first, last = sorted(random.randrange(len(seed) + 1) for _ in range(2))
    return seed[:last] + seed[first:last] * random.choice((1, 2, 30)) + seed[last:]


BYTEWISE = (_flip, _flip, _overwrite, _cut, _insert, _splice, _repeat)
