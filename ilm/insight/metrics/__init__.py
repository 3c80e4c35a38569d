"""Every number the house knows how to say. A new one is one entry here."""

from ilm.insight.metrics.base import Change, Metric
from ilm.insight.metrics.measuring import cells, measure, serve
from ilm.insight.metrics.people import (
    CONTACTS,
    ISSUES,
    ORGANISATIONS,
    PEOPLE_BY_ISSUE,
    PEOPLE_BY_REMEDY,
    WORKERS_AFFECTED,
    WORKERS_REACHED,
)
from ilm.insight.metrics.remedy import (
    DAYS_RAISED_TO_VALIDATED,
    REMEDY_GAP,
    WORKERS_CLAIMED,
    WORKERS_REMEDIED,
)
from ilm.kit.slug import by_slug

METRICS = by_slug(
    CONTACTS,
    WORKERS_REACHED,
    WORKERS_REMEDIED,
    ORGANISATIONS,
    PEOPLE_BY_ISSUE,
    PEOPLE_BY_REMEDY,
    WORKERS_AFFECTED,
    ISSUES,
    WORKERS_CLAIMED,
    REMEDY_GAP,
    DAYS_RAISED_TO_VALIDATED,
)

__all__ = [
    "CONTACTS",
    "DAYS_RAISED_TO_VALIDATED",
    "ISSUES",
    "METRICS",
    "ORGANISATIONS",
    "PEOPLE_BY_ISSUE",
    "PEOPLE_BY_REMEDY",
    "REMEDY_GAP",
    "WORKERS_AFFECTED",
    "WORKERS_CLAIMED",
    "WORKERS_REACHED",
    "WORKERS_REMEDIED",
    "Change",
    "Metric",
    "cells",
    "measure",
    "serve",
]
