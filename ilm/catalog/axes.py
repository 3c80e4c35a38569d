"""Two of the three axes of an issue; the third is `urgency`. They are never one score."""

from enum import StrEnum


class Legality(StrEnum):
    """Is a law violated? Kept with jurisdiction, provision, assessor and date."""

    VIOLATION = "violation"
    NO_VIOLATION = "no_violation"
    UNCLEAR = "unclear"
    NOT_ASSESSED = "not_assessed"


class ForcedLabour(StrEnum):
    """Part of a constellation amounting to forced labour? A signed human finding stands beside."""

    NOT_ASSESSED = "not_assessed"
    NO_INDICATORS = "no_indicators"
    INDICATORS_PRESENT = "indicators_present"
    MAY_CONSTITUTE = "may_constitute_forced_labour"
