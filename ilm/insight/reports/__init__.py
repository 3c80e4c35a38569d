"""Reports: each a folder with a template and sheets over one set of protected figures."""

from ilm.insight.reports.risk import RISK
from ilm.kit.slug import by_slug

REPORTS = by_slug(RISK)
