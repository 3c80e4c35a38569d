"""Many rows of one table with one statement: arrays in, no placeholder for each value."""

from collections.abc import Sequence

from django.db.models import Model

from ilm.wall.entering import tell

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
    """Insert new rows of one model, values as they stand. For the tables of the hot path."""
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    table = rows[0]._meta.db_table
    columns = ", ".join(str(f.column) for f in fields)
    arrays = ", ".join(f"%s::{TYPES[f.get_internal_type()]}[]" for f in fields)
    tell(
        f"insert into {table} ({columns}) select * from unnest({arrays})",  # noqa: S608 - our own
        [[getattr(row, str(f.attname)) for row in rows] for f in fields],
    )
