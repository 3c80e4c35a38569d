"""Many rows of one table with one statement: arrays in, no placeholder for each value."""

from collections.abc import Sequence

from django.db.models import Model

from ilm.wall.arrays import Array
from ilm.wall.entering import bulk

TYPES = {
    "UUIDField": "uuid",
    "BooleanField": "bool",
    "CharField": "text",
    "SlugField": "text",
    "BinaryField": "bytea",
    "SealedField": "bytea",
    "PositiveIntegerField": "int",
    "DateTimeField": "timestamptz",
    "ForeignKey": "uuid",  # every row of ours has a UUID for a key
}


def insert_all(rows: Sequence[Model]) -> None:
    """Insert new rows of one model, values as they stand. For the tables of the hot path.

    A column that is the same in every row goes over once, not as an array.
    """
    if not rows:
        return
    values, arrays, columns = [], [], []
    for n, field in enumerate(rows[0]._meta.concrete_fields):
        name, kind = str(field.attname), TYPES[field.get_internal_type()]
        column = [getattr(row, name) for row in rows]
        first = column[0]
        same = name != "id" and all(value is first or value == first for value in column)
        columns.append(f"%s::{kind}" if same else f"c{n}")
        values.append((column[0] if same else column, same, f"c{n}", kind))
    arrays = [(given, name, kind) for given, same, name, kind in values if not same]
    told = ", ".join(str(f.column) for f in rows[0]._meta.concrete_fields)
    bulk(
        f"insert into {rows[0]._meta.db_table} ({told}) select {', '.join(columns)}"  # noqa: S608
        f" from unnest({', '.join(f'%s::{kind}[]' for _, _, kind in arrays)})"
        f" as given({', '.join(name for _, name, _ in arrays)})",
        [given for given, same, _, _ in values if same]
        + [Array(kind, given) for given, _, kind in arrays],
    )
