"""Long arrays come to PostgreSQL as they were, nulls and all."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from ilm.wall.arrays import KINDS, Array
from ilm.wall.entering import bulk, entering

pytestmark = pytest.mark.django_db
VALUES = {
    "uuid": [uuid4(), None, UUID(int=0)],
    "text": ["", "လစာ ဂ", None],
    "bytea": [b"\x00\xff", None, b""],
    "timestamptz": [
        datetime(1999, 12, 31, 23, 59, 59, 999999, UTC),
        None,
        datetime(2026, 11, 27, 1, 2, 3, 4, UTC),
    ],
    "bool": [True, False, None],
    "int": [0, -1, 2**31 - 1, None],
    "bigint": [0, -(2**63), 2**63 - 1, None],
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_arrives_as_it_was(kind: str) -> None:
    with entering("jobs"):
        rows = bulk("select value from unnest(%s) as value", [Array(kind, VALUES[kind])])
        assert [value for (value,) in rows] == VALUES[kind]
        assert bulk("select value from unnest(%s) as value", [Array(kind, [])]) == []


def test_several_columns_become_rows() -> None:
    with entering("jobs"):
        rows = bulk(
            "select * from unnest(%s, %s)", [Array("int", [1, 2]), Array("text", ["a", "b"])]
        )
    assert rows == [(1, "a"), (2, "b")]
