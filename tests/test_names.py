"""What a row is called where it is logged or listed: never with anything sealed in it."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models

OURS = [m for m in apps.get_models() if m.__module__.startswith("ilm.")]
VALUES = {
    models.DateTimeField: datetime(2026, 1, 2, tzinfo=UTC),
    models.DateField: date(2026, 1, 2),
    models.IntegerField: 7,
    models.BinaryField: b"words that are sealed",
    models.CharField: "demo",
}


def filled(model):
    """A row in memory with something in every column."""
    row = model()
    for field in model._meta.concrete_fields:
        kind = next((k for k in VALUES if isinstance(field, k)), None)
        if field.name == "leaf":
            row.leaf = "con.terms_changed"
        elif field.choices:
            setattr(row, field.attname, field.choices[0][0])
        elif kind:
            setattr(row, field.attname, VALUES[kind])
        elif isinstance(field, models.UUIDField | models.ForeignKey):
            setattr(row, field.attname, uuid4())
    return row


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_a_row_is_called_something_and_nothing_sealed(model):
    called = str(filled(model))
    assert 0 < len(called) <= 200
    assert "sealed" not in called
