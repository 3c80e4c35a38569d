"""Pages of a list by the place of their last row: as quick on page 1,000 as on page 1."""

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.http import Http404

M = TypeVar("M", bound=models.Model)


def place_of(row: models.Model, column: str) -> str:
    """Where a row stands: its time and its id."""
    return f"{getattr(row, column).isoformat()}~{row.pk}"


def after(rows: models.QuerySet[M], place: str, column: str) -> models.QuerySet[M]:
    """Rows below that place in a list ordered by -column, -id. 404 for a place that is none."""
    at, _, pk = place.partition("~")
    try:
        moment: date = datetime.fromisoformat(at) if "T" in at else date.fromisoformat(at)
        row_id = UUID(pk)
    except ValueError:
        raise Http404 from None
    below = rows.filter(**{f"{column}__lte": moment})
    return below.exclude(**{column: moment, "id__gte": row_id})
