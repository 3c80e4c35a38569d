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
from ilm.cases.models.learning import Learning, Lesson

__all__ = [
    "AffectedWorker",
    "Case",
    "Erasure",
    "Evidence",
    "Hold",
    "Issue",
    "Learning",
    "Lesson",
    "Report",
    "ReportContact",
    "Term",
    "Verdict",
]
