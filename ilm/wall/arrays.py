"""Long arrays for PostgreSQL, written in one pass: a column of many rows as one bound value.

psycopg asks an adapter for each element of a list; these know what all of them are.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.adapt import Dumper
from psycopg.pq import Format

NULL = struct.pack("!i", -1)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_INSTANT = struct.Struct("!iq").pack


@dataclass(frozen=True, slots=True)
class Array:
    """Values of one type; `kind` is one of KINDS. None is null."""

    kind: str
    values: Sequence[Any] = field(repr=False)


def _sized(raw: bytes) -> bytes:
    return len(raw).to_bytes(4, "big") + raw


def _uuid(value: UUID) -> bytes:
    return b"\x00\x00\x00\x10" + value.int.to_bytes(16, "big")


def _time(value: datetime) -> bytes:
    return _INSTANT(8, (value - EPOCH) // MICROSECOND)


# kind → oid of the element, oid of the array, how one element is written after its length
KINDS: Mapping[str, tuple[int, int, Callable[[Any], bytes]]] = {
    "uuid": (2950, 2951, _uuid),
    "text": (25, 1009, lambda value: _sized(value.encode())),
    "bytea": (17, 1001, lambda value: _sized(bytes(value))),
    "timestamptz": (1184, 1185, _time),
    "bool": (16, 1000, lambda value: _sized(b"\x01" if value else b"\x00")),
    "int": (23, 1007, lambda value: struct.pack("!ii", 4, value)),
    "bigint": (20, 1016, lambda value: struct.pack("!iq", 8, value)),
}


class _ArrayDumper(Dumper):
    format = Format.BINARY
    kind = ""

    def get_key(self, obj: Array, format: Any) -> Any:
        return (self.cls, obj.kind)

    def upgrade(self, obj: Array, format: Any) -> Dumper:
        return DUMPERS[obj.kind](self.cls)

    def dump(self, obj: Array) -> bytes:
        of, _, write = KINDS[self.kind]
        if not obj.values:
            return struct.pack("!iiI", 0, 0, of)
        has_null = type(None) in set(map(type, obj.values))
        head = struct.pack("!iiIii", 1, has_null, of, len(obj.values), 1)
        if not has_null:
            return head + b"".join(map(write, obj.values))
        return head + b"".join(NULL if v is None else write(v) for v in obj.values)


ANY_ARRAY = _ArrayDumper  # what `Array` is registered with
DUMPERS: Mapping[str, type[_ArrayDumper]] = {
    kind: type(f"_{kind}", (_ArrayDumper,), {"kind": kind, "oid": oid})
    for kind, (_, oid, _) in KINDS.items()
}
