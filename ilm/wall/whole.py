"""Whole rows by a plain statement: the columns of a model, and an object out of their values.

For the few pages that are asked for all the time: a query set is put together anew each time.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db import models

from ilm.wall.entering import current_login

M = TypeVar("M", bound=models.Model)


class Whole(Generic[M]):
    """How rows of one model are read; made once, where the statement is."""

    def __init__(self, model: type[M]) -> None:
        fields = model._meta.concrete_fields
        self.model, self.names = model, [field.attname for field in fields]
        self._columns = [field.column for field in fields]
        self._turned = [(n, f) for n, f in enumerate(fields) if hasattr(f, "from_db_value")]

    def __len__(self) -> int:
        return len(self.names)

    def columns(self, table: str) -> str:
        """Every column, for the list of a statement, of the table under that name."""
        return ", ".join(f'{table}."{column}"' for column in self._columns)

    def of(self, values: Sequence[Any]) -> M:
        """The object that the row holds; `values` in the order of `columns`."""
        row = list(values)
        for place, field in self._turned:
            row[place] = field.from_db_value(row[place], None, None)
        return self.model.from_db(current_login(), self.names, row)
