"""Every kind of wrong the platform knows by name. A new one is one entry in its area's file."""

from ilm.catalog.issues.areas import AREAS, Area
from ilm.catalog.issues.base import IssueType, other
from ilm.catalog.issues.causes import ROOT_CAUSES, RootCause
from ilm.catalog.issues.children import CHILDREN
from ilm.catalog.issues.contract import CONTRACT
from ilm.catalog.issues.documents import DOCUMENTS
from ilm.catalog.issues.equality import EQUALITY
from ilm.catalog.issues.freedom import FREEDOM
from ilm.catalog.issues.living import LIVING
from ilm.catalog.issues.recruitment import RECRUITMENT
from ilm.catalog.issues.safety import SAFETY
from ilm.catalog.issues.violence import VIOLENCE
from ilm.catalog.issues.voice import VOICE
from ilm.catalog.issues.wages import WAGES
from ilm.catalog.issues.working_time import WORKING_TIME
from ilm.kit.slug import by_slug

ISSUE_TYPES = by_slug(
    *RECRUITMENT,
    *CONTRACT,
    *DOCUMENTS,
    *WAGES,
    *WORKING_TIME,
    *FREEDOM,
    *VIOLENCE,
    *SAFETY,
    *LIVING,
    *EQUALITY,
    *VOICE,
    *CHILDREN,
)
OTHERS = by_slug(*(other(area) for area in AREAS))
ALL_LEAVES = by_slug(*ISSUE_TYPES.values(), *OTHERS.values())

__all__ = [
    "ALL_LEAVES",
    "AREAS",
    "ISSUE_TYPES",
    "OTHERS",
    "ROOT_CAUSES",
    "Area",
    "IssueType",
    "RootCause",
]
