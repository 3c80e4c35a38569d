from ilm.cases.models.casework import (
    AffectedWorker,
    Case,
    Evidence,
    Issue,
    Report,
    ReportContact,
    Verdict,
)
from ilm.cases.models.keeping import Erasure, Hold, Term

__all__ = [
    "AffectedWorker",
    "Case",
    "Erasure",
    "Evidence",
    "Hold",
    "Issue",
    "Report",
    "ReportContact",
    "Term",
    "Verdict",
]
