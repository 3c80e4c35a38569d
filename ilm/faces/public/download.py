"""The shown figures as a file: the same values, definitions, version and period as the page."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

from ilm.insight.cubes import ORDER
from ilm.insight.figures import PUBLIC_METRICS, Published
from ilm.insight.protection import WITHHELD

LEADING = ("metric", "version", "unit")
TRAILING = ("shown", "as_of")


def as_json(now: Published) -> dict[str, Any]:
    """`figures`: one object per published cell, `shown` null where withheld."""
    return {
        "as_of": now.as_of,
        "definition_version": now.definition_version,
        "is_demo": now.is_demo,
        "withheld": WITHHELD,
        "definitions": [
            {
                "slug": m.slug,
                "version": m.version,
                "label": m.label,
                "explains": m.explains,
                "unit": m.unit,
                "counts": m.counts,
            }
            for m in PUBLIC_METRICS
        ],
        "figures": [{k: v for k, v in row.items() if v != ""} for row in rows(now)],
    }


def as_csv(now: Published) -> str:
    """One line per published cell, after a heading; an empty `shown` is withheld."""
    out = StringIO()
    writer = csv.DictWriter(
        out, [*LEADING, *ORDER, *TRAILING, "release_as_of", "definition_version", "is_demo"]
    )
    writer.writeheader()
    same = {
        "release_as_of": now.as_of,
        "definition_version": now.definition_version,
        "is_demo": now.is_demo,
    }
    writer.writerows({**row, **same} for row in rows(now))
    return out.getvalue()


def rows(now: Published) -> Iterator[dict[str, str | int | date | None]]:
    """Every published cell, in a fixed order."""
    units = {m.slug: m.unit for m in PUBLIC_METRICS}
    for (metric, dims, values), figure in sorted(now.figures.items(), key=lambda pair: pair[0]):
        yield {
            "metric": metric,
            "version": figure.version,
            "unit": next(unit for slug, unit in units.items() if slug == metric),
            **dict(zip(dims, values, strict=True)),
            "shown": figure.shown,
            "as_of": figure.as_of,
        }
